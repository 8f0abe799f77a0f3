"""What was read: papers, and records that could not be used."""

__all__ = ["TOO_LONG", "Paper", "Rejected", "SourceClaim"]

from dataclasses import dataclass
from typing import NamedTuple

from kg.ids import content_key


class SourceClaim(NamedTuple):
    """What a source itself states of a paper, beside its text: a repository by its address, or a dataset by its name.

    `kind` is "repository" or "Dataset"; `role` is the role that the source gives it ("official", "used", …).
    """

    kind: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read: `abstract` is None only where the input gave one line of text and no abstract.

    `sources` names every place that the paper was read from (`file name#entry number`), `same_as` its other ids, `claims` what its
    sources state of it; all three sorted.
    """

    id: str
    title: str
    abstract: str | None
    year: int | None = None
    url: str | None = None
    sources: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    claims: tuple[SourceClaim, ...] = ()

    @property
    def text(self) -> str:
        """The text that every offset points into."""
        return self.title if self.abstract is None else f"{self.title}\n{self.abstract}"

    @property
    def content_hash(self) -> str:
        """A key of the text alone: the same text need not be extracted again."""
        return content_key("text", self.text)


TOO_LONG = "too-long"
"""The code of a Rejected for a paper that was stopped after its time: it is no fault of the paper's, which stays pending."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be used: where it stood, a short code, the reason, and the record itself, cut to 2,000 characters.

    Where a paper met a bug (see kg.bugs), the record is the traceback.
    `offset` is the byte at which the record starts in its file, after expansion; None where that is not known.
    """

    source: str
    code: str
    reason: str
    record: str = ""
    offset: int | None = None

    @property
    def key(self) -> str:
        """A content key, so that the same rejection counts once."""
        return content_key("rejected", self.source, self.code, self.reason, self.record)
