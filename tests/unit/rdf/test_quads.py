"""The graph as RDF: what a librarian's tools find in it."""

import random
import re
from decimal import Decimal
from importlib.resources import files

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError, UsageError
from kg.ids import DEFAULT_BASE, author_iri
from kg.model import Edge, Link, Node, NodeRef
from kg.rdf import EVIDENCE, PREFIXES, make, prefixed, quads
from kg.rdf.factories import lines as text
from tests.compliance.graph import graph
from tests.neo4j_server import graph as made

NODES, EDGES = made(12, "x")


def nquads(nodes, edges, base=DEFAULT_BASE):
    return pyoxigraph.serialize(quads(nodes, edges, base), format=pyoxigraph.RdfFormat.N_QUADS)


def test_no_blank_nodes_and_every_iri_is_good():
    for quad in quads(NODES, EDGES, DEFAULT_BASE):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            assert not isinstance(term, pyoxigraph.BlankNode)
    data = nquads(NODES, EDGES)
    assert len(rdflib.Dataset().parse(data=data.decode(), format="nquads")) > len(NODES)


def test_every_edge_is_a_triple_with_one_annotation_that_selects_its_sentence():
    store = pyoxigraph.Store()
    store.extend(quads(NODES, EDGES, DEFAULT_BASE))
    query = """
    SELECT (COUNT(*) AS ?n) {
      ?e a oa:Annotation ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; oa:hasTarget ?t .
      ?s ?p ?o . ?t oa:hasSource ?paper ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] , [ oa:exact ?sentence ] .
    }"""
    (row,) = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert int(row["n"].value) == sum("sentence" in edge.properties for edge in EDGES)


def test_all_that_a_paper_says_stands_in_its_own_graph():
    for quad in quads([], EDGES, DEFAULT_BASE):
        assert quad.graph_name.value.startswith(f"{DEFAULT_BASE}paper/")
        assert quad.graph_name.value.endswith("#graph")


def written(evidence, named=True, **given):
    return list(quads(*graph(), DEFAULT_BASE, evidence=evidence, named=named, **given))


def test_compact_evidence_is_one_resource_that_says_what_full_evidence_says():
    """Ten triples beside the statement, in the place of a Web Annotation."""
    shared = "?e a pg:Evidence ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; itsrdf:taConfidence ?c ; pg:rule ?rule ; dcterms:source ?paper"
    compact = f"SELECT * {{ {shared} ; pg:sentence ?sentence ; pg:mentionStart ?start ; pg:mentionEnd ?end }}"
    full = f"""SELECT * {{ {shared} ; oa:hasTarget ?t . ?t oa:hasSource ?paper ; oa:hasSelector ?x , ?y .
      ?x oa:start ?start ; oa:end ?end . ?y oa:exact ?sentence }}"""
    rows = {}
    for evidence, query in (("compact", compact), ("full", full)):
        store = pyoxigraph.Store()
        store.extend(written(evidence))
        found = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        names = "e s p o c rule paper sentence start end".split()
        rows[evidence] = {tuple(str(row[name]) for name in names) for row in found}
    assert rows["compact"] == rows["full"]
    assert len(rows["full"]) == sum("sentence" in edge.properties for edge in graph()[1])
    of_evidence = [quad for quad in written("compact") if "/evidence/" in quad.subject.value]
    assert len(of_evidence) == 10 * len(rows["full"])
    assert not [quad for quad in written("none") if "/evidence/" in quad.subject.value]


@pytest.mark.parametrize("named", [True, False])
def test_more_evidence_says_all_that_less_says(named):
    none, compact, full = (set(written(evidence, named)) for evidence in EVIDENCE)
    assert none < compact < full


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_without_graphs_the_same_triples_are_written(evidence):
    def triples(named):
        return {
            str(quad.triple) for quad in written(evidence, named) if not quad.subject.value.endswith("#graph")
        }

    assert triples(True) == triples(False)
    assert {quad.graph_name for quad in written(evidence, False)} == {pyoxigraph.DefaultGraph()}


