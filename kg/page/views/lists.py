"""The start page, the lists of papers and of nodes, and what a search finds."""

__all__ = ["PAGE", "UNKNOWN", "found", "largest", "nodes", "papers", "start", "years"]

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from kg.page.known import Known, Titled
from kg.page.views.view import View
from kg.page.words import PLURALS

PAGE = 500  # of papers or nodes on one page
UNKNOWN = "unknown"  # in the place of a year
_FIRST = 15
_FOUND = 50
_CHARTED = 50  # years
_DIGITS = 9  # of the number of a page
_LARGEST = """
SELECT s.object, count(DISTINCT e.paper) AS papers FROM statement s JOIN evidence e ON e.statement = s.key
WHERE s.predicate = 'ADDRESSES' GROUP BY s.object ORDER BY papers DESC, s.object LIMIT ?"""
_ABOUT = """
SELECT DISTINCT e.paper FROM statement s JOIN evidence e ON e.statement = s.key
WHERE s.object = ? AND s.subject_label = 'Paper' AND s.predicate <> 'MENTIONS'"""
_WITH_CODE = """
SELECT DISTINCT e.paper FROM statement s JOIN evidence e ON e.statement = s.key WHERE s.predicate = 'HAS_REPOSITORY'"""
_FIELDS = ("year", "task", "method", "code")
_T = TypeVar("_T")


def start(known: Known) -> View:
    """Return the start page."""
    counts = Counter(one.label for one in known.names.values())
    counts["Paper"] = len(known.papers)
    counts["Result"] = len(known.rows)
    boards = [
        (board, known.names[iri]) for board in known.boards if (iri := known.called(board.label, board.name)) is not None
    ]  # fmt: skip
    data = {
        "counts": [(label, PLURALS[label], counts[label]) for label in PLURALS if counts[label]],
        "newest": _newest(known)[:_FIRST],
        "tasks": [(known.names[iri], papers) for iri, papers in largest(known)],
        "boards": [
            (label, [one for one in boards if one[0].label == label][:_FIRST])
            for label in ("Dataset", "Task")
        ],
        "years": years(known),
        "chart": _each_year(known),
        "conflicts": len(known.conflicts),
    }
    return View("start.html", "", data)


def largest(known: Known) -> list[tuple[str, int]]:
    """Return the IRIs of the tasks that most papers address, with the numbers of papers."""
    return [(iri, papers) for iri, papers in known.db.execute(_LARGEST, (_FIRST,)) if iri in known.names]


def years(known: Known) -> list[tuple[str, int]]:
    """Return the years with the numbers of their papers, the newest first, then of those without one."""
    counts = Counter(paper.year for paper in known.papers.values())
    ordered = sorted(counts.items(), key=lambda one: -(one[0] or 0))
    return [(UNKNOWN if year is None else str(year), count) for year, count in ordered]


def _each_year(known: Known) -> list[tuple[int, int]]:
    """Return the latest years of which there may be papers, each with their number, for a chart without gaps."""
    counts = Counter(paper.year for paper in known.papers.values() if paper.year)
    last = max(counts, default=0)
    first = max(min(counts, default=0), last - _CHARTED + 1)
    return [(year, counts[year]) for year in range(first, last + 1)]


def papers(known: Known, query: Mapping[str, str]) -> View | None:
    """Return a list of papers, the newest first, perhaps of a year, on a task, with a method or with code."""
    asked = {field: query.get(field, "").strip() for field in _FIELDS}
    chosen = _newest(known)
    unknown = []
    if asked["year"]:
        chosen = [one for one in chosen if str(one.year or UNKNOWN) == asked["year"]]
        if not chosen:
            unknown.append(asked["year"])
    for field in ("task", "method"):
        if asked[field]:
            iris = known.meant(field, asked[field])
            unknown += [] if iris else [asked[field]]
            of = {paper for iri in iris for (paper,) in known.db.execute(_ABOUT, (iri,))}
            chosen = [one for one in chosen if one.id in of]
    if asked["code"] in ("yes", "no"):
        with_code = {paper for (paper,) in known.db.execute(_WITH_CODE)}
        chosen = [one for one in chosen if (one.id in with_code) == (asked["code"] == "yes")]
    data = {"asked": asked, "unknown": unknown, "total": len(chosen), "years": years(known)}
    title = f"Papers of {asked['year']}" if asked["year"] else "Papers"
    return _paged("papers.html", title, chosen, query, data)


def nodes(known: Known, label: str, query: Mapping[str, str]) -> View | None:
    """Return the list of all nodes of a type, those of most papers first."""
    every = sorted(
        ((named, known.support.get(iri, 0)) for iri, named in known.names.items() if named.label == label),
        key=lambda one: (-one[1], one[0].name.casefold(), one[0].address),
    )
    title = PLURALS[label].capitalize()
    return _paged("nodes.html", title, every, query, {"label": label, "total": len(every)})


def found(known: Known, query: Mapping[str, str]) -> View:
    """Return what a search finds."""
    text = query.get("q", "").strip()
    data = {"asked": text, "found": known.search(text, _FOUND) if text else []}
    return View("search.html", f"Search: {text}" if text else "Search", data)


def _newest(known: Known) -> list[Titled]:
    return sorted(known.papers.values(), key=lambda one: (-(one.year or 0), one.title.casefold(), one.id))


def _paged(
    template: str, title: str, every: Sequence[_T], query: Mapping[str, str], data: dict[str, Any]
) -> View | None:
    """Return one page of a list, or None where it has no such page."""
    number = query.get("page", "1")
    count = max(1, -(-len(every) // PAGE))
    if not number.isdecimal() or len(number) > _DIGITS or not 1 <= (page := int(number)) <= count:
        return None
    query = {name: value for name, value in query.items() if name != "page" and value}
    pages = [(n, query | ({"page": str(n)} if n > 1 else {})) for n in range(1, count + 1)]
    shown = every[(page - 1) * PAGE : page * PAGE]
    return View(template, title, data | {"shown": shown, "page_number": page, "pages": pages})
