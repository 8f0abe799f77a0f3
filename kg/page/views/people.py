"""The pages of an author and of a venue."""

__all__ = ["author", "venue"]

from collections.abc import Iterable
from itertools import groupby

from kg.page.addresses import outside
from kg.page.known import Known, Titled
from kg.page.views.linked_data import about_person, about_venue
from kg.page.views.view import View

_WROTE = "SELECT paper, name, orcid, id FROM wrote WHERE author = ? ORDER BY paper"
_PUBLISHED = "SELECT paper, name FROM published WHERE venue = ? ORDER BY paper"
_WITH = """
SELECT o.author, count(DISTINCT o.paper) AS papers FROM wrote w JOIN wrote o ON o.paper = w.paper
WHERE w.author = ?1 AND o.author <> ?1 GROUP BY o.author ORDER BY papers DESC, o.author"""
_TALKED_OF = """
SELECT s.object, count(DISTINCT e.paper) AS papers FROM {these} w JOIN evidence e ON e.paper = w.paper
JOIN statement s ON s.key = e.statement AND s.predicate IN ('ADDRESSES', 'PROPOSES', 'INTRODUCES')
WHERE w.{this} = ? GROUP BY s.object ORDER BY papers DESC, s.object LIMIT 25"""


def author(known: Known, iri: str) -> View | None:
    """Return the page of an author, or None."""
    rows = known.db.execute(_WROTE, (iri,)).fetchall()
    if not rows:
        return None
    this = known.names[iri]
    others = sorted({name for _, name, *_ in rows} - {this.name})
    orcid = next((outside(f"https://orcid.org/{orcid}") for *_, orcid, _ in rows if orcid), None)
    data = {
        "this": this,
        "aliases": others,
        "orcid": orcid,
        "ids": sorted({id for *_, id in rows if id}),
        "years": _by_year(known, (paper for paper, *_ in rows)),
        "ends": _talked_of(known, "wrote", "author", iri),
        "others": [(known.names[other], papers) for other, papers in known.db.execute(_WITH, (iri,))],
    }
    return View("person.html", f"{this.name} · author", data, about_person(iri, this.name, others, orcid))


def venue(known: Known, iri: str) -> View | None:
    """Return the page of a venue, or None."""
    rows = known.db.execute(_PUBLISHED, (iri,)).fetchall()
    if not rows:
        return None
    this = known.names[iri]
    others = sorted({name for _, name in rows} - {this.name})
    data = {
        "this": this,
        "aliases": others,
        "orcid": None,
        "ids": (),
        "years": _by_year(known, (paper for paper, _ in rows)),
        "ends": _talked_of(known, "published", "venue", iri),
        "others": (),
    }
    return View("person.html", f"{this.name} · venue", data, about_venue(iri, this.name, others))


def _by_year(known: Known, papers: Iterable[str]) -> list[tuple[int | None, list[Titled]]]:
    """Return papers by year, the newest first, those without one last."""
    found = sorted(
        (known.papers[paper] for paper in set(papers) if paper in known.papers),
        key=lambda one: (-(one.year or 0), one.title, one.id),
    )
    return [(year, list(same)) for year, same in groupby(found, key=lambda one: one.year)]


def _talked_of(known: Known, these: str, this: str, iri: str) -> list[tuple[object, int]]:
    query = _TALKED_OF.format(these=these, this=this)
    return [
        (known.names[end], papers) for end, papers in known.db.execute(query, (iri,)) if end in known.names
    ]
