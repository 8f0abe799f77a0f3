"""Rows of answers for notebooks: lists of named tuples that become data frames."""

__all__ = ["Found", "Listed", "Rows"]

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    import pandas

_T = TypeVar("_T")


class Rows(list[_T], Generic[_T]):
    """A list of named tuples, which `df()` gives as a data frame of pandas (`pip install pandas`)."""

    def df(self) -> "pandas.DataFrame":
        """Return a data frame with a column for each field; UsageError where pandas is missing."""
        try:
            from pandas import DataFrame
        except ImportError:
            from kg.errors import UsageError

            raise UsageError("df() needs pandas: pip install pandas") from None
        return DataFrame([row._asdict() for row in self])  # type: ignore[attr-defined]


class Found(NamedTuple):
    """A statement with its evidence, as `kg explain` shows it; None where a record states it and no sentence."""

    subject: str
    predicate: str
    object: str
    paper: str
    title: str | None
    sentence: str | None
    start: int | None
    end: int | None
    rule: str | None
    model: str | None
    confidence: float | None


class Listed(NamedTuple):
    """A paper of the graph."""

    id: str
    title: str
    year: int | None
    authors: tuple[str, ...]
    venue: str | None
    keys: tuple[str, ...]
    url: str | None
