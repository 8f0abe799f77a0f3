"""The schema, what is generated from it, and what the exporter writes by it, all saying the same."""

import importlib.util
import json
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from kg.generated import vocabulary
from kg.generated.vocabulary import (
    CONCEPTS,
    EDGES,
    NODE_CLASSES,
    NODE_PROPERTIES,
    ONTOLOGY,
    PROPERTY_IRIS,
    RELATION_EDGES,
    RELATIONS,
    ROLE_EDGES,
    NodeType,
)
from kg.model import Edge, Link, Node, NodeRef
from kg.rdf import PREFIXES, prefixed

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "kg" / "generated"
EXAMPLES = ROOT / "schema" / "examples"
BASE = "https://w3id.org/papergraph/"

# invalid example -> the one constraint that it breaks, and where
BROKEN = {
    "address-not-a-uri": ("Datatype", "schema:codeRepository"),
    "blank-node": ("NodeKind", ""),
    "confidence-above-one": ("MaxInclusive", "itsrdf:taConfidence"),
    "evidence-of-unknown-edge": ("In", "rdf:predicate"),
    "evidence-without-object": ("MinCount", "rdf:object"),
    "evidence-without-source": ("MinCount", "dcterms:source"),
    "evidence-without-place": ("MinCount", "oa:hasTarget"),
    "missing-key": ("MinCount", "pg:key"),
    "missing-name": ("MinCount", "skos:prefLabel"),
    "missing-title": ("MinCount", "dcterms:title"),
    "object-not-described": ("Class", "pg:addresses"),
    "offsets-backwards": ("LessThanOrEquals", "oa:start"),
    "place-in-no-paper": ("Class", "oa:hasSource"),
    "place-without-quote": ("MinCount", "oa:hasSelector"),
    "quote-without-sentence": ("MinCount", "oa:exact"),
    "repository-without-address": ("MinCount", "schema:codeRepository"),
    "result-of-two-methods": ("MaxCount", "pg:ofMethod"),
    "result-without-value": ("MinCount", "mls:hasValue"),
    "run-without-result": ("MinCount", "mls:hasOutput"),
    "two-titles": ("MaxCount", "dcterms:title"),
    "unknown-direction": ("In", "pg:direction"),
    "unknown-kind": ("In", "pg:kind"),
    "value-not-decimal": ("Datatype", "mls:hasValue"),
    "variant-of-another-type": ("Or", ""),
    "wrong-domain": ("Class", ""),
    "wrong-range": ("Class", "pg:proposes"),
    "wrong-range-of-several": ("Or", "pg:uses"),
    "year-not-a-year": ("Datatype", "schema:datePublished"),
}


@pytest.fixture(scope="module")
def generator():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what LinkML itself imports
        spec = importlib.util.spec_from_file_location("generate", ROOT / "schema" / "generate.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


SHAPES = {"none": "shapes-none.ttl", "compact": "shapes.ttl", "full": "shapes-full.ttl"}


@pytest.fixture(scope="module")
def shapes():
    """Give the shapes of full evidence, as the examples have it."""
    from rdflib import Graph

    return Graph().parse(GENERATED / SHAPES["full"])


def broken(graph, shapes, ontology=None):
    """Return (constraint, path) of every violation, with the prefixes of the shapes; with an ontology, of what follows by RDFS."""
    from pyshacl import validate
    from rdflib import SH

    inference = "none" if ontology is None else "rdfs"
    conforms, report, _ = validate(graph, shacl_graph=shapes, ont_graph=ontology, inference=inference)
    found = []
    for result in report.objects(None, SH.result):
        path = report.value(result, SH.resultPath)
        constraint = (
            report.value(result, SH.sourceConstraintComponent)
            .removeprefix(str(SH))
            .removesuffix("ConstraintComponent")
        )
        found.append((constraint, "" if path is None else path.n3(shapes.namespace_manager)))
    assert conforms == (not found)
    return sorted(found)


def test_generated_files_are_what_the_schema_gives(generator, tmp_path):
    assert generator.main([], tmp_path) == 0
    assert {path.name for path in tmp_path.iterdir()} == {
        path.name for path in GENERATED.iterdir() if path.is_file()
    } - {"__init__.py"}
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (GENERATED / path.name).read_bytes(), f"{path.name}: run make schema"


def test_check_names_what_differs(generator, tmp_path, capsys):
    assert generator.main([], tmp_path) == 0
    assert generator.main(["--check"], tmp_path) == 0
    (tmp_path / "shapes.ttl").write_text("", encoding="utf-8")
    (tmp_path / "context.jsonld").unlink()
    assert generator.main(["--check"], tmp_path) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith(": context.jsonld, shapes.ttl; run make schema\n")
    assert err.count("\n") == 1
    assert (tmp_path / "shapes.ttl").read_bytes() == b""


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "1"])
def test_hash_seed_and_folder_change_nothing(tmp_path, seed):
    (tmp_path / "kg" / "generated").mkdir(parents=True)
    (tmp_path / "schema").mkdir()
    for name in ("generate.py", "papergraph.yaml"):
        (tmp_path / "schema" / name).write_bytes((ROOT / "schema" / name).read_bytes())
    environment = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "schema/generate.py"], cwd=tmp_path, env=environment, check=True)
    for path in (tmp_path / "kg" / "generated").iterdir():
        assert path.read_bytes() == (GENERATED / path.name).read_bytes()


