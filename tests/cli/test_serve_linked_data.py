"""Linked data over HTTP: a node at its IRI in the form that is asked for, and what the SPARQL 1.1 Protocol adds to a query."""

import re
import shutil
from collections import Counter, defaultdict
from html import unescape

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, VOID

from kg import describe, workspace
from kg.evidence.database import EvidenceDatabase
from kg.export.options import Options
from kg.graph import view
from kg.ids import DEFAULT_BASE
from kg.rdf.factories import objects
from tests.cli.serving import serving

FORMS = {
    "text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml", "application/ld+json": "json-ld",
}  # fmt: skip
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMES = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph) as server:
        yield server


def bindings(reply):
    assert reply.status_code == 200, reply.text
    return [
        {name: value["value"] for name, value in row.items()} for row in reply.json()["results"]["bindings"]
    ]


@pytest.mark.parametrize("address", ["dataset/imagenet", "task/image-classification"])
def test_a_node_in_each_form(server, address):
    found = []
    with server.client() as client:
        for media_type, form in FORMS.items():
            reply = client.get(f"/{address}", headers={"Accept": f"text/html;q=0.1, {media_type}"})
            assert (reply.status_code, reply.headers["Content-Type"].partition(";")[0]) == (200, media_type)
            assert reply.headers["Vary"] == "Accept"
            found.append(set(Graph().parse(data=reply.text, format=form)))
    assert found[0]
    assert all(triples == found[0] for triples in found)
    assert all(f"{DEFAULT_BASE}{address}" in (str(s), str(o)) for s, _, o in found[0])


@pytest.fixture(scope="module")
def exported(graph, tmp_path_factory):
    """Give a graph with a link to an authority, and the subjects below its base in a full export, by their documents."""
    folder = tmp_path_factory.mktemp("linked")
    shutil.copytree(graph, folder / "graph.kg")
    (folder / "terms.csv").write_text(
        "iri,name\nhttp://example.org/imagenet,ImageNet\nhttp://example.org/bert,BERT\n"
    )
    workspace.link([folder / "terms.csv"], (), folder / "graph.kg", lambda *_: None)
    documents = defaultdict(set)
    with workspace.open_graph(folder / "graph.kg", lambda *_: None) as evidence:
        about = describe.described(evidence, describe.about_graph(evidence.settings))
        options = Options(evidence="full", links=tuple(view.links(evidence)), description=about)
        for quad in options.quads(
            objects(), view.nodes(evidence), view.edges(evidence), DEFAULT_BASE, "nquads"
        ):
            if quad.subject.value.startswith(DEFAULT_BASE):
                documents[quad.subject.value.partition("#")[0]].add(quad.subject.value)
    return folder / "graph.kg", documents


def test_every_iri_of_an_export_answers(exported):
    """As RDF that says something of it, and as a page or the way to one."""
    folder, documents = exported
    kinds = Counter(iri.removeprefix(DEFAULT_BASE).partition("/")[0] for iri in documents)
    assert set(kinds) >= {
        "", "about", "concepts", "dataset", "evidence", "match", "method", "metric", "ontology", "paper", "repository", "result",
        "shapes", "task",
    }  # fmt: skip
    with serving(folder) as server, server.client() as client:
        for iri, subjects in documents.items():
            path = f"/{iri.removeprefix(DEFAULT_BASE)}"
            reply = client.get(path, headers={"Accept": "application/n-triples"})
            assert reply.status_code == 200, iri
            found = {line.split(" ", 1)[0][1:-1] for line in reply.text.splitlines()}
            # What the store does not hold it does not count, and what shapes a file conforms to is not one of them.
            missing = {
                one for one in subjects - found if not re.search("about#(class|property)-|shapes#", one)
            }
            assert not missing
            reply = client.get(path, headers={"Accept": "text/html"})
            assert reply.status_code == (
                303 if path.split("/")[1] in ("concepts", "match", "result", "shapes") else 200
            ), iri
            if reply.status_code == 303:
                reply = client.get(reply.headers["Location"], headers={"Accept": "text/html"})
                assert reply.status_code == 200, iri
            assert reply.text.count("<h1>") == 1


