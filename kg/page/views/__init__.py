"""What one page shows, by its address: a template with its data, or nothing where no such page is."""

__all__ = ["SITE_NEIGHBOURS", "View", "about_graph", "view"]

from collections.abc import Mapping

from kg.page.known import Known
from kg.page.views import comparison, concept, evidence, lists, paper, people, ranking, repository
from kg.page.views.about import about_graph
from kg.page.views.view import View
from kg.page.words import PLURALS

SITE_NEIGHBOURS = 60  # nodes of a drawing, to keep files small
_CONCEPTS = ("task", "method", "dataset", "metric")
_LISTS = {plural: label for label, plural in PLURALS.items() if label not in ("Paper", "Result")}


def view(known: Known, address: str, query: Mapping[str, str], neighbours: int) -> View | None:
    """Return what the page with an address shows; a drawing has at most so many nodes."""
    named = _named(known, address, query)
    if named is not None:
        return named
    folder, _, name = address.partition("/")
    iri = f"{known.base}{address}"
    if folder == "paper":
        return paper.view(known, address, neighbours)
    if folder in _CONCEPTS:
        return concept.view(known, iri, neighbours)
    if folder == "repository":
        return repository.view(known, iri, neighbours)
    if folder == "author":
        return people.author(known, iri)
    if folder == "venue":
        return people.venue(known, iri)
    if folder == "evidence":
        return evidence.view(known, name)
    if folder == "leaderboard":
        return ranking.leaderboard_of(known, f"{known.base}{name}")
    if folder == "compare":
        return comparison.of_task(known, f"{known.base}{name}")
    return None


def _named(known: Known, address: str, query: Mapping[str, str]) -> View | None:
    """Return a page that has a name of its own."""
    if address in _LISTS:
        return lists.nodes(known, _LISTS[address], query)
    if address == "":
        return lists.start(known)
    if address == "papers":
        return lists.papers(known, query)
    if address == "search":
        return lists.found(known, query)
    if address == "leaderboards":
        return ranking.boards_of(known)
    if address == "conflicts":
        return ranking.conflicts_of(known)
    if address == "query":
        return View("query.html", "Query")
    if address == "compare":
        return comparison.chosen(known, query)
    return None
