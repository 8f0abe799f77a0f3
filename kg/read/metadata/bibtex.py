"""Read from the fields of an entry of BibTeX what it says besides title, abstract and ids."""

__all__ = ["FIELDS", "bibliographic_metadata"]

from collections.abc import Mapping

from kg.model import Metadata
from kg.read.clean import latex
from kg.read.metadata.authors import with_ids
from kg.read.metadata.citations import cited_by, cited_works
from kg.read.metadata.dates import agreeing, iso, with_month
from kg.read.metadata.people import bibtex_people
from kg.read.metadata.values import keywords, pdf

FIELDS = frozenset("authors venue date keys keywords language type pdf citations references".split())
_VENUES = (  # the first that an entry has; MathSciNet has the full name in fjournal
    "fjournal journal journaltitle booktitle maintitle eventtitle conference series".split()
)
_PARTS_OF_BOOKS = frozenset("inbook bookinbook suppbook".split())
_LONGEST_DATE = 100


def bibliographic_metadata(
    kind: str, key: str, fields: Mapping[str, str], year: int | None, published: str | None = None
) -> Metadata:
    """Return what an entry of a type and key says, with the fields that it inherits.

    `year` is that of the paper, `published` the date of the whole volume.
    """
    authors = fields.get("author") or fields.get("authors")
    if not authors and kind in _PARTS_OF_BOOKS:
        authors = fields.get("bookauthor")
    people = bibtex_people(authors) if authors else ()
    ids = [latex(fields[name]) for name in ("orcid-numbers", "researcherid-numbers") if name in fields]
    times = fields.get("times-cited")
    words = fields.get("keywords") or fields.get("keyword")
    return Metadata(
        authors=with_ids(people, *ids) if ids else people,
        venue=next((fields[name] for name in _VENUES if fields.get(name)), None),
        date=_date(fields, year, published),
        keys=(key, *(other.strip() for other in fields.get("ids", "").split(","))),
        keywords=keywords(latex(words)) if words else (),
        language=latex(fields.get("language") or fields.get("langid", "")),
        type=kind,
        pdf=pdf(*(latex(fields[name]) for name in ("pdf", "url", "file") if name in fields)),
        citations=cited_by(f"cited by {latex(times)}" if times else fields.get("note", "")),
        references=cited_works(latex(fields["cited-references"])) if "cited-references" in fields else (),
    )


def _date(fields: Mapping[str, str], year: int | None, published: str | None) -> str | None:
    told = [value for name in ("date", "year") if (value := fields.get(name))] or [
        value
        for value in (fields.get("early-access-date"), fields.get("early access date"), published)
        if value
    ]
    written = [
        part for value in told if len(value) < _LONGEST_DATE for part in (value, value.partition("/")[0])
    ]
    month = fields.get("month")
    beside = with_month(year, latex(month), fields.get("day")) if month else None
    return agreeing(year, *map(iso, written), beside)
