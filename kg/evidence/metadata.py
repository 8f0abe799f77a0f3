"""The metadata of records: as JSON in the evidence database, and merged to those of a paper."""

__all__ = ["decoded", "encoded", "merged"]

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import defstruct
from msgspec.json import Decoder, encode

from kg.model import Metadata

_T = TypeVar("_T")
_values: Callable[[Any], tuple[Any, ...]] = attrgetter(*(one.name for one in fields(Metadata)))
_NOTHING = Metadata()


_stored: Any = defstruct(  # the fields of Metadata without what is empty, and the sources that a record names besides its own
    "_Stored",
    [*((one.name, one.type, one.default) for one in fields(Metadata)), ("sources", tuple[str, ...], ())],
    omit_defaults=True,
)
_decode = Decoder(_stored).decode


def encoded(metadata: Metadata, sources: Sequence[str] = ()) -> str:
    """Return metadata and sources as JSON."""
    return encode(_stored(*_values(metadata), tuple(sources))).decode()


def decoded(text: str) -> tuple[Metadata, tuple[str, ...]]:
    """Return the metadata and sources that `encoded` wrote."""
    if text == "{}":
        return _NOTHING, ()
    stored = _decode(text)
    return Metadata(*_values(stored)), stored.sources


def merged(
    best: Metadata, others: Sequence[Metadata], of_text: Sequence[Metadata], year: int | None
) -> Metadata:
    """Merge the metadata of the records of a paper, of which `best` is that of the text that is kept.

    Authors, keywords, venue and type come whole from that record, or else from the first of the others that
    has them; references and keys from all. The date is the most exact one in `year`. The language is what
    those agree on who have the text, or else all who name one.
    """
    every = (best, *others)
    dates = sorted(one.date for one in every if one.date and one.date.startswith(str(year or "")))
    return Metadata(
        authors=_first(one.authors for one in every) or (),
        venue=_first(one.venue for one in every),
        date=max(dates, key=len, default=None),
        keys=tuple(sorted({key for one in every for key in one.keys})),
        keywords=_first(one.keywords for one in every) or (),
        language=_agreed(of_text) or _agreed(every),
        type=_first(one.type for one in every),
        pdf=min((one.pdf for one in every if one.pdf), default=None),
        citations=max((one.citations for one in every if one.citations is not None), default=None),
        references=tuple(sorted({id for one in every for id in one.references})),
    )


def _first(values: Iterable[_T]) -> _T | None:
    return next(filter(None, values), None)


def _agreed(every: Iterable[Metadata]) -> str | None:
    named = {one.language for one in every if one.language}
    return named.pop() if len(named) == 1 else None