@pytest.mark.parametrize("path", sorted((EXAMPLES / "valid").glob("*.ttl")), ids=lambda path: path.stem)
def test_valid_examples_conform(path, shapes):
    from rdflib import Graph

    assert broken(Graph().parse(path), shapes) == []


@pytest.mark.parametrize("path", sorted((EXAMPLES / "invalid").glob("*.ttl")), ids=lambda path: path.stem)
def test_invalid_examples_break_one_rule(path, shapes):
    from rdflib import Graph

    assert broken(Graph().parse(path), shapes) == [BROKEN[path.stem]]


def test_every_broken_rule_has_its_example():
    assert {path.stem for path in (EXAMPLES / "invalid").glob("*.ttl")} == set(BROKEN)


def test_the_full_example_has_every_class_and_edge():
    from rdflib import RDF, Graph, URIRef

    graph = Graph().parse(EXAMPLES / "valid" / "every-edge.ttl")
    pairs = {(kind, name, end) for name, spec in EDGES.items() for kind, end in spec.pairs}

    def ends(spec):
        pairs = graph.subject_objects(URIRef(spec.iri))
        return (
            ((item, paper) for paper, cell in pairs for item in graph.items(cell)) if spec.listed else pairs
        )

    seen = {
        (start, name, end)
        for name, spec in EDGES.items()
        for subject, target in ends(spec)
        for start in NODE_CLASSES
        for end in NODE_CLASSES
        if (subject, RDF.type, URIRef(ONTOLOGY + start)) in graph
        and (target, RDF.type, URIRef(ONTOLOGY + end)) in graph
    }
    assert seen == pairs
    used = {str(kind) for kind in graph.objects(None, RDF.type)}
    assert used >= {iri for classes in NODE_CLASSES.values() for iri in classes}


VALUES = {"string": "s", "integer": 2024, "decimal": 0.5, "boolean": True, "strings": ("a", "b")}
SPECIAL = {
    "exactMatch": ("https://example.org/x",), "closeMatch": ("https://example.org/y", "https://example.org/z"), "direction": "lower", "kind": "gain", "paper": "p1", "url": "https://example.org/a", "start": 0, "end": 5, "orcid": "https://orcid.org/0000-0002-1825-0097", "position": 1,
}  # fmt: skip


def node(label, tag=""):
    iri = f"{BASE}{label.lower()}/p1{tag}"
    return Node(
        label,
        iri,
        {
            name: iri if name == "iri" else SPECIAL.get(name, VALUES[kind])
            for name, kind in NODE_PROPERTIES[label].items()
        },
    )


def edges():
    """Yield one edge of every type and pair of labels."""
    for name, spec in EDGES.items():
        for start, end in spec.pairs:
            key = f"{name}-{start}-{end}"
            properties = {
                field: SPECIAL.get(field, VALUES[kind]) for field, kind in spec.properties.items()
            } | {"key": key}
            yield Edge(
                name,
                key,
                NodeRef(start, node(start).iri),
                NodeRef(end, node(end, "b" if start == end else "").iri),
                properties,
            )


def every_node():
    nodes = [*map(node, NODE_PROPERTIES), *(node(label, "b") for label in ("Paper", *CONCEPTS))]
    papers = [
        replace(node("Paper", name), properties=dict(node("Paper", name).properties) | {"id": name})
        for name in ("arxiv:2401.1", "doi:10.1/a")
    ]
    return [*nodes, *papers]


