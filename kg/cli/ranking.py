"""Leaderboards on a terminal: a heading for each group, and one or two lines for each row."""

__all__ = ["write_ranking"]

import io
import os
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from kg.cli.layout import printable

if TYPE_CHECKING:
    from rich.text import Text

    from kg.answers.leaderboard import Row

_NARROWEST = 40
_BESIDE = 100  # columns from which the paper stands in the line of its method
_METHOD, _VALUE = 30, 12


def write_ranking(rows: "list[Row]", *, evidence: bool, wide: bool) -> None:
    """Write rows, which come by group, to stdout; `evidence` adds the sentences, `wide` the ids of papers."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = max(Console().width if terminal else int(os.environ.get("COLUMNS", "100")), _NARROWEST)
    buffer = io.StringIO()
    console = Console(file=buffer, width=width, force_terminal=terminal, highlight=False, soft_wrap=True)
    for number, (doubtful, same) in enumerate(groupby(rows, key=lambda row: (bool(row.doubt), row.group))):
        if number:
            console.print()
        for line in _group(list(same), width, doubtful=doubtful[0], evidence=evidence, wide=wide):
            console.print(line)
    sys.stdout.write(buffer.getvalue())
    sys.stdout.flush()


def _group(rows: "list[Row]", width: int, *, doubtful: bool, evidence: bool, wide: bool) -> "Iterator[Text]":
    from rich.text import Text

    first = rows[0]
    parts = (first.dataset or "no dataset", first.metric or "no metric", *first.conditions)
    heading = Text(" · ".join(map(printable, parts)), "bold")
    heading.append(" (doubtful)" if doubtful else "")
    heading.truncate(width, overflow="ellipsis")
    yield heading
    for row in rows:
        yield from _row(row, width, wide=wide)
        if evidence:
            yield from _sentence(row, width)


def _row(row: "Row", width: int, *, wide: bool) -> "Iterator[Text]":
    from rich.text import Text

    method = min(_METHOD, width - _VALUE - 16)
    line = Text(f"{'–' if row.rank is None else row.rank:>4}  ")
    line.append_text(_cell(row.method or "–", method))
    line.append_text(_cell(row.written, _VALUE, right=True, style="bold"))
    line.append(f"  {row.confidence:.2f}  ", "dim")
    year = f" ({row.year})" if row.year else ""
    beside = width >= _BESIDE
    indent = line.cell_len if beside else 6
    under = line if beside else Text(" " * indent)
    under.append_text(_fitted(row.title, width - indent - len(year))).append(year)
    yield line
    if not beside:
        yield under
    for more in filter(None, (row.paper if wide else "", row.doubt)):
        yield Text(" " * 6).append_text(_fitted(more, width - 6, "dim"))


def _cell(value: str, width: int, *, right: bool = False, style: str = "") -> "Text":
    from rich.text import Text

    text = _fitted(value, width, style)
    gap = " " * (width - text.cell_len)
    return Text(gap).append_text(text) if right else text.append(gap)


def _fitted(value: str, width: int, style: str = "") -> "Text":
    from rich.text import Text

    text = Text(printable(value), style)
    text.truncate(max(width, 1), overflow="ellipsis")
    return text


def _sentence(row: "Row", width: int) -> "Iterator[Text]":
    """Yield the lines of the sentence of a row, with its number and names in bold."""
    from rich.console import Console
    from rich.text import Text

    text = Text(printable(row.sentence), "dim")
    for name in filter(None, (row.raw, row.method, row.dataset, row.metric)):
        text.highlight_words([printable(name)], "not dim bold", case_sensitive=name == row.raw)
    for line in text.wrap(Console(width=width), width - 6):
        line.rstrip()
        yield Text(" " * 6).append_text(line)