def test_what_papers_state_in_turn_is_written_once_without_graphs():
    edges = sorted(graph()[1], key=lambda edge: (edge.type, edge.source.iri, edge.target.iri))
    edges.sort(key=lambda edge: edge.properties["paper"] if edge.type == "WROTE" else "")
    found = list(quads(graph()[0], edges, DEFAULT_BASE, evidence="compact", named=False))
    assert len(found) == len(set(found))


def test_a_quotation_is_found_by_what_stands_around_it():
    text = "Aé" * 30 + " It is so. " + "z" * 40
    paper = Node("Paper", f"{DEFAULT_BASE}paper/p", {"id": "p", "title": "T", "abstract": text})
    start = len("T\n" + "Aé" * 30) + 1
    said = {
        "key": "k",
        "paper": "p",
        "confidence": 0.5,
        "sentence": "It is so.",
        "start": start,
        "end": start + 2,
        "rule": "r",
    }
    edge = Edge("MENTIONS", "k", NodeRef("Paper", paper.iri), NodeRef("Task", f"{DEFAULT_BASE}task/t"), said)
    around = {
        quad.predicate.value.removeprefix(PREFIXES["oa"]): quad.object.value
        for quad in quads([paper], [edge], DEFAULT_BASE)
        if quad.predicate.value.startswith(PREFIXES["oa"])
    }
    assert around["prefix"] == ("Aé" * 30 + " ")[-32:]
    assert around["suffix"] == " " + "z" * 31
    (whole,) = (
        quad.object.value
        for quad in quads([paper], [], DEFAULT_BASE)
        if quad.predicate.value.endswith("abstract")
    )
    assert around["prefix"] + around["exact"] + around["suffix"] in whole


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=80))
def test_any_text_around_a_quotation_is_that_of_the_paper(before, sentence, after):
    from kg.rdf.factories import objects
    from kg.rdf.statements import Statements
    from kg.rdf.terms import Terms

    said = Statements(Terms(objects()), DEFAULT_BASE, "full", {"p": before + sentence + after}, named=True)
    found = dict(
        said._around({"paper": "p", "sentence": sentence, "start": len(before), "end": len(before) + 1})
    )
    prefix, suffix = found.get("oa:prefix", ""), found.get("oa:suffix", "")
    assert prefix + sentence + suffix in before + sentence + after
    assert len(prefix) <= 32 >= len(suffix)


def test_links_say_why_and_who_says_so():
    method, dataset = (f"{DEFAULT_BASE}{name}" for name in ("method/glownet", "dataset/pebbleset"))
    links = [
        Link(method, "exactMatch", "https://e.org/m", "Glow", 0.9, "its name is the name", "topics.csv"),
        Link(dataset, "closeMatch", "https://e.org/d", "Pebbles", 0.5, "nearly its name", "sets.csv", True),
        Link(method, "closeMatch", dataset, "PebbleSet", 0.5, "a Dataset of the same name", "papergraph"),
    ]
    store = pyoxigraph.Store()
    store.extend(written("compact", links=links))
    rows = store.query(
        "SELECT ?s ?p ?o ?c ?why ?who ?stated { ?m a pg:Match ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; itsrdf:taConfidence ?c ; pg:reason ?why ; pg:authority ?who ; pg:stated ?stated } ORDER BY ?o",
        prefixes=PREFIXES,
    )
    assert [tuple(prefixed(term.value) for term in row) for row in rows] == [
        (dataset, "rdfs:seeAlso", "https://e.org/d", "0.5", "nearly its name", "sets.csv", "true"),
        (method, "skos:exactMatch", "https://e.org/m", "0.9", "its name is the name", "topics.csv", "false"),
        (method, "rdfs:seeAlso", dataset, "0.5", "a Dataset of the same name", "papergraph", "false"),
    ]
    assert not [quad for quad in written("none", links=links) if "/match/" in quad.subject.value]


