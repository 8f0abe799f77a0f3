"""A description as RDF, as a data portal reads it."""

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SDO, VOID
from rdflib.namespace import XSD

from kg.describe import Description, Dump, Tally, activity, checked, quads
from kg.describe.description import Made
from kg.generated.vocabulary import ONTOLOGY
from kg.ids import DEFAULT_BASE
from kg.rdf import EVIDENCE, PREFIXES
from kg.rdf import quads as graph_quads
from tests.compliance.graph import graph

MLDCAT = Path(__file__).parents[4] / "shared" / "data" / "vocabularies" / "mldcat-ap-3.1.0"
SHAPES = "https://w3id.org/papergraph/shapes#compact"
MADE = Made(
    "1.0",
    (("model-1", 3), ("model-2", 1)),
    "res",
    "code",
    ("tasks.ttl",),
    2,
    ("refs.bib", "a b/<ö>.csv", 'x"\n#'),
)
SAID = checked(
    title='Papers on "stones" <script>\\', creators=["Jane Doe <0000-0002-1825-0097>", "The Moss Group", "A Library <https://ror.org/02mhbdp94>"],
    license="CC0-1.0", version="2", date="2024-05-31",
)  # fmt: skip
NODES = (("Paper", 13), ("Task", 1), ("Method", 1_200), ("Repository", 2), ("Result", 0))
EXAMPLES = (f"{DEFAULT_BASE}paper/x", f"{DEFAULT_BASE}method/y")
VERSION = rdflib.URIRef(f"{DCAT}version")  # of DCAT 3; rdflib knows DCAT 2
DUMP = Dump("nquads", "https://example.org/graph.nq.gz", (SHAPES,))
FULL = Description(SAID, DEFAULT_BASE, MADE, NODES, EXAMPLES)
BARE = Description(checked(), DEFAULT_BASE, Made("1.0"), NODES)


def tally():
    counts = Tally()
    for _ in graph_quads(*graph(), DEFAULT_BASE, tally=counts):
        pass
    return counts


def written(description=FULL, dump=DUMP):
    return list(quads(description, tally(), dump))


def parsed(description=FULL, dump=DUMP):
    data = pyoxigraph.serialize(written(description, dump), format=pyoxigraph.RdfFormat.N_QUADS)
    return rdflib.Graph().parse(data=data.decode(), format="nt")


def own(name, base=DEFAULT_BASE):
    return rdflib.URIRef(f"{base}about#{name}")


def test_it_is_in_the_default_graph_without_blank_nodes_and_says_nothing_twice():
    for description in (FULL, BARE):
        found = written(description)
        assert len(found) == len(set(found)) > 100
        for quad in found:
            assert quad.graph_name == pyoxigraph.DefaultGraph()
            assert not any(isinstance(term, pyoxigraph.BlankNode) for term in (quad.subject, quad.object))


@pytest.mark.parametrize("base", ["https://example.org/a/", "urn:example:", "http://localhost:8000/ö/"])
def test_its_iris_begin_with_the_base(base):
    found = parsed(Description(SAID, base, MADE, NODES))
    assert found.value(own("graph", base), VOID.uriSpace) == rdflib.Literal(base)
    assert activity(base) == str(found.value(own("graph", base), PROV.wasGeneratedBy))


def test_who_what_and_when():
    found, dataset = parsed(), own("graph")
    assert str(found.value(dataset, DCTERMS.title)) == SAID.title
    assert found.value(dataset, DCTERMS.license) == rdflib.URIRef(
        "https://creativecommons.org/publicdomain/zero/1.0/"
    )
    assert found.value(dataset, DCTERMS.issued) == rdflib.Literal("2024-05-31", datatype=XSD.date)
    assert str(found.value(dataset, VERSION)) == "2"
    assert {(str(agent), str(found.value(agent, FOAF.name))) for agent in found.objects(dataset, DCTERMS.creator)} == {
        ("https://orcid.org/0000-0002-1825-0097", "Jane Doe"), (str(own("creator-2")), "The Moss Group"), ("https://ror.org/02mhbdp94", "A Library"),
    }  # fmt: skip
    assert str(found.value(dataset, DCTERMS.description)).startswith(
        "What the abstracts and records of 13 papers state: 1 task, 1,200 methods, 2 repositories. "
    )


def test_nothing_is_invented():
    found = parsed(BARE, Dump("nquads"))
    for name in (
        DCTERMS.license,
        DCTERMS.creator,
        DCTERMS.issued,
        VERSION,
        VOID.dataDump,
        DCAT.downloadURL,
        DCAT.byteSize,
        PROV.used,
    ):
        assert not list(found.triples((None, name, None)))
    assert not {term.datatype for term in found.objects() if isinstance(term, rdflib.Literal)} & {
        XSD.date,
        XSD.dateTime,
    }
    assert str(found.value(own("graph"), DCTERMS.title)) == "Graph of 13 papers"


