"""The page of a repository."""

__all__ = ["view"]

from kg.page.known import Known
from kg.page.views.facts import about
from kg.page.views.linked_data import of_repository
from kg.page.views.neighbourhood import drawn
from kg.page.views.view import View


def view(known: Known, iri: str, neighbours: int) -> View | None:
    """Return the page of a repository, or None."""
    found = known.db.execute("SELECT url FROM repository WHERE iri = ?", (iri,)).fetchone()
    if found is None:
        return None
    this = known.names[iri]
    sections = about(known, iri, "Repository")
    implements = [
        fact.end.name for section in sections if section.key == "implements" for fact in section.facts
    ]
    data = {"this": this, "url": found[0], "sections": sections}
    return View(
        "repository.html", f"{this.name} · code", data, of_repository(iri, found[0], implements),
        drawn(known, iri, this, neighbours),
    )  # fmt: skip