def everything(evidence, named=False):
    """Return all that the exporter writes, in rdflib."""
    from pyoxigraph import RdfFormat, Triple, serialize
    from rdflib import Graph

    from kg.rdf import quads

    links = [
        Link(node("Task").iri, "exactMatch", "https://example.org/x", "x", 0.9, "so it is called", "a.csv"),
        Link(node("Dataset").iri, "closeMatch", "https://example.org/y", "y", 0.5, "nearly", "a.csv", True),
    ]
    written = quads(every_node(), list(edges()), BASE, evidence=evidence, named=named, links=links)
    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in written}
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


@pytest.fixture(scope="module", params=SHAPES)
def profile(request):
    """Give a detail of evidence with its shapes."""
    from rdflib import Graph

    return request.param, Graph().parse(GENERATED / SHAPES[request.param])


def test_the_exporter_writes_what_the_shapes_of_each_profile_ask_for(profile):
    evidence, shapes = profile
    graph = everything(evidence, named=True)
    assert broken(graph, shapes) == []
    assert len(list(graph.subjects(None, None))) > len(EDGES)


def test_the_shapes_bear_the_ontology_and_what_follows_from_it(profile):
    from rdflib import Graph

    evidence, shapes = profile
    ontology = Graph().parse(GENERATED / "ontology.ttl")
    for path in GENERATED.glob("alignment-*.ttl"):
        ontology.parse(path)
    assert broken(everything(evidence), shapes, ontology) == []


# what is done to a graph -> the violation that is found
MUTATIONS = {
    "wrong datatype": ("DELETE { ?r mls:hasValue ?v } INSERT { ?r mls:hasValue 'much' } WHERE { ?r mls:hasValue ?v }", "mls:hasValue"),
    "missing value": ("DELETE { ?r pg:raw ?v } WHERE { ?r pg:raw ?v }", "pg:raw"),
    "wrong range": ("INSERT { ?p pg:addresses ?m } WHERE { ?p pg:proposes ?m }", "pg:addresses"),
    "evidence without a paper": ("DELETE { ?e dcterms:source ?p } WHERE { ?e dcterms:source ?p }", "dcterms:source"),
    "unknown edge": ("DELETE { ?e rdf:predicate ?p } INSERT { ?e rdf:predicate pg:praises } WHERE { ?e a pg:Evidence ; rdf:predicate ?p }", "rdf:predicate"),
    "no sentence": ("DELETE { ?e ?p ?s } WHERE { VALUES ?p { oa:exact pg:sentence } ?e ?p ?s FILTER NOT EXISTS { ?e a pg:Result } }", ""),
}  # fmt: skip


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_open_shapes_still_find_what_is_wrong(profile, mutation):
    evidence, shapes = profile
    update, path = MUTATIONS[mutation]
    graph = everything(evidence)
    before = len(graph)
    graph.update(update, initNs=PREFIXES)
    if set(graph) == set(everything(evidence)):
        assert evidence == "none", "nothing was changed"
        return
    found = broken(graph, shapes)
    assert found, before
    assert any(path in place for _, place in found)


def test_every_term_of_others_that_is_written_is_in_its_vocabulary():
    """rdflib has the terms of most vocabularies; tests/data/vocabularies.json those of the others."""
    from rdflib import RDF, Literal, namespace

    known = json.loads((ROOT / "tests" / "data" / "vocabularies.json").read_text(encoding="utf-8"))
    closed = {"schema": "SDO", **{name: name.upper() for name in ("dcat", "dcterms", "foaf", "prov", "rdf", "rdfs", "skos", "void", "xsd")}}  # fmt: skip
    for prefix, name in closed.items():
        known[prefix] = {str(term).removeprefix(PREFIXES[prefix]) for term in dir(getattr(namespace, name))}
    for evidence in SHAPES:
        for triple in everything(evidence, named=True):
            terms = [triple[1]]
            terms += [triple[2]] if triple[1] == RDF.type else []
            terms += [triple[2].datatype] if isinstance(triple[2], Literal) and triple[2].datatype else []
            for prefix, local in (prefixed(str(term)).split(":", 1) for term in terms):
                assert prefix == "pg" or local in known[prefix], f"{prefix}:{local}"


