"""The schema, what is generated from it, and what the exporter writes by it, all saying the same."""

import base64
import hashlib
import importlib
import json
import re
import shutil
import subprocess
import sys
import warnings
from dataclasses import replace
from html import unescape
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
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")  # what LinkML itself imports
        patch.syspath_prepend(ROOT / "schema")
        return importlib.import_module("generate")


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
    shutil.copytree(ROOT / "schema", tmp_path / "schema", ignore=shutil.ignore_patterns("__pycache__"))
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


def known_terms():
    """Return the local names of each vocabulary by its IRI: rdflib's, those of tests/data/vocabularies.json, and ours."""
    from rdflib import namespace

    terms = {ONTOLOGY: {prefixed(str(term)).partition(":")[2] for term in ours()}}
    names = "DCAT DCTERMS FOAF OWL PROV RDF RDFS SDO SH SKOS VANN VOID XSD".split()
    for vocabulary_ in (getattr(namespace, name) for name in names):
        start = str(vocabulary_)
        terms[start] = {str(term).removeprefix(start) for term in dir(vocabulary_)} | {*vocabulary_._extras}
    more = json.loads((ROOT / "tests" / "data" / "vocabularies.json").read_text(encoding="utf-8"))
    for entry in (entry for name, entry in more.items() if name != "_about"):
        terms[entry["iri"]] = terms.get(entry["iri"], set()) | set(entry["terms"].split())
    return terms


def ours():
    """Return the terms of ours that the ontology declares."""
    from rdflib import RDF, Graph

    declared = Graph().parse(GENERATED / "ontology.ttl").subjects(RDF.type)
    return {term for term in declared if str(term).startswith(ONTOLOGY)}


def unknown(graph, known):
    """Return the terms in a graph that their vocabulary does not have."""
    from rdflib import Literal

    found = {
        str(node.datatype if isinstance(node, Literal) else node)
        for triple in graph
        for node in triple
        if not isinstance(node, Literal) or node.datatype
    }
    starts = {
        iri: max((start for start in known if iri.startswith(start)), key=len, default="") for iri in found
    }
    return {
        iri
        for iri, start in starts.items()
        if start and iri != start and iri.removeprefix(start) not in known[start]
    }


def described():
    """Return the description of a graph of which everything is known, as RDF."""
    from pyoxigraph import RdfFormat, Triple, serialize
    from rdflib import Graph

    from kg.describe import Description, Dump, Tally, checked
    from kg.describe import quads as describe
    from kg.describe.description import Made

    said = checked(
        title="T",
        creators=["Jane Doe <0000-0002-1825-0097>", "B"],
        license="CC0-1.0",
        version="2",
        date="2024-05-31",
    )
    made = Made("1.0", (("model-1", 3),), "res", "code", ("tasks.ttl",), 2, ("refs.bib",))
    description = Description(said, BASE, made, (("Paper", 3),), (f"{BASE}paper/p1",))
    dump = Dump("nquads", "https://example.org/graph.nq.gz", ("https://w3id.org/papergraph/shapes#compact",))
    triples = [
        Triple(quad.subject, quad.predicate, quad.object) for quad in describe(description, Tally(), dump)
    ]
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


def beside_tables(folder):
    """Return what Croissant, RO-Crate and schema.org's Dataset say beside tables, by the context that each has."""
    from rdflib import Graph

    from kg.describe import Description, checked, write_beside
    from kg.describe.description import Made
    from kg.export.csv import export
    from kg.export.tables import tables

    export(every_node(), edges(), folder, BASE)
    said = checked(title="T", creators=["Jane Doe"], license="CC0-1.0", version="2", date="2024-05-31")
    made = Made("1.0", (("model-1", 3),), "res", "code", ("tasks.ttl",), 2, ("refs.bib",))
    write_beside(folder, Description(said, BASE, made, (("Paper", 3),)), tables(every_node(), edges()), "csv")
    croissant = (folder / "croissant.json").read_text(encoding="utf-8")
    return Graph().parse(data=croissant, format="json-ld", base=BASE)


