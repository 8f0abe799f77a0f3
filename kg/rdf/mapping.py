"""The quads of nodes, edges and links."""

__all__ = ["How", "make", "quads"]

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict, Unpack

from kg.errors import KgError, UsageError
from kg.generated.vocabulary import EDGES
from kg.rdf import factories
from kg.rdf.factories import Factory, Made
from kg.rdf.matches import matches
from kg.rdf.nodes import Nodes
from kg.rdf.statements import Statements
from kg.rdf.terms import Evidence, Tally, Terms

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.model import Edge, Link, Node


class How(TypedDict, total=False):
    """What to write: with which evidence, in graphs or not, which links; what made the graphs; where to count."""

    activity: str | None
    evidence: Evidence
    named: bool
    links: "Iterable[Link]"
    tally: Tally | None


def quads(
    nodes: "Iterable[Node]", edges: "Iterable[Edge]", base: str, **how: Unpack[How]
) -> "Iterator[Quad]":
    """Yield the quads of nodes, of links, then of edges, in order, without blank nodes.

    Concepts and repositories, which papers share, are in the default graph; a paper, its results, statements
    and evidence are in the paper's own graph, `{IRI of the paper}#graph`, or, unless `named`, in the default
    graph as well. `activity` is the IRI of what made the graphs, such as a model version; `tally` counts what
    is written. None and empty strings are left out. Edges that become a list, those of one paper, come one after another. Each quad comes
    once; without graphs, what several papers state comes once if those edges follow one another.

    Raises UsageError if the base is not an IRI, KgError for any other IRI or text that RDF cannot hold.
    """
    return make(factories.objects(), nodes, edges, base, **how)


def make(
    factory: Factory[Made],
    nodes: "Iterable[Node]",
    edges: "Iterable[Edge]",
    base: str,
    *,
    activity: str | None = None,
    evidence: Evidence = "full",
    named: bool = True,
    links: "Iterable[Link]" = (),
    tally: Tally | None = None,
) -> Iterator[Made]:
    """Yield the same quads as `quads`, made by a factory."""
    terms = Terms(factory, tally)
    try:
        terms.iri(base)
    except KgError as error:
        raise UsageError(f"the base IRI {error}") from None
    described = Nodes(terms, base, activity, named=named, keep_texts=evidence == "full")
    for node in nodes:
        yield from described.quads(node)
    if evidence != "none":
        yield from matches(terms, links, base)
    said = Statements(terms, base, evidence, described.texts, named=named)
    for listed, run in groupby(edges, key=lambda edge: edge.type if EDGES[edge.type].listed else ""):
        if listed:
            for _, same in groupby(run, key=lambda edge: str(edge.properties["paper"])):
                yield from said.ordered(list(same), EDGES[listed].iri)
        else:
            for edge in run:
                yield from said.quads(edge)
