"""The page of the graph itself."""

__all__ = ["about_graph"]

from kg.describe import Description
from kg.page.views.view import View
from kg.page.words import PLURALS


def about_graph(description: Description) -> View:
    """Return the page that says whose the graph is, what is in it, and what it was made from."""
    counts = [(PLURALS[label], count) for label, count in description.nodes if count]
    return View("about.html", "About this graph", {"one": description, "counts": counts})
