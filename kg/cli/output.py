"""Output: data on stdout, notes and progress on stderr; tables for people, lines for programs."""

__all__ = [
    "NoteHandler",
    "Output",
    "current",
    "note_bugs",
    "note_unusable",
    "use",
    "write_rows",
]

import io
import json
import logging
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.bugs import Bugs
from kg.cli.formats import output_format
from kg.cli.layout import Layout, Row, printable, screen, table_or_blocks
from kg.errors import UsageError
from kg.jsontext import json_text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

FINISH_SECONDS = 10.0


@dataclass(slots=True)
class Output:
    """Where notes and progress go."""

    quiet: bool = False
    verbose: bool = False
    log_format: str = "text"
    _batched: bool = False
    _stopping: bool = False
    _bar: "Progress | None" = None
    _tasks: dict[str, "TaskID"] = field(default_factory=dict)
    _last: float = 0.0

    def note(self, message: str, **facts: object) -> None:
        """Print one line on stderr, unless quiet; `facts` appear in JSON logs only."""
        if self.log_format == "json" or not self.quiet:
            self.warn(message, **facts)

    def warn(self, message: str, **facts: object) -> None:
        """Print one line on stderr, even when quiet."""
        if self.log_format == "json":
            print(json.dumps({"message": message, **facts}, ensure_ascii=False), file=sys.stderr, flush=True)  # noqa: T201
            return
        self.close()
        print(printable(message), file=sys.stderr, flush=True)  # noqa: T201

    def finish_batches(self) -> None:
        """Let the running command finish its current batch when it is interrupted."""
        self._batched = True

    def interrupt(self) -> None:
        """Stop the running command: first after the current batch, if it works in batches, then at once."""
        if not self._batched or self._stopping:
            raise KeyboardInterrupt
        self._stopping = True
        signal.setitimer(signal.ITIMER_REAL, FINISH_SECONDS)  # do not wait for a stage that is one long step
        with suppress(RuntimeError):  # the signal interrupted another print
            self.note("stopping after this batch; interrupt again to stop now")

    def progress(self, stage: str, done: int, total: int | None) -> None:
        """Show the progress of a stage: bars on a terminal.

        Elsewhere JSON, or text with --verbose, at most one line a second. Called between batches; raises
        KeyboardInterrupt if the command was told to stop.
        """
        if self._stopping:
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt
        if self.log_format == "json" or (self.verbose and not sys.stderr.isatty()):
            if done in (0, total) or time.monotonic() - self._last > 1:
                self._last = time.monotonic()
                self.note(
                    f"{stage}: {done}" + (f" of {total}" if total else ""),
                    stage=stage,
                    done=done,
                    total=total,
                )
        elif not self.quiet and sys.stderr.isatty():
            self._draw(stage, done, total)

    def _draw(self, stage: str, done: int, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        if self._bar is None:
            columns = (
                TextColumn("{task.description:<10}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._bar = Progress(*columns, console=Console(stderr=True))
            self._bar.start()
        for other, task in self._tasks.items():
            if (
                other != stage and self._bar.tasks[task].total is None
            ):  # no total: a finished stage is complete
                self._bar.update(
                    task,
                    total=max(self._bar.tasks[task].completed, 1),
                    completed=max(self._bar.tasks[task].completed, 1),
                )
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=total)
        self._bar.update(self._tasks[stage], completed=done, total=total)

    def close(self) -> None:
        """Finish the bars, so that later output appears below them."""
        if self._bar is not None:
            for task in self._bar.tasks:
                if task.total is None:
                    self._bar.update(task.id, total=max(task.completed, 1), completed=max(task.completed, 1))
            self._bar.stop()
            self._bar, self._tasks = None, {}


_current: ContextVar[Output | None] = ContextVar("output", default=None)


def use(output: Output) -> None:
    """Make this the output of the running command."""
    _current.set(output)


def current() -> Output:
    """Return the output of the running command."""
    return _current.get() or Output()


class NoteHandler(logging.Handler):
    """Prints the warnings of the package as notes."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        current().note(record.getMessage())


def note_bugs(bugs: Bugs) -> None:
    """Print one line for each package with bugs, preceded by the tracebacks with --verbose."""
    output = current()
    for place, trace in bugs.traces.items() if output.verbose else ():
        if output.log_format == "json":
            output.note(place, traceback=trace)
        else:
            for line in trace.splitlines():
                output.note(line)
    for line in bugs.lines():
        output.note(line, bugs=bugs.papers)


def note_unusable(entries: Mapping[str, int]) -> None:
    """Print one line for each authority with unusable entries."""
    for name, number in entries.items():
        current().note(
            f"{name}: skipped {number} entries that no store can hold; "
            f"link a corrected file, or run kg link --remove {name}"
        )


def write_rows(
    columns: Sequence[str],
    rows: Iterable[Row],
    form: str | None,
    path: Path | None = None,
    inputs: Iterable[Path] = (),
    layout: Layout = table_or_blocks,
    why_empty: Callable[[], str] = lambda: "no rows",
) -> None:
    """Stream rows to stdout, or write them to a file completely or not at all; note on stderr why there are none.

    `form` and `path` are those of `output_format`; `inputs` must not be overwritten; `why_empty` may raise; `layout`
    arranges the rows for people where the format is table.
    """
    form = output_format(form, path)
    current().close()
    first = list(islice(rest := iter(rows), 1))
    reason = "" if first else why_empty()
    if path is None:
        _write(columns, chain(first, rest), form, sys.stdout.buffer, layout)
        sys.stdout.buffer.flush()
    else:
        from kg.files import write_whole

        with write_whole(path, inputs) as stream:
            _write(columns, chain(first, rest), form, stream, layout, is_file=True)
    if not first:
        current().note(reason)


def _write(
    columns: Sequence[str],
    rows: Iterable[Row],
    form: str,
    stream: BinaryIO,
    layout: Layout,
    *,
    is_file: bool = False,
) -> None:
    if form == "table":
        for line in layout(columns, list(rows), screen(is_file=is_file)):
            stream.write(line.encode(errors="replace") + b"\n")
        return
    if form == "parquet":
        stream.write(_parquet(columns, list(rows)))
        return
    text = io.TextIOWrapper(stream, "utf-8", "surrogatepass", newline="\n", write_through=True)
    try:
        if form == "csv":
            from kg.export.csv import write_lines

            write_lines(text, chain([columns], ([_cell(value) for value in row] for row in rows)))
        else:
            text.writelines(json_text(dict(zip(columns, row, strict=True))) + "\n" for row in rows)
    finally:
        text.detach()  # leave the stream open for the caller


def _cell(value: Any) -> Any:
    return json_text(value) if isinstance(value, (list, dict, tuple)) else value


def _parquet(columns: Sequence[str], rows: list[Sequence[Any]]) -> bytes:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("parquet needs pyarrow: pip install 'papergraph[parquet]'") from None
    if sys.stdout.isatty():
        raise UsageError("parquet is binary: write it to a file with -o, or to a pipe")
    sink = io.BytesIO()
    pq.write_table(
        pa.table({column: _parquet_column(pa, [row[i] for row in rows]) for i, column in enumerate(columns)}),
        sink,
    )
    return sink.getvalue()


def _parquet_column(pa: Any, values: list[Any]) -> Any:
    """Return a column, as JSON text if its values have no common type."""
    try:
        return pa.array([_cell(value) for value in values])
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if value is None else json_text(value) for value in values])
