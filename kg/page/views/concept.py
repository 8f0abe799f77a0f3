"""The page of a task, method, dataset or metric."""

__all__ = ["view"]

from kg.graph.explain import matches, senses
from kg.page.known import Known
from kg.page.search import other_names
from kg.page.views.facts import about
from kg.page.views.linked_data import about_concept
from kg.page.views.neighbourhood import drawn
from kg.page.views.ranking import Shown, shown
from kg.page.views.view import View


def view(known: Known, iri: str, neighbours: int) -> View | None:
    """Return the page of a concept, or None."""
    concept = known.concept(iri)
    if concept is None:
        return None
    links = matches(known.evidence, iri)
    this = known.names[iri]
    data = {
        "concept": concept,
        "aliases": other_names(concept.name, concept.aliases),
        "merges": concept.merges,
        "senses": senses(known.evidence, concept.name),
        "links": links,
        "support": known.support.get(iri, 0),
        "sections": about(known, iri, concept.label),
        "results": results_of(known, iri),
        "ranked": iri in known.ranked,
        "compared": iri in known.compared,
        "this": this,
    }
    return View(
        "concept.html", f"{concept.name} · {concept.label.lower()}", data, about_concept(concept, links),
        drawn(known, iri, this, neighbours),
    )  # fmt: skip


def results_of(known: Known, end: str) -> list[Shown]:
    """Return the results of a method, dataset or metric, by IRI, or of a paper, by id: sure ones first, then by what they measure."""
    rows = sorted(
        (
            (one._replace(doubt=known.behind.get(one.result, one.doubt)), result)
            for one, result in known.rows_about.get(end, ())
        ),
        key=lambda pair: (
            pair[0].doubt != "", pair[1].kind != "absolute", pair[1].kind, pair[0].group,
            pair[0].score if pair[1].direction == "lower" else -pair[0].score, pair[0].paper, pair[0].start,
        ),
    )  # fmt: skip
    return [shown(known, one) for one, _ in rows]
