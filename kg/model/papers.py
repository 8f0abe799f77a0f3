"""Input: papers, and records that could not be used."""

__all__ = ["TOO_LONG", "Paper", "Rejected", "SourceClaim", "SourceFile", "file_names"]

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.ids import content_key
from kg.model.metadata import Metadata

_NOTHING = Metadata()
_END_OF_NAME = re.compile("[/#]")  # behind it comes a member of an archive, or the number of a record


class SourceClaim(NamedTuple):
    """A claim of a source about a paper besides its text: a repository, by URL, or a dataset, by name.

    `kind` is "repository" or "Dataset"; `role` is the role according to the source ("official", "used", …).
    """

    kind: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read; `abstract` is None if the input was one line of text, "" if only the title is known.

    `sources` names every record of the paper (`file name#record number`): first the one that it was read
    from, then those that this one names. `same_as` has its other ids, `claims` the claims of its sources, both
    sorted.
    """

    id: str
    title: str
    abstract: str | None
    year: int | None = None
    url: str | None = None
    sources: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    claims: tuple[SourceClaim, ...] = ()
    metadata: Metadata = _NOTHING

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.title if self.abstract is None else f"{self.title}\n{self.abstract}"

    @property
    def content_hash(self) -> str:
        """A hash of the text; a text that was extracted need not be extracted again."""
        return content_key("text", self.text)


class SourceFile(NamedTuple):
    """A file of papers that is being read, before its records; behind them again if it was read to its `end`.

    `name` is what its sources start with, `path` its absolute path.
    """

    name: str
    path: str
    end: bool = False


def file_names(source: str) -> set[str]:
    """Return the names that the file of a source can have; no file has one of another's (see kg.read.names)."""
    return {source[: end.start()] for end in _END_OF_NAME.finditer(source)}


TOO_LONG = "too-long"
"""The code of a Rejected for a paper that exceeded its time limit; it stays pending."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be used: source, code, reason, and the record cut to 2,000 characters.

    For a bug (see kg.bugs) the record is the traceback. `offset` is the byte at which the record starts in
    its file, after decompression; None if unknown. `paper` is what a record without an abstract would be
    if titles alone were enough, with an empty abstract.
    """

    source: str
    code: str
    reason: str
    record: str = ""
    offset: int | None = None
    paper: Paper | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """A content key, so that repeated rejects count once."""
        return content_key("rejected", self.source, self.code, self.reason, self.record)
