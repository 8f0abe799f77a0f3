"""A site as linked data: each IRI of its Turtle leads to a file, by the rules that Apache follows."""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg import workspace
from kg.ids import DEFAULT_BASE
from kg.stores import asked_in
from tests.cli.serving import until

RULE = re.compile(r"RewriteRule \^(\w+)\$ %\{ENV:TOP\}(\S+) \[R=303,NE,L\]")
VOID = "http://rdfs.org/ns/void#"
MODULES = Path("/usr/lib/apache2/modules")
CONFIGURATION = """\
{modules}
Listen 127.0.0.1:{port}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/errors
TypesConfig /etc/mime.types
DocumentRoot {folder}/top
AllowEncodedSlashes NoDecode
<Directory {folder}/top>
AllowOverride FileInfo Indexes Options=MultiViews
Require all granted
</Directory>
"""
NEEDED = ("mpm_event", "authz_core", "mime", "dir", "rewrite", "headers", "negotiation")


@pytest.fixture(scope="module")
def linked(graph, tmp_path_factory):
    """Give the folder of a site of a graph with a link to an authority, below a folder of its own, and its store."""
    folder = tmp_path_factory.mktemp("linked")
    shutil.copytree(graph, folder / "graph.kg")
    (folder / "terms.csv").write_text("iri,name\nhttp://example.org/imagenet,ImageNet\n")
    workspace.link([folder / "terms.csv"], (), folder / "graph.kg", lambda *_: None)
    (folder / "top").mkdir()
    command = [
        "export",
        "site",
        "--linked-data",
        "--store",
        folder / "graph.kg",
        "-o",
        folder / "top" / "data",
    ]
    subprocess.run([sys.executable, "-m", "kg", *map(str, command)], check=True, capture_output=True)
    with workspace.open_graph(folder / "graph.kg", lambda *_: None) as evidence:
        from kg.projection import project

        store = project(evidence, asked_in("SPARQL").name, lambda *_: None)
    return folder / "top" / "data", store


def documents(site):
    """Give the Turtle of the graph: of its nodes, its concepts and itself, without that of the ontology."""
    return [*site.glob("*/*.ttl"), site / "concepts.ttl", site / "about.ttl"]


def triples(path):
    return {quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)}


def addresses(site):
    """Give the addresses of all that the Turtle names below the base, without fragments."""
    terms = {term for path in documents(site) for triple in triples(path) for term in triple}
    iris = {term.value.partition("#")[0] for term in terms if isinstance(term, NamedNode)}
    return sorted(iri.removeprefix(DEFAULT_BASE) for iri in iris if iri.startswith(DEFAULT_BASE))


def elsewhere(site):
    return {
        key: target.replace("\\%", "%")
        for path in site.glob("elsewhere/??/.htaccess")
        for key, target in RULE.findall(path.read_text())
        if key.startswith(path.parent.name)
    }


def test_the_files_hold_the_whole_store_and_its_counts(linked):
    site, store = linked
    about = triples(site / "about.ttl")
    written = set().union(*map(triples, documents(site))) - about
    quads = list(Store.read_only(str(store)))
    stored = {quad.triple for quad in quads}
    assert written == stored
    said = {
        (triple.predicate.value, triple.object.value)
        for triple in about
        if triple.subject.value == f"{DEFAULT_BASE}about#graph"
    }
    assert (f"{VOID}triples", str(len(quads))) in said  # a statement of two papers is in the graphs of both
    assert (f"{VOID}distinctSubjects", str(len({triple.subject for triple in stored}))) in said


def test_each_iri_has_a_file(linked):
    site, _ = linked
    moved = elsewhere(site)
    found = addresses(site)
    assert {address.partition("/")[0] for address in found} >= {
        "paper",
        "result",
        "evidence",
        "concepts",
        "about",
    }
    for address in found:
        kind, _, name = address.partition("/")
        target = moved[name].partition("#")[0] if kind in ("result", "evidence", "match") else address
        if target not in ("", "shapes", "ontology"):
            assert (site / f"{target.replace('%', '=')}.ttl").is_file(), address
    assert any(target == "dataset/imagenet" for target in moved.values())  # the link to an authority


def test_pages_lead_to_their_turtle(linked):
    site, _ = linked
    for name in ("dataset/imagenet", "about"):
        html = (site / f"{name}.html").read_text()
        [link] = re.findall(r'<link rel="alternate" type="text/turtle" href="([^"]*)">', html)
        assert ((site / name).parent / link).resolve() == site / f"{name}.ttl"
        assert f'IRI {DEFAULT_BASE}{name} · <a href="{link}">Turtle</a>' in html
    for name in ("papers", "index", "leaderboard/dataset/imagenet"):
        assert "text/turtle" not in (site / f"{name}.html").read_text()


@pytest.fixture(scope="module")
def apache(linked):
    program = shutil.which("apache2", path="/usr/sbin:/usr/bin")
    if program is None or not all((MODULES / f"mod_{name}.so").is_file() for name in NEEDED):
        pytest.skip("Apache is not installed")
    folder = linked[0].parents[1]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NEEDED)
    (folder / "conf").write_text(CONFIGURATION.format(folder=folder, port=port, modules=modules))
    with (
        subprocess.Popen([program, "-f", str(folder / "conf"), "-DFOREGROUND"]) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}/data/", trust_env=False) as client,
    ):
        try:
            assert until(lambda: answers(port))
            yield client
        finally:
            process.terminate()


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def test_apache_answers_at_each_iri(linked, apache):
    site, _ = linked
    matches = [f"match/{key}" for key, target in elsewhere(site).items() if target == "dataset/imagenet"]
    for address in (*addresses(site), *matches):
        for wanted in ("text/turtle", "text/html"):
            reply = apache.get(address, headers={"Accept": wanted})
            if address.partition("/")[0] in ("evidence", "match", "result"):
                assert reply.status_code == 303, address
                reply = apache.get(reply.headers["Location"], headers={"Accept": wanted})
            assert reply.status_code == 200, (address, wanted)
            assert reply.headers["Content-Type"].partition(";")[0] == wanted, address
            assert reply.headers["Vary"] == "Accept"
            if wanted == "text/turtle" and not address.startswith("shapes") and address:
                found = {
                    quad.subject.value.partition("#")[0] for quad in parse(reply.content, RdfFormat.TURTLE)
                }
                assert f"{DEFAULT_BASE}{address}" in found


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/turtle", "turtle"),
        ("TEXT/TURTLE, */*;q=0.1", "turtle"),
        ("text/html;q=0.5, text/turtle", "turtle"),
        ("text/turtle;q=0.9, application/xhtml+xml;q=0.85", "turtle"),
        ("text/turtle;charset=utf-8;q=0.50, text/html; q=0.5", "html"),
        ("text/html, text/turtle", "html"),
        ("text/html, text/turtle;q=0.9", "html"),
        ("text/turtle;q=0", "html"),
        ("text/turtle;q=0.0, */*", "html"),
        ("*/*", "html"),
        ("", "html"),
    ],
)
def test_apache_gives_the_form_that_is_preferred(apache, accept, wanted):
    reply = apache.get("dataset/imagenet", headers={"Accept": accept})
    assert (reply.status_code, reply.headers["Content-Type"].partition(";")[0]) == (200, f"text/{wanted}")


def test_apache_finds_nothing_where_nothing_is(apache):
    for path in ("method/none", "result/none", f"result/{'0' * 32}", f"evidence/{'f' * 32}"):
        assert apache.get(path, headers={"Accept": "text/turtle"}).status_code == 404, path
