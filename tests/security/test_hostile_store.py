"""Hostile text goes through a run into every store and export, comes back letter by letter, and runs nowhere."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.export import EXPORTERS
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import as_address
from kg.names import readable
from kg.pipeline import Pipeline
from kg.run import run
from kg.stores import embedded
from kg.stores.neo4j import load, query, signature
from tests.cli.conftest import kg
from tests.faults.surroundings import signature_of
from tests.neo4j_server import neo4j_uri
from tests.security.hostile import EVIL, TEXTS, papers, texts_in

__all__ = ["kg", "neo4j_uri"]

PAPERS = list(papers())
TITLES = "MATCH (p:Paper) RETURN p.id, p.title, p.abstract, p.url"
NAMES = "MATCH (d:Task|Method|Dataset|Metric) RETURN d.name, d.aliases, d.keys"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA = tuple("=+-@\t\r")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Give a graph of hostile papers, run from a file among two that cannot be papers."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = [json.dumps(paper) for paper in PAPERS]
    lines += [
        '{"id": "nul", "title": "A\\u0000B", "abstract": "C"}',
        '{"id": "half", "title": "A", "abstract": "\\ud800"}',
    ]
    (folder / "papers.jsonl").write_text("\n".join(lines))
    summary = run(Pipeline(), [str(folder / "papers.jsonl")], folder / "g", progress=lambda *_: None)
    assert summary.line() == f"read {len(lines)} = accepted {len(PAPERS)} + duplicate 0 + rejected 2"
    return folder / "g"


def test_what_no_store_can_hold_is_a_dead_letter(store):
    with EvidenceDatabase.existing(store) as evidence:
        assert [(r.code, r.source.partition("#")[0]) for r in evidence.rejects.all()] == [
            ("encoding", "papers.jsonl")
        ] * 2


def wanted():
    return sorted(
        (p["id"], p["title"], p["abstract"], as_address(p["url"]) if "url" in p else None) for p in PAPERS
    )


def check(ask):
    """Check what a store answers; a name is one of the spellings of its data set, without markup."""
    assert sorted(ask(TITLES)) == wanted()
    found = {text for name, aliases, _ in ask(NAMES) for text in (name, *(aliases or ()))}
    assert {readable(p["given"][0]["name"]) for p in PAPERS if "given" in p} <= found


def test_the_embedded_store_holds_every_letter(store):
    check(lambda cypher: embedded.query(store / "embedded", cypher)[1])
    assert embedded.signature(store / "embedded") == signature_of(store)
    labels = embedded.query(store / "embedded", "MATCH (n) RETURN DISTINCT label(n)")[1]
    assert {label for (label,) in labels} <= set(NODE_PROPERTIES)


@pytest.mark.live
def test_neo4j_holds_every_letter_and_nothing_else(store, kg, neo4j_uri):
    load(neo4j_uri, [], [])
    try:
        assert kg("load", neo4j_uri, "--store", store).code == 0
        check(lambda cypher: query(neo4j_uri, cypher)[1])
        assert signature(neo4j_uri) == signature_of(store)
        labels = query(neo4j_uri, "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")[1]
        assert {label for (label,) in labels} <= {*NODE_PROPERTIES, "__Entity__"}
        assert {name for (name,) in query(neo4j_uri, "MATCH ()-[r]->() RETURN DISTINCT type(r)")[1]} <= set(
            EDGES
        )
        assert query(neo4j_uri, "MATCH (n) WHERE NOT n:__Entity__ RETURN count(n)")[1] == [
            (signature(neo4j_uri)[0],)
        ]
    finally:
        load(neo4j_uri, [], [])


@pytest.mark.parametrize("form", sorted(set(EXPORTERS) - {"bibtex"}))
def test_an_export_holds_every_letter_that_its_format_can(form, store, kg, tmp_path):
    """XML has no control characters, noncharacters or halves; a cell of a CSV file is no formula, unless that is asked for."""
    path = tmp_path / "export"
    assert kg("export", form, "--store", store, "-o", path).code == 0
    texts = {text for paper in PAPERS for text in (paper["title"], paper["abstract"])}
    if form in ("graphml", "rdfxml"):
        texts = {NOT_XML.sub("", text) for text in texts}
    if form == "csv":
        texts = {f"'{text}" if text.startswith(FORMULA) else text for text in texts}
    assert texts - texts_in(form, path) == set()


def test_bibtex_escapes_what_it_holds(store, kg, tmp_path):
    """It holds running text, escaped for LaTeX, and not every letter."""
    assert kg("export", "bibtex", "--store", store, "-o", tmp_path / "a.bib").code == 0
    assert texts_in("bibtex", tmp_path / "a.bib")
    assert "\\input{" not in (tmp_path / "a.bib").read_text(encoding="utf-8")


def test_no_cell_is_a_formula_unless_it_is_asked_for(store, kg, tmp_path):
    assert kg("export", "csv", "--store", store, "-o", tmp_path / "safe").code == 0
    assert kg("export", "csv", "--raw", "--store", store, "-o", tmp_path / "raw").code == 0
    safe, raw = (texts_in("csv", tmp_path / name) for name in ("safe", "raw"))
    assert [cell for cell in safe if cell.startswith(FORMULA)] == []
    assert {"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)"} <= raw


def test_an_export_has_no_element_iri_or_key_of_theirs(store, kg, tmp_path):
    from pyoxigraph import Literal, RdfFormat, parse

    for form in ("graphml", "nquads", "jsonld"):
        assert kg("export", form, "--store", store, "-o", tmp_path / form).code == 0
    tags = set(re.findall(r"<(\w+)", (tmp_path / "graphml").read_text(encoding="utf-8")))
    assert tags == {"graphml", "key", "graph", "node", "edge", "data"}
    for quad in parse(path=str(tmp_path / "nquads"), format=RdfFormat.N_QUADS):
        terms = (
            quad.subject,
            quad.predicate,
            quad.graph_name,
            *([] if isinstance(quad.object, Literal) else [quad.object]),
        )
        assert not any(getattr(term, "value", "").startswith(EVIL) for term in terms)
    assert f'"@id": "{EVIL}' not in (tmp_path / "jsonld").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [("query", TITLES), ("query", NAMES), ("explain", TEXTS[23]), ("rejects",), ("export", "jsonl")],
)
def test_a_terminal_is_told_nothing_but_text(command, store):
    """The table that a terminal gets holds none of the sequences that texts bring along; JSON escapes them."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kg", *command, "--store", str(store)],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += (piece := os.read(ours, 65_536))
            except OSError:
                break
            if not piece:
                break
    os.close(ours)
    assert process.returncode == 0, shown
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()) if b"31mred\x1b" not in shown else shown.decode()
    unseen = {"\x1b", "\x07", "\x08"}
    if command[0] != "export":
        unseen |= set("\x7f\x9b\x9d\u061c\u200b\u200f\u2028\u202e\u2066\ufeff")
    assert unseen & set(text) == set()
