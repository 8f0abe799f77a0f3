"""The page of a paper."""

__all__ = ["view"]

from collections.abc import Callable

from markupsafe import Markup

from kg.answers.citing import entry
from kg.answers.marking import lines
from kg.ids import paper_iri
from kg.model import Extraction, Paper
from kg.page.addresses import of_id
from kg.page.known import Known, Named, Titled
from kg.page.mentions import node_at
from kg.page.views.concept import results_of
from kg.page.views.facts import about, of_paper
from kg.page.views.linked_data import about_paper
from kg.page.views.neighbourhood import drawn
from kg.page.views.sentences import marked
from kg.page.views.view import View

_AUTHORS = "SELECT author, name FROM wrote WHERE paper = ? ORDER BY position"
_VENUE = "SELECT venue FROM published WHERE paper = ?"
_CITES = "SELECT cited FROM cites WHERE paper = ? ORDER BY 1"
_CITED_BY = "SELECT paper FROM cites WHERE cited = ? ORDER BY 1"


class Abstract:
    """The title and the paragraphs of a text with marks; a template asks for them with its way to write links."""

    def __init__(self, known: Known, paper: Paper) -> None:
        self._known = known
        self.extraction = (known.evidence.extractions.of(paper) or (Extraction(paper.id, paper.text),))[0]
        self.kinds = tuple(dict.fromkeys(mention.label for mention in self.extraction.entities))

    def paragraphs(self, page: Callable[[str], str]) -> list[Markup]:
        """Return the paragraphs behind the title, each mention a link to what it means."""
        at = node_at(self._known.evidence, self.extraction)

        def link(iri: str) -> str | None:
            named = self._known.names.get(iri)
            return page(named.address) if named is not None else None

        return [marked(line, at, link) for line in lines(self.extraction)[1:]]


def view(known: Known, address: str, neighbours: int) -> View | None:
    """Return the page of a paper, or None."""
    id = known.id_of.get(address)
    paper = known.evidence.papers.get(id) if id is not None else None
    if paper is None:
        return None
    iri = paper_iri(paper.id, known.base)
    authors = [(author, name) for author, name in known.db.execute(_AUTHORS, (paper.id,))]
    this = Named("Paper", paper.title, address)
    venue = known.db.execute(_VENUE, (paper.id,)).fetchone()
    data = {
        "paper": paper,
        "authors": [known.names[author]._replace(name=name) for author, name in authors],
        "unlinked": [author.name for author in paper.metadata.authors] if not authors else [],
        "venue": known.names.get(venue[0]) if venue else None,
        "ids": _ids(paper),
        "abstract": Abstract(known, paper),
        "sections": about(known, iri, "Paper"),
        "relations": list(of_paper(known, paper.id)),
        "results": results_of(known, paper.id),
        "cites": _listed(known, _CITES, paper.id),
        "cited_by": _listed(known, _CITED_BY, paper.id),
        "bibtex": entry(paper, known.keys[paper.id]).strip(),
    }
    return View(
        "paper.html", paper.title, data, about_paper(paper, iri, authors), drawn(known, iri, this, neighbours)
    )


def _ids(paper: Paper) -> list[tuple[str, str, str | None]]:
    """Return the ids of a paper, without one that only repeats another one that has a scheme."""
    every = [of_id(id) for id in (paper.id, *paper.same_as)]
    with_scheme = {name for called, name, _ in every if called != "id"}
    return [one for one in every if one[0] != "id" or one[1] not in with_scheme]


def _listed(known: Known, query: str, id: str) -> list[Titled]:
    found = (known.papers.get(other) for (other,) in known.db.execute(query, (id,)))
    return sorted(filter(None, found), key=lambda one: (-(one.year or 0), one.title, one.id))