def test_counts_and_parts():
    found, dataset, counts = parsed(), own("graph"), tally()
    for name, number in (
        (VOID.triples, counts.triples),
        (VOID.entities, counts.entities),
        (VOID.distinctSubjects, counts.subjects),
    ):
        assert found.value(dataset, name).toPython() == number
    classes = {
        str(found.value(part, VOID["class"])): found.value(part, VOID.entities).toPython()
        for part in found.objects(dataset, VOID.classPartition)
    }
    properties = {
        str(found.value(part, VOID.property)): found.value(part, VOID.triples).toPython()
        for part in found.objects(dataset, VOID.propertyPartition)
    }
    assert classes == counts.of_classes()
    assert properties == counts.of_properties()
    assert found.value(dataset, VOID.classes).toPython() == len(classes)
    assert found.value(dataset, VOID.properties).toPython() == len(properties) == len(set(properties))
    assert sum(properties.values()) == counts.triples
    assert {str(iri) for iri in found.objects(dataset, VOID.exampleResource)} == set(EXAMPLES)
    vocabularies = {str(iri) for iri in found.objects(dataset, VOID.vocabulary)}
    assert ONTOLOGY in vocabularies
    assert all(any(iri.startswith(start) for start in vocabularies) for iri in (*classes, *properties))


def test_the_file():
    found, file = parsed(), own("distribution")
    media_type = "https://www.iana.org/assignments/media-types/application/n-quads"
    assert str(found.value(file, DCAT.mediaType)) == media_type
    assert str(found.value(file, DCAT.downloadURL)) == DUMP.url
    assert {str(iri) for iri in found.objects(file, DCTERMS.conformsTo)} == {ONTOLOGY.rstrip("#"), SHAPES}
    assert str(found.value(own("graph"), VOID.dataDump)) == DUMP.url
    assert str(found.value(own("graph"), VOID.feature)) == "http://www.w3.org/ns/formats/N-Quads"


def test_what_it_was_made_from():
    found, run = parsed(), own("run")
    used = list(found.objects(run, PROV.used))
    assert sorted(str(found.value(one, DCTERMS.title)) for one in used) == sorted(
        [
            "Model",
            "Model",
            "Resolution of names, code and tables",
            "Statements and their evidence, code",
            "Decisions on names",
            "tasks.ttl",
            *MADE.files,
        ]
    )
    assert {str(found.value(one, DCTERMS.identifier)) for one in used} >= {
        "model-1",
        "model-2",
        "res",
        "code",
    }
    assert all((one, RDF.type, PROV.Entity) in found for one in used)
    agent = found.value(run, PROV.wasAssociatedWith)
    assert (agent, RDF.type, PROV.SoftwareAgent) in found
    assert str(found.value(agent, SDO.softwareVersion)) == "1.0"


def test_every_term_is_in_its_vocabulary():
    """rdflib's namespaces are closed: they know the terms of the vocabularies."""
    known = {str(one): one for one in (DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SDO, VOID)}
    shapes = (
        {str(term) for term in rdflib.Graph().parse(MLDCAT / "mldcat-ap-SHACL.ttl").objects()}
        if MLDCAT.is_dir()
        else None
    )
    found = parsed()
    for iri in {*found.predicates(), *found.objects(None, RDF.type)}:
        start = max((start for start in PREFIXES.values() if iri.startswith(start)), key=len)
        if start in known:
            assert iri in known[start] or iri == VERSION
        else:
            assert start in (PREFIXES["dqv"], PREFIXES["it6"])
            assert shapes is None or str(iri) in shapes


@pytest.mark.shared
@pytest.mark.parametrize("dump", [DUMP, Dump("turtle")], ids=["known", "unknown"])
def test_it_passes_the_shapes_of_mldcat_ap(dump):
    assert violations(Description(SAID, DEFAULT_BASE, MADE, NODES, EXAMPLES), dump) == set()
    bare = checked(date="2024-05-31")
    assert violations(Description(bare, DEFAULT_BASE, Made("1.0"), NODES), dump) == set()


@pytest.mark.shared
@pytest.mark.parametrize("evidence", EVIDENCE)
def test_a_graph_passes_them_with_its_description(evidence):
    whole = parsed()
    for quad in graph_quads(*graph(), DEFAULT_BASE, evidence=evidence):
        whole.add(tuple(rdflib.util.from_n3(str(term)) for term in quad.triple))
    assert len(list(whole.subjects(RDF.type, FOAF.Agent))) > len(SAID.creators)  # authors too
    assert list(whole.subjects(RDF.type, DCAT.Dataset)) == [
        own("graph")
    ]  # and no dataset that a paper speaks of
    assert by_mldcat(whole) == set()


@pytest.mark.shared
def test_without_a_date_it_lacks_the_date_that_the_shapes_want():
    assert violations(BARE, DUMP) == {(str(own("graph")), "http://data.europa.eu/it6/collectionDate")}


def violations(description, dump):
    return by_mldcat(parsed(description, dump))


def by_mldcat(data):
    if not MLDCAT.is_dir():
        pytest.skip("no ../shared")
    from pyshacl import validate
    from rdflib import SH

    shapes = rdflib.Graph().parse(MLDCAT / "mldcat-ap-SHACL.ttl")
    _, report, _ = validate(data, shacl_graph=shapes)
    return {
        (str(report.value(one, SH.focusNode)), str(report.value(one, SH.resultPath)))
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def test_equal_graphs_have_equal_descriptions():
    again = Description(SAID, DEFAULT_BASE, MADE, NODES, EXAMPLES)
    assert written(again) == written()
