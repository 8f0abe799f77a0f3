"""The counts in a description are those of what was written."""

import random

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF

from kg.describe import Tally, activity
from kg.describe.counts import NODES
from kg.ids import DEFAULT_BASE
from kg.rdf import EVIDENCE, PREFIXES, quads
from tests.compliance.graph import graph
from tests.neo4j_server import graph as made


def in_order(nodes, edges):
    """Edges of one statement come one after another, as do those that become the list of a paper."""
    return nodes, sorted(
        edges,
        key=lambda e: (
            e.type,
            e.properties["paper"] if e.type == "WROTE" else f"{e.source.iri} {e.target.iri}",
        ),
    )


GRAPHS = [([], []), in_order(*graph()), in_order(*made(7, "x"))]
WRITTEN = pytest.mark.parametrize(
    ("evidence", "named"), [(one, named) for one in EVIDENCE for named in (True, False)]
)


@WRITTEN
@pytest.mark.parametrize("number", range(len(GRAPHS)))
def test_counts_are_exact(number, evidence, named):
    """Counted by name while it is made, and again from the quads themselves."""
    tally, again = Tally(), Tally()
    nodes, edges = GRAPHS[number]
    run = activity(DEFAULT_BASE)
    written = list(
        again.counted(
            quads(nodes, edges, DEFAULT_BASE, evidence=evidence, named=named, activity=run, tally=tally)
        )
    )
    assert tally.of_properties() == again.of_properties()
    assert tally.of_classes() == again.of_classes()
    assert tally.triples == len(written) == len(set(written))
    assert tally.entities == len(nodes)
    assert tally.subjects == len({quad.subject for quad in written})
    types = NamedNode(str(RDF.type))
    for name, count in tally.of_classes().items():
        assert count == len({q.subject for q in written if q.predicate == types and q.object.value == name})


@WRITTEN
def test_counts_of_a_part_of_a_graph_are_exact(evidence, named):
    nodes, edges = in_order(*graph())
    for seed in range(20):
        chosen = random.Random(seed).sample(nodes, k=len(nodes) // 2)
        present = {node.iri for node in chosen}
        kept = [edge for edge in edges if edge.source.iri in present and edge.target.iri in present]
        tally = Tally()
        written = list(quads(chosen, kept, DEFAULT_BASE, evidence=evidence, named=named, tally=tally))
        assert tally.triples == len(written)
        assert tally.subjects == len({quad.subject for quad in written})


def test_one_thing_by_several_names_counts_once():
    tally = Tally()
    tally.properties["pg:uses"] += 2
    tally.properties[f"{PREFIXES['pg']}uses"] += 3
    tally.classes[NamedNode(NODES[0])] += 1
    tally.classes["pg:Paper"] += 1
    assert tally.of_properties() == {f"{PREFIXES['pg']}uses": 5}
    assert tally.of_classes() == {NODES[0]: 2}
    assert (tally.triples, tally.entities) == (5, 2)


def test_triples_are_counted_too():
    tally, subject = Tally(), NamedNode("https://example.org/a")
    triples = [
        Triple(subject, NamedNode(str(RDF.type)), NamedNode(NODES[0])),
        Triple(subject, NamedNode("https://example.org/b"), Literal("c")),
    ]
    assert list(tally.counted(triples)) == triples
    assert (tally.triples, tally.entities, tally.subjects) == (2, 1, 1)
