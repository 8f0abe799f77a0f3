"""Bugs, as opposed to bad records: the reject of a paper names the code at fault."""

__all__ = ["BUG", "GRAPH_BUG", "Bugs", "bug"]

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path
from traceback import TracebackException, walk_tb

from kg.errors import KgError
from kg.model import Rejected

BUG = "bug"
"""The code of a Rejected for a paper whose extraction hit a bug; it stays pending."""

GRAPH_BUG = "graph-bug"
"""The code of a Rejected for a paper whose extraction is kept but gave no statements."""

_REASON, _TRACE = 500, 4_000  # characters

_Frame = tuple[str, str, int]  # module, file, line


def bug(paper: str, error: Exception, code: str = BUG) -> Rejected:
    """Return the reject of a paper that hit a bug: the reason is "file:line: type: message"."""
    trace = TracebackException.from_exception(error)
    frames = walk_tb(error.__traceback__)
    module, file, line = _fault(
        [(str(f.f_globals.get("__name__")), f.f_code.co_filename, n) for f, n in frames]
    )
    parts = module.count(".") + (2 if Path(file).stem == "__init__" else 1)
    short = "/".join(Path(file).parts[-parts:])
    message = " ".join("".join(trace.format_exception_only()).split())
    return Rejected(
        paper, code, _text(f"{short}:{line}: {message}"[:_REASON]), _text("".join(trace.format())[-_TRACE:])
    )


def _fault(frames: list[_Frame]) -> _Frame:
    """Return the innermost frame of the package at fault: the component that spaCy called, or else kg."""
    called = list(dropwhile(_is_spacy, dropwhile(lambda frame: not _is_spacy(frame), frames)))
    owner = _package((called or frames)[0])
    return next(frame for frame in reversed(frames) if _package(frame) == owner)


def _package(frame: _Frame) -> str:
    return frame[0].partition(".")[0]


def _is_spacy(frame: _Frame) -> bool:
    return _package(frame) == "spacy"


def _text(text: str) -> str:
    """Escape lone surrogates, which a database cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode()


@dataclass(slots=True)
class Bugs:
    """The bugs among rejects: papers by package at fault, and a traceback for each line of code."""

    papers: Counter[str] = field(default_factory=Counter)
    traces: dict[str, str] = field(default_factory=dict)

    @classmethod
    def among(cls, rejects: Iterable[Rejected]) -> "Bugs":
        """Collect the bugs among rejects."""
        bugs = cls()
        for rejected in rejects:
            bugs.add(rejected)
        return bugs

    def add(self, rejected: Rejected) -> None:
        """Count a reject if its code is that of a bug."""
        if rejected.code in (BUG, GRAPH_BUG):
            file, line, _ = rejected.reason.split(":", 2)
            self.papers[file.partition("/")[0].removesuffix(".py")] += 1
            self.traces.setdefault(f"{file}:{line}", rejected.record)

    def lines(self) -> Iterator[str]:
        """Yield one line for each package."""
        for package, papers in sorted(self.papers.items()):
            noun = "paper" if papers == 1 else "papers"
            yield f"{papers} {noun} hit a bug in {package} (--verbose prints the traceback)"

    def exit_code(self, succeeded: int) -> int:
        """Return the exit code of a command with rejects, given how many papers succeeded."""
        return 1 if succeeded or not self.papers else KgError.exit_code
