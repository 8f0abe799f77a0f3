"""Authority files: what others call things, read from SKOS (any RDF syntax), CSV or SSSOM."""

__all__ = ["read_authority"]

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.model import Entry

if TYPE_CHECKING:
    from pyoxigraph import Triple

_SYNTAX = {".ttl": "ttl", ".nt": "nt", ".nq": "nq", ".trig": "trig", ".rdf": "rdf", ".xml": "rdf", ".owl": "rdf", ".jsonld": "jsonld"}
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NAMES = (_SKOS + "prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "https://schema.org/name")
_OTHER_NAMES = (_SKOS + "altLabel", _SKOS + "hiddenLabel")
_COLUMNS = {
    "id": ("id", "iri", "uri", "url"),
    "name": ("name", "label", "preflabel", "title"),
    "aliases": ("aliases", "altlabel", "altlabels"),
}
_SCHEMES = ("http://", "https://", "urn:")
_SEPARATORS = "|;"  # between the aliases in a cell of a CSV


def read_authority(path: Path) -> Iterator[Entry]:
    """Yield the entries of an authority file, told by its ending: RDF with SKOS or RDFS labels (in English or no language), else a table.

    A table with the columns `subject_id` and `object_id` is SSSOM (https://mapping-commons.github.io/sssom/): each row is a mapping that
    somebody states. Any other wants `id` and `name`, and may have `aliases` (`|` or `;` between them) and `type`.

    Raises InputError, with the line where there is one, for a file that cannot be read or holds no entries.
    """
    try:
        entries = _rdf(path) if path.suffix.lower() in _SYNTAX else _table(path)
        yield from entries
    except (OSError, UnicodeDecodeError, SyntaxError, csv.Error) as error:
        raise InputError(f"cannot read the authority {path}: {error}") from None


def _rdf(path: Path) -> list[Entry]:
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    names: dict[str, list[str]] = defaultdict(list)
    others: dict[str, set[str]] = defaultdict(set)
    syntax = RdfFormat.from_extension(_SYNTAX[path.suffix.lower()])
    triple: Triple | Any
    for triple in parse(path=str(path), format=syntax):
        subject, predicate, text = triple.subject, triple.predicate.value, triple.object
        if isinstance(subject, NamedNode) and isinstance(text, Literal) and (text.language or "en").split("-")[0].lower() == "en":
            if predicate in _NAMES:
                names[subject.value].append(text.value)
            elif predicate in _OTHER_NAMES:
                others[subject.value].add(text.value)
    if not names:
        raise InputError(f"the authority {path} has no skos:prefLabel or rdfs:label in English or without a language")
    found = ((iri, min(known, key=lambda name: (len(name), name)), set(known)) for iri, known in sorted(names.items()))
    return [Entry(iri, name, tuple(sorted((known | others[iri]) - {name}))) for iri, name, known in found]


def _table(path: Path) -> list[Entry]:
    text = path.read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]  # SSSOM: its metadata stand in comments
    first = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter="\t" if "\t" in first else ",")
    columns = {(column or "").strip().casefold(): column for column in rows.fieldnames or ()}
    if {"subject_id", "object_id"} <= columns.keys():
        return _mappings(path, text, rows)
    chosen = {meaning: next((columns[name] for name in names if name in columns), None) for meaning, names in _COLUMNS.items()}
    if chosen["id"] is None or chosen["name"] is None:
        raise InputError(f"the authority {path} wants the columns id and name, or those of SSSOM; it has {', '.join(columns) or 'none'}")
    return [
        Entry(
            _iri(path, row[chosen["id"]]), name.strip(), _aliases(row.get(chosen["aliases"] or "")), row.get(columns.get("type", "")) or ""
        )
        for row in rows
        if (name := row[chosen["name"]] or "").strip()
    ]


def _iri(path: Path, value: str | None) -> str:
    if value is None or not value.strip().startswith(_SCHEMES):
        raise InputError(f"the authority {path} has an id that is no IRI: {value!r:.100}")
    return value.strip()


def _aliases(cell: str | None) -> tuple[str, ...]:
    for separator in _SEPARATORS:
        cell = (cell or "").replace(separator, "\n")
    return tuple(sorted({alias.strip() for alias in (cell or "").split("\n")} - {""}))


def _mappings(path: Path, text: str, rows: "csv.DictReader[str]") -> list[Entry]:
    """Return the rows of an SSSOM table; its prefixes stand in the `curie_map` of the comments above it."""
    prefixes = {"skos": _SKOS}
    for line in (line.lstrip("# ") for line in text.splitlines() if line.startswith("#")):
        prefix, _, address = line.partition(":")
        if address.strip().strip("'\"").startswith(_SCHEMES):
            prefixes[prefix.strip()] = address.strip().strip("'\"")

    def expand(curie: str | None) -> str:
        prefix, _, local = (curie or "").partition(":")
        return prefixes[prefix] + local if prefix in prefixes else _iri(path, curie)

    found = []
    for row in rows:
        predicate = expand(row.get("predicate_id") or "skos:closeMatch").removeprefix(_SKOS)
        try:
            score = float(row.get("confidence") or 1)
        except ValueError:
            raise InputError(f"the authority {path} has a confidence that is no number: {row['confidence']!r:.50}") from None
        if predicate in ("exactMatch", "closeMatch"):
            target, name = expand(row["object_id"]), row.get("object_label") or ""
            found.append(Entry(target, name, (), "", row.get("subject_label") or "", expand(row["subject_id"]), predicate, score))
    return found