def of_the_endpoint():
    """Return what the SPARQL endpoint says of itself."""
    from rdflib import Graph

    from kg.query.process import Limits
    from kg.serve.description import description

    said = description("http://127.0.0.1/sparql", Limits(), "application/n-triples")
    return Graph().parse(data=said, format="nt")


def of_pages():
    """Return what pages say in schema.org's words, whose context makes every key a term."""
    from rdflib import Graph

    from kg.model import Concept, Metadata, Paper
    from kg.page.views import linked_data as page

    about = Metadata(venue="V", date="2024-05-17", language="en")
    paper = Paper("doi:10.1/a", "T", "A", 2024, "https://example.org/a", metadata=about)
    said = [
        page.about_paper(paper, f"{BASE}paper/p1", [(f"{BASE}author/a", "Jane Doe")]),
        *(
            page.about_concept(Concept(f"{BASE}{label}/c", label, "c", "C", ("c",), aliases=("c",)), [])
            for label in CONCEPTS
        ),
        page.about_person(f"{BASE}author/a", "Jane Doe", ["J. Doe"], "https://orcid.org/0000-0002-1825-0097"),
        page.about_venue(f"{BASE}venue/v", "V", ["W"]),
        page.of_repository(f"{BASE}repository/r", "https://example.org/r", ["C"]),
    ]
    document = {
        "@context": {"@vocab": "https://schema.org/"},
        "@graph": [{k: v for k, v in one.items() if k != "@context"} for one in said],
    }
    return Graph().parse(data=json.dumps(document), format="json-ld")


