"""Hostile authority files: refused in one line with nothing changed, or a graph of which every export can be read."""

import csv
import io
import json
import shutil
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.export import EXPORTERS
from kg.model import AuthorityEntry
from kg.pipeline import Pipeline
from kg.resolve.authorities import read_authority
from kg.run import run
from tests.cli.conftest import kg
from tests.daily import daily
from tests.security.hostile import TEXTS, texts_in

__all__ = ["kg"]

SKOS = "http://www.w3.org/2004/02/skos/core#"
GOOD = {
    "id": "https://e.org/bert", "name": "BERT", "aliases": "BERT model", "type": "", "subject_id": "https://e.org/s", "subject_label": "BERT",
    "predicate_id": "skos:exactMatch", "confidence": "0.5",
}  # fmt: skip
IRIS = [
    "", " ", "Q1", "bert", "//e.org/x", "/etc/passwd", "_:b", "ex:1", "http:", "https://", "urn:", "urn:x:y", "file:///etc/passwd", "http://[::1",
    "http://[::1]/", "http://e.org:port/", "http://e.org/%zz", "http://e.org/%", "http://e.org/#a#b", "http://é.org/é", "HTTPS://E.ORG",
    "javascript:alert(1)", "http://e.org/x|http://e.org/y", "http://e.org/'", "http://e.org/\u202e", "http://e.org/\u200b", "http://e.org/a\tb",
    "http://e.org/a b", "http://e.org/a\nb", "http://e.org/" + "x" * 1_987, "http://e.org/" + "x" * 1_988, "http://e.org/" + "x" * 200_000,
    *(f"http://e.org/{c}" for c in '<>"{}|\\^`\0\x01\x1f\x7f\x85\u2028\ue000\ufffe\ufdd0\ud800\udfff\U000e0001\U0010ffff'),
]  # fmt: skip
NAMES = [
    "", " ", "\0", "BERT\0", "\ud800", "BERT \udfff", "\x07", "\x1b[31m", "\x7f", "\x9b", "a\nb", "a\r\nb", "\t", "\ufeff", "\u202e", "x" * 2_000,
    "x" * 2_001, "=cmd|' /C calc'!A0", *TEXTS[:40],
]  # fmt: skip
NUMBERS = [
    "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e400", "-5", "-0.0", "-0", "-1e-9", "0", "1", "1.0", "1.0000001", "1e-400", "1e0", "0_1", "1_0",
    "٠", "½", "0x1", "high", "0.5 0.5", "0,5", "9" * 5_000, "0." + "9" * 5_000, "--1", "+.5", ".", "e", "1e", " 0.5 ", "\0", "0\0",
]  # fmt: skip
TYPES = [
    "Method",
    "method",
    "METHOD",
    "Metod",
    "Paper",
    "Result",
    "Concept",
    "\0",
    "x" * 5_000,
    "Method;Task",
    " Method ",
]
PREDICATES = ["exactMatch", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:", "no:exactMatch", SKOS + "exactMatch", "\0", "owl:sameAs", "http://e.org/a b"]  # fmt: skip


def _table(columns, row, delimiter, above=""):
    stream = io.StringIO(above)
    stream.seek(0, io.SEEK_END)
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow([row[column] for column in columns])
    return stream.getvalue()


def _escaped(text, quotes):
    """Return a text as a literal or an IRI of Turtle, with its own characters but those that would end it."""
    bad = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"} if quotes else {}
    return "".join(bad.get(c, c) for c in text)


def _triples(row, end):
    for predicate, text in (("prefLabel", row["name"]), ("altLabel", row["aliases"])):
        yield f'<{row["id"]}> <{SKOS}{predicate}> "{_escaped(text, True)}" {end}.\n'


def _numbered(row):
    """Return Turtle in which every letter of an IRI is an escape, as a lexer may take where it takes no letter."""
    iri, name = ("".join(f"\\U{ord(c):08X}" for c in row[what]) for what in ("id", "name"))
    return f'<{iri}> <{SKOS}prefLabel> "{name}", "BERT" .'


def _xml(row):
    ns = f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="{SKOS}"'
    about, name, alias = (quoteattr(row[what]) for what in ("id", "name", "aliases"))
    return f"<rdf:RDF {ns}><rdf:Description rdf:about={about} skos:prefLabel={name} skos:altLabel={alias}/></rdf:RDF>"


WRITERS = {
    "a.csv": lambda row: _table(("id", "name", "aliases", "type"), row, ","),
    "a.tsv": lambda row: _table(("id", "name", "aliases", "type"), row, "\t"),
    "a.sssom.tsv": lambda row: _table(
        ("object_id", "object_label", "subject_id", "subject_label", "predicate_id", "confidence"),
        {**row, "object_id": row["id"], "object_label": row["name"]}, "\t", "#curie_map:\n#  e: https://e.org/\n",
    ),
    "a.ttl": lambda row: "".join(_triples(row, "")),
    "b.ttl": _numbered,
    "a.nt": lambda row: "".join(_triples(row, "")),
    "a.nq": lambda row: "".join(_triples(row, "<http://e.org/g> ")),
    "a.trig": lambda row: "{" + "".join(_triples(row, "")) + "}",
    "a.rdf": _xml,
    "a.jsonld": lambda row: json.dumps({"@id": row["id"], SKOS + "prefLabel": row["name"], SKOS + "altLabel": row["aliases"]}, ensure_ascii=False),
    "b.jsonld": lambda row: json.dumps({"@id": row["id"], SKOS + "prefLabel": row["name"], SKOS + "altLabel": row["aliases"]}),
}  # fmt: skip
FIELDS = {"id": IRIS, "name": NAMES, "aliases": NAMES}
TABLE = {**FIELDS, "type": TYPES}
STATED = {
    "id": IRIS,
    "name": NAMES,
    "subject_id": IRIS,
    "subject_label": NAMES,
    "predicate_id": PREDICATES,
    "confidence": NUMBERS,
}
BY_FORM = {"a.csv": TABLE, "a.tsv": TABLE, "a.sssom.tsv": STATED, "b.ttl": ("id", "name")}
CASES = [(form, what) for form in WRITERS for what in BY_FORM.get(form, FIELDS)]
# Ids in every form, and every other field in the first form that has it, are enough for each day.
DAILY = {(form, "id") for form in WRITERS} | set(
    {what: (form, what) for form, what in reversed(CASES)}.values()
)


def written(folder, form, row, number=""):
    """Write a file of a form, and return it."""
    path = folder / f"{number}{form}"
    path.write_bytes(WRITERS[form](row).encode("utf-8", "surrogatepass"))
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Give a graph in which there is a BERT, without stores; read it only."""
    folder = tmp_path_factory.mktemp("authorities")
    paper = {
        "id": "1",
        "title": "A study",
        "abstract": "We use BERT.",
        "given": [{"kind": "Dataset", "name": "BERT", "role": "used"}],
    }
    (folder / "papers.jsonl").write_text(json.dumps(paper))
    run(Pipeline(stores=()), [str(folder / "papers.jsonl")], folder / "g", progress=lambda *_: None)
    return folder / "g"


@pytest.fixture
def store(made, tmp_path):
    """Give a copy of that graph."""
    return shutil.copytree(made, tmp_path / "g")


def content(folder):
    """Return the bytes of every file in a folder, by name, but those of the lock."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "lock"}


def usable(kg, store, folder):
    """Check that the graph keeps its promises and every export of it can be read."""
    assert kg("validate", "--store", store).code == 0
    for form in EXPORTERS:
        found = kg("export", form, "--store", store, "-o", folder / form)
        assert found.code == 0, (form, found.err)
        assert texts_in(form, folder / form)
    listed = kg("link", "--store", store, "--format", "csv")
    assert listed.code == 0


@pytest.mark.parametrize(("form", "what"), daily(CASES, DAILY))
def test_a_hostile_field_is_refused_or_does_no_harm(form, what, kg, store, tmp_path):
    before, taken = content(store), []
    for number, value in enumerate((STATED | TABLE)[what]):
        found = kg("link", "-a", written(tmp_path, form, GOOD | {what: value}, number), "--store", store)
        if found.code == 2:
            assert (
                found.out,
                found.err.count("\n"),
                found.err.startswith("kg: cannot read the authority"),
            ) == ("", 1, True), value
            assert len(found.err) < 700
            assert content(store) == before, f"{value!r:.100} changed the graph"
        else:
            assert found.code == 0, (value, found.err)
            taken.append(value)
            before = content(store)
    assert taken, "one of them is good"
    usable(kg, store, tmp_path)


@pytest.mark.parametrize("form", WRITERS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(st.text(), st.text(), st.text(), st.text())
@example("http://e.org/\ufffd", "x", "|", "1e400")
def test_what_is_read_is_an_entry_or_an_input_error(form, tmp_path, iri, name, alias, confidence):
    from kg.entries import fault, from_json, to_json

    row = GOOD | {"id": f"http://e.org/{iri}", "name": name, "aliases": alias, "confidence": confidence}
    try:
        entries = list(read_authority(written(tmp_path, form, row)))
    except InputError:
        return
    for entry in entries:
        assert fault(entry) == ""
        assert from_json(to_json(entry).encode()) == entry


@settings(max_examples=300)
@given(st.text(max_size=20))
def test_an_iri_that_is_taken_comes_back_from_every_syntax(text):
    from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

    from kg.entries import fault

    iri = f"http://e.org/{text}"
    if fault(AuthorityEntry(iri, "n", ())):
        return
    triple = Triple(NamedNode(iri), NamedNode("http://e.org/p"), NamedNode(iri))
    for form in (RdfFormat.N_QUADS, RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML, RdfFormat.JSON_LD):
        prefixes = {"e": "http://e.org/"} if form in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
        data = serialize([triple], format=form, prefixes=prefixes)
        assert {quad.object.value for quad in parse(input=data, format=form)} == {iri}
