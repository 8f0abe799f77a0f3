"""The command `kg`: parse, call one function, print. Errors become one line and an exit code."""

__all__ = ["EXIT_CODES", "app", "main", "run_command"]

import logging
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from kg.cli import (
    about,
    compare,
    evaluate,
    explain,
    export,
    extract,
    forget,
    leaderboard,
    link,
    load,
    mark,
    merge,
    query,
    read,
    rejects,
    run,
    schema,
    serve,
    status,
    validate,
)
from kg.cli.formats import output_format
from kg.cli.options import Format, OutputFile
from kg.cli.output import NoteHandler, Output, current, use
from kg.errors import Interrupted, KgError, StoreError, UsageError

EXIT_CODES = {
    0: "success",
    1: "finished, but with rejects, bugs, pending papers or violations (see `kg rejects`, `kg validate`)",
    2: "invalid command, pipeline, query or input; the message says what is allowed",
    69: "a store or language model is unavailable, or a disk is full: fix that and run again",
    70: "a bug stopped the command, or every paper hit one; `--verbose` prints the traceback",
    130: "interrupted; finished work is kept",
}
_EXTRA = re.compile(r"unexpected extra argument(?:\(s\)|s)? \((.+)\)")  # as Click says it
_COMMON = (
    (
        "quiet",
        Annotated[bool, typer.Option("--quiet", "-q", help="Suppress notes and progress on stderr.")],
        False,
    ),
    (
        "verbose",
        Annotated[
            bool,
            typer.Option(
                "--verbose",
                "-v",
                help="Print progress as lines if stderr is not a terminal, and tracebacks of bugs.",
            ),
        ],
        False,
    ),
    (
        "log_format",
        Annotated[
            str,
            typer.Option(
                "--log-format", metavar="F", help="Format of notes and progress on stderr: text or json."
            ),
        ],
        "text",
    ),
)


def _with_output(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all commands share."""
    own = signature(function, eval_str=True)
    annotations = {name: parameter.annotation for name, parameter in own.parameters.items()}
    writes_rows = annotations.get("form") is Format and annotations.get("path") is OutputFile

    @wraps(function)
    def command(*, quiet: bool, verbose: bool, log_format: str, **kwargs: Any) -> None:
        output = Output(quiet, verbose, log_format)
        if log_format not in ("text", "json"):
            raise UsageError(f"unknown log format {log_format!r}; known: json, text")
        use(output)
        if writes_rows:
            output_format(kwargs["form"], kwargs["path"])  # refuse a wrong one before any work
        logging.getLogger("kg").handlers = [NoteHandler()]
        try:
            function(**kwargs)
        except KeyboardInterrupt:
            raise Interrupted(
                "interrupted; finished work is kept: run the same command again to resume"
            ) from None
        except BrokenPipeError:  # the reader closed the pipe, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        finally:
            output.close()

    shared = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, annotation, default in _COMMON
    ]
    keyword = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in own.parameters.values()]
    command.__signature__ = own.replace(parameters=[*keyword, *shared])  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in [*keyword, *shared]}
    return command


class _Commands(TyperGroup):
    """Lists the commands in the order in which data passes through them; `kg` and `kg help` show the help."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take `kg` and `kg help` as `kg --help`, `kg help NAME` as `kg NAME --help`."""
        return super().parse_args(ctx, [*args[1:], "--help"] if args[:1] in ([], ["help"]) else args)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the interface of the library
        return list(self.commands)


app = typer.Typer(
    cls=_Commands,
    name="kg",
    help="Rebuild the graph of tasks, methods, datasets, metrics, code and results from paper abstracts.\n\n"
    "Example:  kg run pipelines/trending.toml --input pages/ && kg leaderboard --dataset ImageNet\n\n"
    "kg help COMMAND shows the options of a command and an example.",
    epilog="Exit codes:\n\n" + "\n\n".join(f"{code:>3}  {meaning}" for code, meaning in EXIT_CODES.items()),
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _function, _name in (
    (run.run, "run"), (read.read, "read"), (extract.extract, "extract"), (load.load, "load"),
    (export.export, "export"), (query.query, "query"), (query.sparql, "sparql"),
    (leaderboard.leaderboard, "leaderboard"), (compare.compare, "compare"), (compare.conflicts, "conflicts"),
    (explain.explain, "explain"), (mark.mark, "mark"), (merge.merge, "merge"),
    (merge.split, "split"), (link.link, "link"), (forget.forget, "forget"), (rejects.rejects, "rejects"),
    (rejects.retry, "retry"), (status.status, "status"), (status.stats, "stats"), (about.about, "about"),
    (validate.validate, "validate"), (evaluate.evaluate, "eval"), (serve.serve, "serve"),
    (schema.schema, "schema"),
):  # fmt: skip
    app.command(_name, short_help=re.split(r"[:;.](?=\s|$)", _function.__doc__ or "", maxsplit=1)[0])(
        _with_output(_function)
    )


def _version(wanted: bool) -> None:
    if wanted:
        from kg import __version__

        typer.echo(f"kg {__version__}")
        raise typer.Exit


@app.callback()
def _kg(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _interrupt(number: int, _: Any) -> None:
    if number == signal.SIGALRM:
        raise KeyboardInterrupt
    current().interrupt()


def main() -> None:
    """Run the command line and exit with the documented code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        if (
            signal.getsignal(number) is not signal.SIG_IGN
        ):  # ignored in the background of a shell and under nohup
            signal.signal(number, _interrupt)
    with suppress(AttributeError):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    sys.exit(run_command())


def run_command() -> int:
    """Run the command that sys.argv holds, print its error, if any, and return its exit code."""
    try:
        return int(app(standalone_mode=False) or 0)
    except KgError as error:
        return _fail(str(error), error.exit_code)
    except OSError as error:
        return _fail(f"{error.filename or 'the output'}: {error.strerror or error}", StoreError.exit_code)
    except Exception as error:
        format_message = getattr(error, "format_message", None)  # a usage error raised by Click
        if format_message is not None:
            return _fail(f"{format_message()}{_meant(format_message())} (kg --help)", 2)
        if current().verbose:
            traceback.print_exc()
        return _fail(f"bug in kg: {type(error).__name__}: {error} (--verbose prints the traceback)", 70)


def _meant(message: str) -> str:
    """Return what to write instead of an argument too many, if that is the folder of a graph."""
    from kg.files import holds_graph

    extra = _EXTRA.search(message)
    if extra is None or not os.path.exists(extra[1]):  # noqa: PTH110 - Path.exists raises for a name that is too long
        return ""
    return f": write --store {extra[1]}" if holds_graph(Path(extra[1])) else ""


def _fail(message: str, code: int) -> int:
    output = current()
    output.quiet = False
    output.note(f"kg: {' '.join(message.split())}", error=True, exit_code=code)
    return code
