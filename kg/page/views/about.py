"""The pages of the graph itself and of the vocabulary in which it is written."""

__all__ = ["graph", "ontology"]

from importlib.resources import files
from typing import NamedTuple

from kg.describe import about_graph, described
from kg.generated.vocabulary import ONTOLOGY
from kg.page.known import Known
from kg.page.views.view import View
from kg.page.words import PLURALS
from kg.rdf import PREFIXES, prefixed

_CLASS = "http://www.w3.org/2002/07/owl#Class"


class Term(NamedTuple):
    """A class or property: its local name, what it says, and the terms that it is a case of."""

    name: str
    said: str
    is_class: bool
    above: list[str]


def graph(known: Known) -> View:
    """Return the page that says whose the graph is, what is in it, and what it was made from."""
    description = described(known.evidence, about_graph(known.evidence.settings))
    counts = [(PLURALS[label], count) for label, count in description.nodes if count]
    return View("about.html", description.title, {"one": description, "counts": counts})


def ontology() -> View:
    """Return the page of the terms of the ontology."""
    from pyoxigraph import RdfFormat, parse

    found: dict[str, dict[str, list[str]]] = {}
    data = files("kg.generated").joinpath("ontology.ttl").read_bytes()
    for triple in parse(data, format=RdfFormat.TURTLE):
        if triple.subject.value.startswith(ONTOLOGY):
            said = found.setdefault(triple.subject.value.removeprefix(ONTOLOGY), {})
            said.setdefault(triple.predicate.value, []).append(triple.object.value)
    terms = [_term(name, said) for name, said in sorted(found.items())]
    return View("ontology.html", "Ontology", {"terms": terms})


def _term(name: str, said: dict[str, list[str]]) -> Term:
    rdfs = PREFIXES["rdfs"]
    above = [*said.get(f"{rdfs}subClassOf", ()), *said.get(f"{rdfs}subPropertyOf", ())]
    text = " ".join(said.get(f"{rdfs}comment", ()))
    return Term(name, text, _CLASS in said.get(f"{PREFIXES['rdf']}type", ()), sorted(map(prefixed, above)))