def test_the_page_of_evidence(server):
    with server.client() as client:
        query = """SELECT ?e ?p ?m ?sentence ?start ?end ?rule { ?e a pg:Evidence ; rdf:subject ?p ; rdf:predicate pg:proposes ; rdf:object ?m ;
            pg:rule ?rule ; oa:hasTarget [ oa:hasSelector/oa:exact ?sentence ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] ] }"""
        rows = bindings(client.get("/sparql", params={"query": query}))
        assert len(rows) > 5
        for row in rows:
            text = client.get(f"/{row['e'].removeprefix(DEFAULT_BASE)}", headers={"Accept": "text/html"}).text
            plain = unescape(re.sub("<[^>]*>", "", text))
            assert row["sentence"] in plain
            assert f"characters {row['start']} to {row['end']} of title" in plain
            assert f"rule {row['rule']}" in plain
            for end in (row["p"], row["m"]):
                assert f'href="/{end.removeprefix(DEFAULT_BASE)}"' in text
            [marked] = re.findall("<q>.*?<mark[^>]*>(.*?)</mark>", text)
            paper = client.get(
                f"/{row['p'].removeprefix(DEFAULT_BASE)}", headers={"Accept": "text/turtle"}
            ).text
            said = Graph().parse(data=paper, format="turtle")
            title, abstract = (
                next(said.objects(URIRef(row["p"]), DCTERMS[name])) for name in ("title", "abstract")
            )
            assert unescape(marked) == f"{title}\n{abstract}"[int(row["start"]) : int(row["end"])]


def test_what_is_no_evidence_is_not_there(server):
    with server.client() as client:
        key = next(
            iter(bindings(client.get("/sparql", params={"query": "SELECT ?e { ?e a pg:Evidence } LIMIT 1"})))
        )["e"]
        for path in (
            "/evidence/none",
            f"/{key.rpartition('/')[2]}",
            "/match/none",
            f"/match/{key.rpartition('/')[2]}",
            "/evidence",
        ):
            for accept in ("text/html", "text/turtle"):
                assert client.get(path, headers={"Accept": accept}).status_code == 404, path


def test_the_graph_describes_itself(server, graph):
    with server.client() as client:
        said = Graph().parse(
            data=client.get("/about", headers={"Accept": "text/turtle"}).text, format="turtle"
        )
        [[triples, papers]] = said.query(
            "SELECT ?n ?papers { ?g void:triples ?n ; void:classPartition [ void:class pg:Paper ; void:entities ?papers ] }",
            initNs={"void": VOID, "pg": "https://w3id.org/papergraph/ontology#"},
        )
        assert int(triples) == int(bindings(client.get("/sparql", params={"query": COUNT}))[0]["n"])
        assert int(papers) == 15
        [[endpoint]] = said.query("SELECT ?e { ?g void:sparqlEndpoint ?e }", initNs={"void": VOID})
        assert str(endpoint) == f"{server.url}/sparql"
        page = client.get("/about", headers={"Accept": "text/html"}).text
        assert "<title>About this graph · Sample of papergraph</title>" in page
        with EvidenceDatabase.existing(graph) as evidence:
            description = describe.described(evidence, describe.about_graph(evidence.settings))
        assert f"<h1>{description.title}</h1>" in page
        assert "What the abstracts and records of 15 papers state" in page
        assert DEFAULT_BASE in page