def test_concepts_are_in_a_scheme_and_datasets_have_titles():
    assert ask("SELECT ?s ?t { ?s a skos:ConceptScheme ; dcterms:title ?t }") == [
        (f"{DEFAULT_BASE}concepts", "Tasks, methods and metrics")
    ]
    assert ask("SELECT (COUNT(*) AS ?n) { ?c a skos:Concept FILTER NOT EXISTS { ?c skos:inScheme ?s } }") == [
        ("0",)
    ]
    assert ask("SELECT ?c { ?c a pg:Dataset ; skos:inScheme ?s }") == []
    assert sorted(ask("SELECT ?n { ?d a pg:Dataset ; skos:prefLabel ?n ; dcterms:title ?n ; rdfs:label ?n }")) == [
        ("EchoCorpus",), ("Mist",), ("Pebble-C",), ("PebbleSet",),
    ]  # fmt: skip


def test_a_result_has_its_unit_as_written_and_a_metric_its_own():
    assert ask(
        "SELECT ?u ?w { ?r pg:raw '1,234.5' ; schema:unitText ?u ; pg:measuredBy/schema:unitText ?w }"
    ) == [("ms", "ms")]
    assert ask(
        "SELECT ?u ?w { ?r pg:raw '+1.5' ; schema:unitText ?u ; pg:measuredBy/schema:unitText ?w }"
    ) == [("points", "%")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (94.5, "94.5"),
        (1e-07, "0.0000001"),
        (100.0, "100"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "10000000000000000000000"),
    ],
)
def test_decimals_are_written_plainly(value, text):
    node = Node("Result", "https://e.org/r", {"iri": "https://e.org/r", "value": value, "paper": "p"})
    literals = [q.object for q in quads([node], [], DEFAULT_BASE) if q.predicate.value.endswith("hasValue")]
    assert [(literal.value, literal.datatype.value) for literal in literals] == [
        (text, f"{PREFIXES['xsd']}decimal")
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(min_size=1))
@settings(deadline=None)
def test_any_text_survives_two_parsers(name, paper):
    iri = "https://e.org/t"
    node = Node("Task", iri, {"iri": iri, "name": name, "key": "k", "keys": ("k",), "aliases": (name,)})
    properties = {
        "key": "k",
        "paper": paper,
        "confidence": 0.5,
        "sentence": name,
        "start": 0,
        "end": 1,
        "rule": "r",
    }
    data = nquads([node], [Edge("SUBTASK_OF", "k", NodeRef("Task", iri), NodeRef("Task", iri), properties)])
    ours = {
        (str(q.subject), str(q.object)) for q in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)
    }
    if name:
        assert (f"<{iri}>", str(pyoxigraph.Literal(name))) in ours


def ask(query, *, found=None, **given):
    """Return the answers over the graph of invented papers, as text."""
    store = pyoxigraph.Store()
    store.extend(quads(*(found or graph()), DEFAULT_BASE, **given))
    rows = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    return [tuple(term and term.value for term in row) for row in rows]


def test_the_order_of_nodes_and_edges_is_that_of_the_quads_and_changes_nothing_else():
    nodes, edges = graph()
    lines = nquads(nodes, edges).splitlines()
    assert nquads(nodes, edges) == nquads(*graph())
    shuffle = random.Random(7).shuffle
    shuffle(nodes)
    shuffle(edges)
    edges.sort(key=lambda edge: edge.properties["paper"] if edge.type == "WROTE" else "")
    assert sorted(nquads(nodes, edges).splitlines()) == sorted(lines)
    assert len(set(lines)) == len(lines), "each quad once"


def test_what_papers_share_stands_in_the_default_graph_and_the_rest_in_one_graph_a_paper():
    nodes, _ = graph()
    shared = {node.iri for node in nodes if node.label not in ("Paper", "Result")}
    for quad in quads(*graph(), DEFAULT_BASE):
        said = quad.predicate.value.startswith((PREFIXES["pg"], PREFIXES["codemeta"]))
        described = quad.subject.value in shared and not said
        assert not described or quad.graph_name == pyoxigraph.DefaultGraph()
        assert quad.graph_name != pyoxigraph.DefaultGraph() or quad.subject.value in {
            *shared,
            f"{DEFAULT_BASE}concepts",
        }
    graphs = ask("SELECT DISTINCT ?g ?p { GRAPH ?g { ?p a pg:Paper } }")
    assert sorted(graphs) == sorted(
        (f"{node.iri}#graph", node.iri) for node in nodes if node.label == "Paper"
    )


