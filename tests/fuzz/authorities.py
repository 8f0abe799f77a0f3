"""Fuzz the reader of authority files: `python tests/fuzz/authorities.py FORM [libFuzzer options]` (`make fuzz` does all; needs atheris).

What must hold for any bytes: they give entries that every store can hold and the log gives back, or one
InputError of one line.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import atheris
from pyoxigraph import Quad, RdfFormat, parse

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["kg.resolve", "kg.entries", "kg.xml"]):
    from kg.entries import fault, from_json, to_json
    from kg.errors import InputError
    from kg.resolve import jsonld
    from kg.resolve.authorities import read_authority

FORMS = ("csv", "tsv", "ttl", "nt", "nq", "trig", "rdf", "jsonld")
SKOS = "http://www.w3.org/2004/02/skos/core#"
SAMPLES = {
    "csv": ('id,name,aliases,type\nhttps://e.org/1,"A, b",PTB|WSJ; x,Dataset\n# no\nurn:x:2, F1 ,,\n',),
    "tsv": (
        "#curie_map:\n#  ex: https://e.org/t/\nsubject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tconfidence\n"
        "ex:1\tparsing\tskos:exactMatch\tex:2\tParsing\t0.9\n",
    ),
    "ttl": (
        f'@prefix skos: <{SKOS}> . <https://e.org/1> skos:prefLabel "A"@en, \'b\' ; skos:altLabel """c\n""", [ a skos:X ; skos:y ( 1 ) ] .',
        f'<https://e.org/\\u0041> <{SKOS}prefLabel> "\\u0041" . # <<( [ \n<a:s> <a:p> <<( <a:s> <a:p> 1 )>> .',
    ),
    "nt": (f'<https://e.org/1> <{SKOS}prefLabel> "A \\u0041"@en .\n',),
    "nq": (f'<https://e.org/1> <{SKOS}prefLabel> "A"@en <https://e.org/g> .\n',),
    "trig": (f'@prefix skos: <{SKOS}> . <https://e.org/g> {{ <https://e.org/1> skos:prefLabel "A"@en . }}',),
    "rdf": (
        f'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="{SKOS}">'
        '<s:Concept rdf:about="https://e.org/1"><s:prefLabel xml:lang="en">A &amp; b</s:prefLabel></s:Concept></rdf:RDF>',
    ),
    "jsonld": (
        f'{{"@context":{{"skos":"{SKOS}"}},"@graph":[{{"@id":"https://e.org/1","skos:prefLabel":[{{"@value":"A","@language":"en"}},"b"]}}]}}',
    ),
}  # fmt: skip


def check(path: Path, data: bytes) -> None:
    """Read the bytes as an authority, and see that the outcome is one that a user can be shown and a log can keep."""
    path.write_bytes(data)
    try:
        for entry in read_authority(path):
            if fault(entry) or from_json(to_json(entry).encode("utf-8")) != entry:
                raise TypeError(entry)
    except InputError as error:
        if "\n" in str(error) or len(str(error)) > 500:
            raise ValueError(error) from error


def quads(data: bytes) -> Iterator[Quad]:
    """Parse JSON-LD in this process, which is a hundred times faster than in one of its own."""
    return parse(input=data, format=RdfFormat.JSON_LD)


def main() -> None:
    """Fuzz from samples of the form, until the options of libFuzzer say stop."""
    form, *options = sys.argv[1:]
    jsonld.quads = quads
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir="/dev/shm") as fast:
        for number, text in enumerate(SAMPLES[form]):
            (Path(folder) / str(number)).write_text(text, encoding="utf-8")
        path = Path(fast) / f"a.{form}"
        atheris.Setup([sys.argv[0], *options, folder], lambda data: check(path, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