def test_a_result_is_on_the_page_of_its_paper(server):
    with server.client() as client:
        [row, *_] = bindings(
            client.get("/sparql", params={"query": "SELECT ?p ?r { ?p pg:reports ?r } ORDER BY ?r LIMIT 1"})
        )
        reply = client.get(f"/{row['r'].removeprefix(DEFAULT_BASE)}", headers={"Accept": "text/html"})
        paper, _, key = reply.headers["Location"].partition("#")
        assert (reply.status_code, paper) == (303, f"/{row['p'].removeprefix(DEFAULT_BASE)}")
        assert f'id="{key}"' in client.get(paper, headers={"Accept": "text/html"}).text


def test_forms_that_there_are_not(server):
    with server.client() as client:
        [row, *_] = bindings(
            client.get("/sparql", params={"query": "SELECT ?r { ?p pg:reports ?r } LIMIT 1"})
        )
        result = f"/{row['r'].removeprefix(DEFAULT_BASE)}"
        for path, accept in (
            ("/dataset/imagenet", "image/png"),
            ("/papers", "text/turtle"),
            ("/leaderboards", "application/ld+json"),
            ("/dataset/imagenet", "*/*;q=0"),
            ("/concepts", "image/png"),
            ("/shapes", "image/png"),
            (result, "image/png"),
        ):
            reply = client.get(path, headers={"Accept": accept})
            assert (reply.status_code, "comes as text/html" in reply.json()["error"]) == (406, True), path


