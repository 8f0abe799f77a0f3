"""The page of the graph itself."""

__all__ = ["graph"]

from kg.describe import about_graph, described
from kg.page.known import Known
from kg.page.views.view import View
from kg.page.words import PLURALS


def graph(known: Known) -> View:
    """Return the page that says whose the graph is, what is in it, and what it was made from."""
    description = described(known.evidence, about_graph(known.evidence.settings))
    counts = [(PLURALS[label], count) for label, count in description.nodes if count]
    return View("about.html", description.title, {"one": description, "counts": counts})