def test_matches_of_skos_join_concepts_alone():
    from rdflib import RDF, SKOS, Graph

    graph = everything("full")
    for term in (SKOS.exactMatch, SKOS.closeMatch):
        for subject in graph.subjects(term):
            assert (subject, RDF.type, SKOS.Concept) in graph
            assert graph.value(subject, SKOS.inScheme) is not None
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme))
    ontology = Graph().parse(GENERATED / "ontology.ttl")
    for path in GENERATED.glob("alignment-*.ttl"):
        ontology.parse(path)
    for grade in ("exact", "close", "broad", "narrow", "related"):
        assert not list(ontology.triples((None, SKOS[f"{grade}Match"], None)))


def test_alignments_join_our_terms_to_those_of_one_other_vocabulary():
    from rdflib import OWL, RDF, RDFS, Graph, URIRef

    ours = {str(term) for term in Graph().parse(GENERATED / "ontology.ttl").subjects(RDF.type)}
    context = json.loads((GENERATED / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    for prefix in ("dcat", "lpwc", "cskg", "mls"):
        graph = Graph().parse(GENERATED / f"alignment-{prefix}.ttl")
        (head,) = graph.subjects(RDF.type, OWL.Ontology)
        said = [triple for triple in graph if triple[0] != head]
        assert said
        for subject, predicate, target in said:
            assert predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
            assert {str(subject) in ours, str(target) in ours} == {True, False}
            other = target if str(subject) in ours else subject
            assert isinstance(other, URIRef)
            assert str(other).startswith(context[prefix])


def test_prefixes_of_the_exporter_are_those_of_the_schema():
    context = json.loads((GENERATED / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert {name: context.get(name) for name in PREFIXES} == PREFIXES


def test_vocabulary_is_consistent():
    assert (
        list(NODE_PROPERTIES)
        == list(NODE_CLASSES)
        == list(PROPERTY_IRIS)
        == [str(label) for label in NodeType]
    )
    for label, properties in NODE_PROPERTIES.items():
        assert "iri" in properties
        assert set(properties.values()) <= set(VALUES)
        assert set(PROPERTY_IRIS[label]) <= set(properties) - {"iri"}
        assert len(set(PROPERTY_IRIS[label].values())) == len(PROPERTY_IRIS[label])
        assert NODE_CLASSES[label][0] == ONTOLOGY + label
    for name, spec in EDGES.items():
        assert re.sub("_(.)", lambda m: m[1].upper(), name.lower()) == spec.local_name
        assert {label for pair in spec.pairs for label in pair} <= set(NODE_PROPERTIES)
        assert len(set(spec.pairs)) == len(spec.pairs)
        assert set(spec.properties.values()) <= set(VALUES)
        assert spec.properties["key"] == "string"
    for (label, _), name in ROLE_EDGES.items():
        assert ("Paper", label) in EDGES[name].pairs
    for relation, name in RELATION_EDGES.items():
        assert EDGES[name].local_name == relation
        assert EDGES[name].pairs == tuple(pair for pair, names in RELATIONS.items() if relation in names)
    assert set(vocabulary.__all__) == {
        name for name in vars(vocabulary) if not name.startswith("_") and name not in ("dataclass", "StrEnum")
    }


def test_what_records_state_carries_no_evidence():
    own = {
        name: set(spec.properties) - {"key", "paper"}
        for name, spec in EDGES.items()
        if "sentence" not in spec.properties
    }
    assert own == {"WROTE": {"position"}, "PUBLISHED_IN": set(), "CITES": set()}
    assert [name for name, spec in EDGES.items() if spec.listed] == ["WROTE"]


def test_a_node_type_says_how_it_is_extracted(generator, tmp_path):
    path = tmp_path / "papergraph.yaml"
    text = (ROOT / "schema" / "papergraph.yaml").read_text(encoding="utf-8")
    path.write_text(
        text.replace("{cluster: d, lexicon: 0.85}", "{cluster: m, lexicon: 0.85}"), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"Method needs .*`extracted: false`"):
        generator.vocabulary(generator.Schema(path))
    assert {"Paper", "Author", "Venue", "Repository", "Result"}.isdisjoint(CONCEPTS)


def test_the_guideline_is_covered():
    roles = {
        "Method": {"proposed", "used", "compared", "mentioned"},
        "Dataset": {"introduced", "used", "mentioned"},
        "Task": {"addressed", "mentioned"},
        "Metric": {"reported"},
    }
    assert set(ROLE_EDGES) >= {(label, role) for label, names in roles.items() for role in names}
    assert set(RELATION_EDGES) >= set(
        "usedFor evaluatedWith trainedWith benchmarkFor partOf subclassOf subtaskOf comparedWith".split()
    )


def test_ontology_declares_every_term_of_ours():
    from rdflib import OWL, RDF, RDFS, Graph, URIRef

    graph = Graph().parse(GENERATED / "ontology.ttl")
    properties = {
        iri for mapped in PROPERTY_IRIS.values() for iri, _ in mapped.values() if iri.startswith(ONTOLOGY)
    }
    relations = {spec.iri for spec in EDGES.values() if spec.iri.startswith(ONTOLOGY)}
    relations |= {f"{ONTOLOGY}hasOfficialRepository"}
    classes = {ONTOLOGY + label for label in (*NODE_CLASSES, "Concept", "Evidence", "Match")}
    properties |= {
        ONTOLOGY + name for name in ("mentionStart", "mentionEnd", "reason", "authority", "stated")
    }
    for kind, terms in (
        (OWL.DatatypeProperty, properties),
        (OWL.ObjectProperty, relations),
        (OWL.Class, classes),
    ):
        assert {str(term) for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef)} == terms
        for term in map(URIRef, terms):
            assert graph.value(term, RDFS.label)
            assert graph.value(term, RDFS.comment)
            assert kind == OWL.Class or (graph.value(term, RDFS.domain) and graph.value(term, RDFS.range))
    for label, kinds in NODE_CLASSES.items():
        assert set(kinds[1:]) <= {
            str(parent) for parent in graph.objects(URIRef(kinds[0]), RDFS.subClassOf)
        }, label


def test_context_reads_its_own_terms():
    """A document in the words of the context gives the triples that the vocabulary promises."""
    from rdflib import Dataset, Literal, URIRef

    context = json.loads((GENERATED / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    document = {
        "@context": context, "iri": f"{BASE}paper/p1", "type": "Paper", "title": "T", "year": "2024", "url": "https://example.org/p1",
        "sources": ["a#1", "b#2"], "uses": [f"{BASE}method/m1"],
    }  # fmt: skip
    graph = Dataset(default_union=True).parse(data=json.dumps(document), format="json-ld")
    paper = URIRef(f"{BASE}paper/p1")
    for name, values in (
        ("title", ["T"]),
        ("year", ["2024"]),
        ("url", ["https://example.org/p1"]),
        ("sources", ["a#1", "b#2"]),
    ):
        iri, datatype = PROPERTY_IRIS["Paper"][name]
        expected = {
            Literal(value) if datatype.endswith("#string") else Literal(value, datatype=datatype)
            for value in values
        }
        assert set(graph.objects(paper, URIRef(iri))) == expected
    assert set(graph.objects(paper, URIRef(f"{ONTOLOGY}uses"))) == {URIRef(f"{BASE}method/m1")}
    terms = {term.get("@id") if isinstance(term, dict) else term for term in context.values()}
    edges = {prefixed(spec.iri) for spec in EDGES.values()}
    assert terms >= edges | {f"pg:{label}" for label in NODE_CLASSES}


def test_constraints_name_every_label_and_edge():
    lines = (GENERATED / "constraints.cypher").read_text(encoding="utf-8").splitlines()
    statements = [line for line in lines if not line.startswith("//")]
    assert all(line.endswith(";") and "IF NOT EXISTS" in line and line.count(";") == 1 for line in statements)
    assert re.findall(r"FOR \(n:(\w+)\) REQUIRE n\.iri IS UNIQUE;", "\n".join(statements)) == list(
        NODE_PROPERTIES
    )
    assert re.findall(r"FOR \(\)-\[r:(\w+)\]-\(\) REQUIRE r\.key IS UNIQUE;", "\n".join(statements)) == list(
        EDGES
    )
    names = re.findall(r"^CREATE \w+ ?\w* (\w+) IF", "\n".join(statements), re.MULTILINE)
    indexed = re.findall(
        r"^CREATE INDEX \w+ IF NOT EXISTS FOR \(n:(\w+)\) ON \(n\.(\w+)\);$", "\n".join(statements), re.M
    )
    assert {name for _, name in indexed} == {"name", "id", "year"}
    assert len(set(names)) == len(statements) == len(NODE_PROPERTIES) + len(EDGES) + len(indexed) + 1