def test_xhtml_counts_as_html(server):
    accept = {"Accept": "application/xhtml+xml, text/turtle;q=0.9"}
    with server.client() as client:
        for path in ("/dataset/imagenet", "/papers", "/ontology"):
            reply = client.get(path, headers=accept)
            assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        reply = client.get("/dataset/none", headers={"Accept": "application/xhtml+xml"})
        assert (reply.status_code, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_page_leads_to_its_turtle(server):
    with server.client() as client:
        [row] = bindings(client.get("/sparql", params={"query": "SELECT ?p { ?p a pg:Paper } LIMIT 1"}))
        assert "%" in row["p"]
        for path in ("/dataset/imagenet", "/about", f"/{row['p'].removeprefix(DEFAULT_BASE)}"):
            reply = client.get(path, headers={"Accept": "text/html"})
            assert reply.headers["Link"] == f'<{path}>; rel="alternate"; type="text/turtle"'
            assert f'<link rel="alternate" type="text/turtle" href="{path}">' in reply.text
            assert f'IRI {DEFAULT_BASE}{path[1:]} · <a href="{path}.ttl">Turtle</a>' in reply.text
            asked = client.get(path, headers={"Accept": "text/turtle"})
            named = client.get(f"{path}.ttl", headers={"Accept": "text/html"})
            assert named.headers["Content-Type"] == asked.headers["Content-Type"]
            assert set(Graph().parse(data=named.text)) == set(Graph().parse(data=asked.text))
        for path in ("/papers", "/leaderboards", "/"):
            assert "text/turtle" not in client.get(path, headers={"Accept": "text/html"}).text
        assert client.get("/papers.ttl").status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json"])
def test_entity_tags(server, accept):
    with server.client() as client:
        first = client.get("/dataset/imagenet", headers={"Accept": accept})
        tag = first.headers["ETag"]
        for known, wanted in ((tag, 304), (f'"other", W/{tag}', 304), ("*", 304), ('"other"', 200)):
            reply = client.get("/dataset/imagenet", headers={"Accept": accept, "If-None-Match": known})
            assert reply.headers["Cache-Control"] == "no-cache"
            assert (reply.status_code, reply.headers["ETag"], bool(reply.content)) == (
                wanted,
                tag,
                wanted == 200,
            )
        head = client.head("/dataset/imagenet", headers={"Accept": accept})
        assert (head.status_code, head.headers["ETag"], head.content) == (200, tag, b"")


def test_old_keys_lead_to_their_concept(server, graph):
    with EvidenceDatabase.existing(graph) as evidence:
        keys = evidence.db.execute(
            "SELECT k.key, lower(c.label), min(c.iri), count(*) FROM concept_key k JOIN concept c ON c.iri = k.iri GROUP BY k.key, c.label ORDER BY 1, 2"
        ).fetchall()
    merged = [
        (key, label, iri)
        for key, label, iri, count in keys
        if count == 1 and key.replace(" ", "-") != iri.rpartition("/")[2] and key.replace(" ", "").isalnum()
    ]
    assert merged
    with server.client() as client:
        for key, label, iri in merged:
            reply = client.get(f"/{label}/{key.replace(' ', '-')}")
            assert (reply.status_code, reply.headers["Location"]) == (
                301,
                f"/{iri.removeprefix(DEFAULT_BASE)}",
            ), key


def test_graphs_of_the_request(server):
    def count(**parameters):
        with server.client() as client:
            return int(bindings(client.get("/sparql", params={"query": COUNT, **parameters}))[0]["n"])

    with server.client() as client:
        one, other, *_ = [row["g"] for row in bindings(client.get("/sparql", params={"query": NAMES}))]
    within = {g: count(**{"default-graph-uri": g}) for g in (one, other)}
    assert all(0 < number < count() for number in within.values())
    assert count(**{"default-graph-uri": [one, other]}) == sum(within.values())
    assert count(**{"named-graph-uri": one}) == 0
    with server.client() as client:
        asked = {"query": NAMES, "named-graph-uri": [other, one]}
        assert [row["g"] for row in bindings(client.get("/sparql", params=asked))] == [one, other]
        assert bindings(client.post("/sparql", data=asked)) == bindings(client.get("/sparql", params=asked))
        reply = client.get(
            "/sparql", params={"query": f"SELECT ?s FROM <{other}> {{ ?s ?p ?o }}", "default-graph-uri": one}
        )
        assert len(bindings(reply)) == within[one]  # the request decides (SPARQL 1.1 Protocol, 2.1.4)
        assert (
            client.get("/sparql", params={"query": COUNT, "default-graph-uri": "no iri"}).status_code == 400
        )
        assert (
            client.get("/cypher", params={"query": "RETURN 1 AS a", "named-graph-uri": one}).status_code
            == 400
        )


def test_the_endpoint_describes_itself(server):
    with server.client() as client:
        for media_type, form in FORMS.items():
            reply = client.get("/sparql", headers={"Accept": media_type})
            assert (reply.status_code, reply.headers["Content-Type"].partition(";")[0]) == (200, media_type)
            said = Graph().parse(data=reply.text, format=form)
            [[service]] = said.query(
                "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> SELECT ?s { ?s a sd:Service ; sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph }"
            )
            assert str(service) == f"{server.url}/sparql#service"
        assert client.get("/sparql", headers={"Accept": "text/html"}).status_code == 406
        assert client.get("/cypher").status_code == 400


def test_the_ontology_in_each_form(server):
    with server.client() as client:
        page = client.get("/ontology", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "style-src 'sha256-" in page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        found = []
        for media_type, form in FORMS.items():
            reply = client.get("/ontology", headers={"Accept": media_type})
            assert (reply.status_code, reply.headers["Content-Type"].partition(";")[0]) == (200, media_type)
            found.append(Graph().parse(data=reply.text, format=form))
        assert all(isomorphic(graph, found[0]) for graph in found)
        assert client.get("/ontology", headers={"Accept": "image/png"}).status_code == 406
        assert (
            "style-src 'self'"
            in client.get("/", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
        )


def test_what_the_page_of_the_ontology_offers_is_there(server):
    with server.client() as client:
        page = client.get("/ontology", headers={"Accept": "text/html"}).text
        offered = [link for link in re.findall(r'href="([^"#]*)"', page) if not link.startswith("http")]
        assert len(set(offered)) >= 8
        for name in set(offered):
            reply = client.get(f"/{name}")
            assert reply.status_code == 200, name
            form = "turtle" if name.endswith(".ttl") else "json-ld"
            assert len(Graph().parse(data=reply.text, format=form)) or form == "json-ld"
