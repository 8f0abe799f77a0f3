"""Bugs are no bad records: a paper that meets one is a reject that says where the bug is, whose it is, and how it was reached."""

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
"""The code of a Rejected for a paper whose extraction met a bug; it stays pending."""

GRAPH_BUG = "graph-bug"
"""The code of a Rejected for a paper whose extraction is kept, and of which no statements could be made."""

_REASON, _TRACE = 500, 4_000  # characters

_Frame = tuple[str, str, int]  # module, file, line


def bug(paper: str, error: Exception, code: str = BUG) -> Rejected:
    """Return the reject of a paper on which code failed: its reason is "file:line: type: message", its record the traceback."""
    found = TracebackException.from_exception(error)
    module, file, line = _place([(str(f.f_globals.get("__name__")), f.f_code.co_filename, n) for f, n in walk_tb(error.__traceback__)])
    parts = module.count(".") + (2 if Path(file).stem == "__init__" else 1)
    place = "/".join(Path(file).parts[-parts:])
    message = " ".join("".join(found.format_exception_only()).split())
    return Rejected(paper, code, _text(f"{place}:{line}: {message}"[:_REASON]), _text("".join(found.format())[-_TRACE:]))


def _place(frames: list[_Frame]) -> _Frame:
    """Return the innermost frame of the package whose bug it is: that of the component which spaCy called, or else ours."""
    called = list(dropwhile(_is_spacy, dropwhile(lambda frame: not _is_spacy(frame), frames)))
    owner = _package((called or frames)[0])
    return next(frame for frame in reversed(frames) if _package(frame) == owner)


def _package(frame: _Frame) -> str:
    return frame[0].partition(".")[0]


def _is_spacy(frame: _Frame) -> bool:
    return _package(frame) == "spacy"


def _text(text: str) -> str:
    """Return a text that a database can hold."""
    return text.encode("utf-8", "backslashreplace").decode()


@dataclass(slots=True)
class Bugs:
    """The bugs among rejects: how many papers met those of which package, and a traceback for each place."""

    papers: Counter[str] = field(default_factory=Counter)
    traces: dict[str, str] = field(default_factory=dict)

    @classmethod
    def among(cls, rejects: Iterable[Rejected]) -> "Bugs":
        """Return the bugs among some rejects."""
        found = cls()
        for rejected in rejects:
            found.add(rejected)
        return found

    def add(self, rejected: Rejected) -> None:
        """Count a reject, if it is one for a bug."""
        if rejected.code in (BUG, GRAPH_BUG):
            file, line, _ = rejected.reason.split(":", 2)
            self.papers[file.partition("/")[0].removesuffix(".py")] += 1
            self.traces.setdefault(f"{file}:{line}", rejected.record)

    def lines(self) -> Iterator[str]:
        """Yield one line for each package."""
        for package, papers in sorted(self.papers.items()):
            yield f"{papers} {'paper' if papers == 1 else 'papers'} met a bug of {package} (--verbose shows where)"

    def exit_code(self, through: int) -> int:
        """Return what a command ends with that has rejects, when so many papers came through."""
        return 1 if through or not self.papers else KgError.exit_code