def test_a_graph_says_what_it_comes_from():
    model = "https://example.org/model/1"
    query = "SELECT (COUNT(?g) AS ?n) { GRAPH ?g { ?p a pg:Paper . ?g a prov:Entity ; prov:wasDerivedFrom ?p ; prov:wasGeneratedBy ?m } }"
    assert ask(query, activity=model) == [("13",)]
    assert ask(query) == [("0",)]


def test_authors_are_an_ordered_list():
    query = """
    SELECT ?id ?name (COUNT(?before) AS ?place) {
      ?p dcterms:identifier ?id ; schema:author ?list . ?list rdf:rest* ?cell . ?cell rdf:first/schema:name ?name .
      ?list rdf:rest* ?before . ?before rdf:rest* ?cell
    } GROUP BY ?id ?name ?cell ORDER BY ?id ?place"""
    assert ask(query) == [
        ("arxiv:2101.00001", "Jane Doe", "1"), ("arxiv:2101.00001", "The Glow Collaboration", "2"),
        ("arxiv:2101.00001", "Hans Ørsted", "3"), ("arxiv:2203.00002", "Jane Doe", "1"),
        ("doi:10.1234/tide.(7)<a>", "J. Doe", "1"),
    ]  # fmt: skip
    assert ask("SELECT ?a ?o { ?a a pg:Author ; schema:sameAs ?o }") == [
        (author_iri("0000-0002-1825-0097"), "https://orcid.org/0000-0002-1825-0097")
    ]


def test_where_papers_were_published_and_what_they_cite():
    assert sorted(ask("SELECT ?id ?v { ?p schema:isPartOf/schema:name ?v ; dcterms:identifier ?id }")) == [
        ("arxiv:2101.00001", "Journal of Light"), ("arxiv:2203.00002", "Journal of Light"),
        ("doi:10.1234/tide.(7)<a>", 'Waves & "Tides"'),
    ]  # fmt: skip
    assert sorted(ask("SELECT ?a ?b { ?p cito:cites ?q . ?p dcterms:identifier ?a . ?q dcterms:identifier ?b }")) == [
        ("arxiv:2203.00002", "arxiv:2101.00001"), ("arxiv:2203.00002", "doi:10.1234/tide.(7)<a>"),
        ("doi:10.1234/tide.(7)<a>", "arxiv:2101.00001"),
    ]  # fmt: skip


def test_code_says_by_codemeta_which_paper_published_it():
    assert (
        len(
            ask(
                "SELECT ?c { ?c a schema:SoftwareSourceCode ; codemeta:referencePublication ?p . ?p a pg:Paper }"
            )
        )
        == 4
    )


def test_the_official_repository_stands_out():
    rows = ask(
        "SELECT ?id ?url { ?p pg:hasOfficialRepository ?c ; pg:hasRepository ?c ; dcterms:identifier ?id . ?c schema:codeRepository ?url }"
    )
    assert ("arxiv:2101.00001", "https://github.com/glow/glownet") in rows
    assert len(rows) == 4
    assert len(ask("SELECT ?p { ?p pg:hasRepository ?c }")) == 6