def test_every_term_that_is_written_is_in_its_vocabulary(tmp_path):
    from rdflib import Graph, URIRef

    known = known_terms()
    for evidence in SHAPES:
        assert unknown(everything(evidence, named=True), known) == set()
    for path in GENERATED.glob("*.ttl"):
        assert unknown(Graph().parse(path), known) == set(), path.name
    assert unknown(described(), known) == set()
    for graph in (beside_tables(tmp_path / "tables"), of_the_endpoint(), of_pages()):
        assert len(graph) > 10
        assert unknown(graph, known) == set()
    context = json.loads((GENERATED / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    meant = [
        term.get("@id") or term["@reverse"] if isinstance(term, dict) else term
        for term in context.values()
        if term != 1.1
    ]
    expanded = [
        context.get(prefix, "") + local
        for prefix, _, local in (str(term).partition(":") for term in meant)
        if prefix in context
    ]
    assert len(expanded) > len(EDGES)
    assert unknown([[URIRef(iri) for iri in expanded]], known) == set()


def test_a_term_that_no_vocabulary_has_is_found():
    from rdflib import RDF, SDO, Graph, Literal, URIRef

    wrong = {
        "https://schema.org/ScholarlyPaper",
        f"{ONTOLOGY}praises",
        "http://www.w3.org/ns/mls#realises",
        "http://purl.org/dc/terms/W3CDate",
    }
    graph = Graph()
    node = URIRef(f"{BASE}paper/p1")
    graph.add((node, RDF.type, URIRef("https://schema.org/ScholarlyPaper")))
    graph.add((node, URIRef(f"{ONTOLOGY}praises"), node))
    graph.add((node, URIRef("http://www.w3.org/ns/mls#realises"), SDO.Dataset))
    graph.add((node, SDO.name, Literal("2024", datatype=URIRef("http://purl.org/dc/terms/W3CDate"))))
    assert unknown(graph, known_terms()) == wrong


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

    own = set(map(str, ours()))
    context = json.loads((GENERATED / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    for prefix in ("dcat", "lpwc", "cskg", "mls"):
        graph = Graph().parse(GENERATED / f"alignment-{prefix}.ttl")
        (head,) = graph.subjects(RDF.type, OWL.Ontology)
        said = [triple for triple in graph if triple[0] != head and triple[1] != RDF.type]
        assert said
        for term in {term for subject, _, target in said for term in (subject, target)}:
            assert graph.value(term, RDF.type) in (OWL.Class, OWL.ObjectProperty)
        for subject, predicate, target in said:
            assert predicate in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.seeAlso)
            assert {str(subject) in own, str(target) in own} == {True, False}
            other = target if str(subject) in own else subject
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
        found = {str(term) for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef)}
        assert {term for term in found if term.startswith(ONTOLOGY)} == terms
        for term in map(URIRef, terms):
            assert graph.value(term, RDFS.label)
            assert graph.value(term, RDFS.comment)
            assert kind == OWL.Class or (graph.value(term, RDFS.domain) and graph.value(term, RDFS.range))
    for label, kinds in NODE_CLASSES.items():
        assert set(kinds[1:]) <= {
            str(parent) for parent in graph.objects(URIRef(kinds[0]), RDFS.subClassOf)
        }, label


def test_ontology_declares_every_term_of_others_once():
    """OWL 2 DL wants each property to be one thing: between things, with values, or an annotation."""
    from rdflib import OWL, RDF, Graph, Literal

    graph = Graph().parse(GENERATED / "ontology.ttl")
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    data = everything("compact") + everything("full")
    written = {*data.predicates(), *data.objects(None, RDF.type), *graph.predicates()}
    for term in sorted(written):
        if not prefixed(str(term)).startswith(("rdf:", "rdfs:")) and not str(term).startswith(str(OWL)):
            (kind,) = graph.objects(term, RDF.type)
            assert kind in kinds, term
            values = [value for value in data.objects(None, term) if kind == OWL.DatatypeProperty]
            assert all(isinstance(value, Literal) for value in values), term
            things = [value for value in data.objects(None, term) if kind == OWL.ObjectProperty]
            assert not any(isinstance(value, Literal) for value in things), term


def test_ontology_says_whose_it_is_and_may_be_used_how():
    from rdflib import DCTERMS, OWL, RDF, VANN, Graph, URIRef

    from kg import __version__

    graph = Graph().parse(GENERATED / "ontology.ttl")
    (head,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(head) == ONTOLOGY.removesuffix("#")
    assert str(graph.value(head, OWL.versionInfo)) == __version__
    assert graph.value(head, OWL.versionIRI) == URIRef(f"{head}/{__version__}")
    assert graph.value(head, DCTERMS.license) == URIRef("https://www.apache.org/licenses/LICENSE-2.0")
    assert graph.value(head, DCTERMS.title)
    assert graph.value(head, DCTERMS.description)
    assert str(graph.value(head, VANN.preferredNamespacePrefix)) == "pg"
    assert str(graph.value(head, VANN.preferredNamespaceUri)) == ONTOLOGY


def test_documentation_has_every_term_at_its_anchor():
    page = (GENERATED / "ontology.html").read_text(encoding="utf-8")
    anchors = re.findall(r' id="([^"]*)"', page)
    assert len(set(anchors)) == len(anchors)
    assert {f"{ONTOLOGY}{anchor}" for anchor in anchors} >= set(map(str, ours()))
    for term in ours():
        name = str(term).removeprefix(ONTOLOGY)
        (section,) = re.findall(rf'<section class="term" id="{name}">.*?</section>', page, re.S)
        assert f"<code>{term}</code>" in section
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(anchors)
    assert page.count("<h1") == 1


def test_documentation_asks_for_nothing_from_outside():
    page = (GENERATED / "ontology.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|\bsrc=|@import|url\(|rel=\"stylesheet", page)
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    local = {link for link in re.findall(r'href="([^"#]*)"', page) if not link.startswith("http")}
    assert local - {""} == {
        "ontology.ttl",
        "context.jsonld",
        *SHAPES.values(),
        *(path.name for path in GENERATED.glob("alignment-*")),
    }
    assert all((GENERATED / name).is_file() for name in local if name)


def test_colours_of_the_documentation_can_be_told_apart():
    """WCAG 2.2, 1.4.3: text has a contrast of at least 4.5 to what is behind it, by light and in the dark."""
    style = (ROOT / "schema" / "ontology.css").read_text(encoding="utf-8")
    themes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{[^}]*\}", style)
    ]
    assert len(themes) == 2
    for theme in themes:
        for text in ("text", "soft", "link", "visited"):
            for behind in ("paper", "raised", "target"):
                light, dark = sorted((luminance(theme[text]), luminance(theme[behind])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, behind)


def luminance(colour):
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


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
