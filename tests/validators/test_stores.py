"""The named queries give the rows of the local store on SPARQL servers of others, set as docs/sparql.md says."""

import re
import urllib.parse
import urllib.request
from contextlib import ExitStack

import pyoxigraph
import pytest

from kg.ids import DEFAULT_BASE
from kg.query.named import bind, load_query
from kg.rdf import PREFIXES, quads
from kg.stores import embedded
from kg.stores import oxigraph as local
from tests.compliance.graph import graph
from tests.compliance.test_named_queries import CASES
from tests.validators import programs

pytestmark = pytest.mark.slow
JSON = "application/sparql-results+json"
PREFIXED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
OF_ALL = "FROM <urn:x-arq:DefaultGraph> FROM <urn:x-arq:UnionGraph> "
SETTINGS = ["Oxigraph, union", "Oxigraph, triples", "Fuseki, FROM", "Fuseki, triples"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder with the graph as quads, as triples and in the embedded store."""
    found = tmp_path_factory.mktemp("stores")
    pyoxigraph.serialize(
        quads(*graph(), DEFAULT_BASE), found / "graph.nq", format=pyoxigraph.RdfFormat.N_QUADS
    )
    triples = (quad.triple for quad in quads(*graph(), DEFAULT_BASE, named=False))
    pyoxigraph.serialize(triples, found / "graph.nt", format=pyoxigraph.RdfFormat.N_TRIPLES)
    embedded.load(found / "embedded", *graph())
    return found


@pytest.fixture(scope="module", params=SETTINGS)
def ask(request, folder):
    """Give a function that asks a server."""
    server, form = request.param.split(", ")
    data = folder / ("graph.nt" if form == "triples" else "graph.nq")
    options = ["--union-default-graph"] if form == "union" else []

    def ask(text):
        text = (
            re.sub(r"^(?=WHERE \{)|(?<= )(?=\{)", OF_ALL, text, count=1, flags=re.M)
            if form == "FROM"
            else text
        )
        body = urllib.parse.urlencode({"query": PREFIXED + text}).encode()
        with urllib.request.urlopen(
            urllib.request.Request(endpoint, body, {"Accept": JSON}), timeout=60
        ) as answer:
            found = pyoxigraph.parse_query_results(answer.read(), format=pyoxigraph.QueryResultsFormat.JSON)
        return [tuple(local._plain(term) for term in row) for row in found]

    with ExitStack() as stack:
        serve = programs.oxigraph if server == "Oxigraph" else programs.fuseki
        endpoint = stack.enter_context(serve(data, *options))
        yield ask


@pytest.mark.parametrize(("name", "given"), CASES)
def test_a_server_gives_the_rows_of_the_local_store(ask, folder, name, given):
    """Jena orders texts by UTF-16 and not by characters, so the order is left out here."""
    query = load_query(name, "cypher")
    _, expected = embedded.query(folder / "embedded", query.text, bind(query, given))
    query = load_query(name, "sparql")
    found = ask(local._bind(query.text, bind(query, given)))
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
