"""Text that is made to do harm where somebody takes it for something else than text, in papers, and out of every export again."""

__all__ = ["EVIL", "TEXTS", "papers", "texts_in"]

import csv
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.read.entry import not_available

EVIL = "https://evil.example/"
TEXTS = (
    # queries
    "'}) MATCH (n) DETACH DELETE n //", '"}) CREATE (:Hacked) //', "\\u0060) DETACH DELETE (n) //", "`Task`) SET n:Hacked //",
    "\\' OR 1=1 RETURN n //", "'; DROP TABLE paper; --", "$key {key} %s ${x} {{x}} {0}",
    # graphs
    f'" <{EVIL}> <{EVIL}> <{EVIL}> .\n<{EVIL}> <{EVIL}> "x', f'"}} . <{EVIL}> a <{EVIL}>', '"@en^^xsd:integer', f'"}}, {{"@id": "{EVIL}"',
    # spreadsheets
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", f'=HYPERLINK("{EVIL}")', 'a,b;c"d""e', '",\n=1+1', "a|b|c",
    # pages
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt; &amp;amp; ]]> <!-- <?php -->", f"</data><node id='{EVIL}'/>",
    # terminals
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b2J\x9d", "over\rwritten", "back\x08\x08\x7f", "bidi \u202e txet \u2066 x \u2069 \u200f \u061c",
    # characters
    "zero\u200bwidth \ufeff \u2060", "\U0001f600 \U0010ffff \ufffe \uffff \ufdd0", "a\u2028b\u2029c\x85d\x0be\x0cf", "e\u0301 \u00e9 \ufb01",
    "tab\tline\nline\r\nend", "  spaces  ", "../../etc/passwd", "NULL", "nan",
    "x" * 90_000, "ä" * 90_000,
)  # fmt: skip


def papers() -> Iterator[dict[str, Any]]:
    """Yield papers with each text as title, abstract and address, and as the name of a data set that the source says it is about."""
    for number, text in enumerate(TEXTS):
        yield {
            "id": f"h{number}", "title": f"{text}!", "abstract": f"{text} here." if not_available(text) else text, "url": f"https://example.org/{text}"[:1_900],
            "given": [{"kind": "Dataset", "name": f"{text}"[:1_900]}],
        }  # fmt: skip
    for identity in (f"id <{EVIL}> \"{{}}|\\^` \u202e ' \n", "i" * 1_900, "ä" * 1_900, "ä" * 1_899 + "b"):
        yield {"id": identity, "title": "An odd id", "abstract": f"Of {len(identity)} characters."}


def texts_in(form: str, path: Path) -> set[str]:
    """Return every text that an export holds, as a program reads it that knows the format and not us."""
    if form in ("nquads", "ntriples", "trig", "turtle", "rdfxml"):
        return set(_of_rdf(form, path))
    if form == "graphml":
        return {
            text
            for element in ET.parse(path).iter()
            for text in (element.text, *element.attrib.values())
            if text
        }
    if form == "csv":
        return set(_of_csv(path))
    if form == "parquet":
        return set(_of_parquet(path))
    if form == "bibtex":
        from pybtex.database import parse_string

        entries = parse_string(path.read_text(encoding="utf-8"), "bibtex").entries.values()
        return {value for entry in entries for value in entry.fields.values()}
    lines = [path.read_text(encoding="utf-8")] if form == "jsonld" else path.read_bytes().decode().split("\n")
    return {text for line in lines if line for text in _within(json.loads(line))}


def _of_rdf(form: str, path: Path) -> Iterator[str]:
    from pyoxigraph import RdfFormat, parse

    formats = {
        "nquads": RdfFormat.N_QUADS, "ntriples": RdfFormat.N_TRIPLES, "trig": RdfFormat.TRIG, "turtle": RdfFormat.TURTLE,
        "rdfxml": RdfFormat.RDF_XML,
    }  # fmt: skip
    for quad in parse(path=str(path), format=formats[form]):
        yield from (quad.subject.value, quad.predicate.value, quad.object.value)


def _of_csv(path: Path) -> Iterator[str]:
    for file in path.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                yield from row


def _of_parquet(path: Path) -> Iterator[str]:
    import pyarrow.parquet

    for file in path.glob("*.parquet"):
        yield from _within(pyarrow.parquet.read_table(file).to_pylist())


def _within(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _within(part)
        case dict():
            for name, part in value.items():
                yield name
                yield from _within(part)
