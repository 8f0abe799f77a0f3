"""Parsers of others read the exports without a word, and the same dataset in each format."""

import pyoxigraph
import pytest

from tests.validators import programs
from tests.validators.conftest import ENDINGS, GENERATED

pytestmark = pytest.mark.slow
# The default graph holds what papers share, a named graph what one paper says: docs/adr/0006-rdf-mapping.md.
PREFIXES = (
    "PREFIX pg: <https://w3id.org/papergraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
)
ADDRESSED = f"{PREFIXES} SELECT ?p ?t {{ ?p pg:addresses ?t }}"
IN_GRAPHS = f"{PREFIXES} SELECT ?p ?t {{ GRAPH ?g {{ ?p pg:addresses ?t }} }}"
NAMED = f"{PREFIXES} SELECT ?p ?name {{ ?p pg:addresses ?t . ?t skos:prefLabel ?name }}"
# What Jena, and only Jena, calls the union of the named graphs and the default graph.
OF_ALL = "FROM <urn:x-arq:UnionGraph> FROM <urn:x-arq:DefaultGraph> {"


def of_all(query):
    return query.replace("{", OF_ALL, 1)


@pytest.mark.parametrize("form", ENDINGS)
def test_jena_reads_an_export_without_a_warning(exported, form):
    assert programs.riot(exported[form]) == []


@pytest.mark.parametrize("form", ENDINGS)
def test_jena_reads_hostile_texts_without_a_warning(hostile, form):
    assert programs.riot(hostile[form]) == []


def test_jena_warns_of_what_is_wrong(tmp_path):
    wrong = tmp_path / "wrong.nt"
    wrong.write_text(
        '<http://example.org/%zz> <http://example.org/p> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )
    said = "\n".join(programs.riot(wrong))
    assert "ILLEGAL_PERCENT_ENCODING" in said
    assert "not valid for datatype" in said


def test_jena_counts_the_same_in_each_format(exported):
    """Turtle has each triple once, and no word on the graphs that it does not have."""
    quads = list(pyoxigraph.parse(path=str(exported["nquads"]), format=pyoxigraph.RdfFormat.N_QUADS))
    triples = {quad.triple for quad in quads if not quad.subject.value.endswith("#graph")}
    counted = {form: programs.quads(exported[form]) for form in ENDINGS}
    assert counted == dict.fromkeys(ENDINGS, len(quads)) | {"turtle": len(triples)}


def test_pyld_reads_the_same_dataset(exported):
    theirs = pyoxigraph.parse(programs.pyld(exported["jsonld"]).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    ours = pyoxigraph.parse(path=str(exported["nquads"]), format=pyoxigraph.RdfFormat.N_QUADS)
    assert set(theirs) == set(ours)


@pytest.mark.parametrize("name", sorted(path.name for path in GENERATED.glob("*.ttl")))
def test_jena_reads_what_the_schema_gives_without_a_warning(name):
    assert programs.riot(GENERATED / name) == []


def test_jena_asks_the_default_graph_only(exported):
    """What papers say is in named graphs, so a query without GRAPH finds nothing, unless FROM merges all graphs."""
    found = programs.arq(exported["nquads"], IN_GRAPHS)
    assert found
    assert programs.arq(exported["nquads"], ADDRESSED) == []
    assert programs.arq(exported["turtle"], ADDRESSED)
    assert len(programs.arq(exported["nquads"], of_all(ADDRESSED))) == len(found)
    assert len(programs.arq(exported["nquads"], of_all(NAMED))) == len(found)


def test_fuseki_asks_the_default_graph_only(exported):
    with programs.fuseki(exported["nquads"]) as endpoint:
        found = programs.sparqlwrapper(endpoint, IN_GRAPHS)
        assert found
        assert programs.sparqlwrapper(endpoint, ADDRESSED) == []
        assert len(programs.sparqlwrapper(endpoint, of_all(NAMED), "POST")) == len(found)


def test_the_union_of_tdb2_leaves_out_what_papers_share(exported):
    """Jena's own setting for union graphs hides the default graph, and with it the names of all concepts."""
    setting = "--set=tdb2:unionDefaultGraph=true"
    assert programs.tdb2(exported["nquads"], ADDRESSED, setting)
    assert programs.tdb2(exported["nquads"], NAMED, setting) == []
    assert programs.tdb2(exported["nquads"], of_all(NAMED))