def test_ids_lead_to_other_places():
    rows: dict[str, list[str]] = {}
    for paper, address in ask(
        "SELECT ?id ?iri { ?p dcterms:identifier ?id ; schema:sameAs ?iri } ORDER BY ?iri"
    ):
        rows.setdefault(paper, []).append(address)
    assert rows["doi:10.1234/tide.(7)<a>"] == ["https://doi.org/10.1234/tide.(7)%3Ca%3E"]
    assert rows["arxiv:cs/0101001"] == ["https://arxiv.org/abs/cs/0101001"]
    assert rows["arxiv:2101.00001"] == [
        "https://aclanthology.org/2021.glow-1.2", "https://arxiv.org/abs/2101.00001", "https://doi.org/10.1234/glow",
    ]  # fmt: skip
    assert rows["acl:2023.echo-1.5"] == [
        "https://aclanthology.org/2023.echo-1.5", "https://openalex.org/W15", "https://proceedings.mlr.press/v15/echo23a.html",
        "https://pubmed.ncbi.nlm.nih.gov/15/",
    ]  # fmt: skip
    assert len(rows) == 6
    assert len(ask("SELECT ?p { ?p a fabio:Preprint }")) == 4
    assert sorted(ask('SELECT ?id { ?p pg:identifier "doi:10.1234/glow" ; pg:identifier ?id }')) == [
        ("acl:2021.glow-1.2",), ("arxiv:2101.00001",), ("doi:10.1234/glow",),
    ]  # fmt: skip
    assert len(ask("SELECT ?p { ?p a fabio:Preprint ; fabio:hasArXivId ?id }")) == 4


def test_ml_schema_finds_the_run_of_a_result():
    query = """SELECT ?task ?method ?data { ?run a mls:Run ; mls:hasOutput ?r ; mls:achieves/skos:prefLabel ?task ;
      mls:realizes/skos:prefLabel ?method ; mls:hasInput/skos:prefLabel ?data . ?r a mls:ModelEvaluation ; mls:hasValue 94.5 } ORDER BY ?method"""
    assert ask(query) == [
        ("image classification", "GlowNet", "PebbleSet"),
        ("image classification", "TideFormer", "PebbleSet"),
    ]


def test_every_term_has_a_prefix():
    for quad in quads(*graph(), DEFAULT_BASE):
        terms = [quad.predicate]
        if quad.predicate.value == PREFIXES["rdf"] + "type":
            terms.append(quad.object)
        if isinstance(quad.object, pyoxigraph.Literal):
            terms.append(quad.object.datatype)
        for term in terms:
            assert any(term.value.startswith(iri) for iri in PREFIXES.values()), term


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30))
def test_a_decimal_is_canonical_and_the_same_number(value):
    node = Node("Result", "https://e.org/r", {"iri": "https://e.org/r", "value": value, "paper": "p"})
    (text,) = [
        quad.object.value
        for quad in quads([node], [], DEFAULT_BASE)
        if quad.predicate.value.endswith("hasValue")
    ]
    assert re.fullmatch(r"0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9]", text)
    assert Decimal(text) == Decimal(repr(value))


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (Node("Task", "task/x", {"name": "x"}), "'task/x' is not an IRI"),
        (Node("Task", "https://e.org/a b", {"name": "x"}), "is not an IRI"),
        (Node("Task", "https://e.org/t", {"name": "\ud800"}), "RDF cannot hold the text"),
        (Node("Result", "https://e.org/r", {"value": float("inf"), "paper": "p"}), "inf is not a decimal"),
    ],
)
def test_what_rdf_cannot_hold_is_an_error(node, message):
    with pytest.raises(KgError, match=message):
        list(quads([node], [], DEFAULT_BASE))
    with pytest.raises(KgError, match=message):
        list(make(text(), [node], [], DEFAULT_BASE))


def test_a_base_that_is_no_iri_is_the_users_error():
    with pytest.raises(UsageError, match="the base IRI 'papers/' is not an IRI"):
        list(quads([], [], "papers/"))


def test_nothing_is_said_of_what_is_absent():
    assert not ask("SELECT ?s { ?s ?p ?o FILTER(STR(?o) = '') }")
    assert not ask("SELECT ?p { ?p dcterms:identifier 'title:00000000000000dd' ; dcterms:abstract ?a }")


def test_the_graph_fits_the_shapes():
    import pyshacl

    data = rdflib.Graph()
    for quad in quads(*graph(), DEFAULT_BASE):
        data.parse(data=f"{quad.subject} {quad.predicate} {quad.object} .", format="nt")
    shapes = files("kg.generated").joinpath("shapes-full.ttl").read_text(encoding="utf-8")
    conforms, _, report = pyshacl.validate(
        data, shacl_graph=rdflib.Graph().parse(data=shapes, format="turtle")
    )
    assert conforms, report
