"""Authority files in RDF: SKOS, RDFS and schema.org labels, in any syntax."""

__all__ = ["entries"]

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.entries import MAX_NAMES, fault
from kg.model import AuthorityEntry
from kg.resolve import jsonld
from kg.resolve.nesting import check_brackets, check_elements

if TYPE_CHECKING:
    from pyoxigraph import Triple

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NAMES = (_SKOS + "prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "https://schema.org/name")
_OTHER_NAMES = (_SKOS + "altLabel", _SKOS + "hiddenLabel")
_MAX_JSON = 50_000_000  # bytes; the parser takes up to forty times as much memory


def entries(data: bytes, syntax: str) -> Iterator[AuthorityEntry]:
    """Yield an entry for each IRI with a name in English or without a language, by IRI.

    `syntax` is a file ending.

    Raises SyntaxError, MemoryError or ValueError for invalid data.
    """
    from pyoxigraph import Literal, NamedNode, RdfFormat, parse

    _check(data, syntax)
    names: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    count = 0
    triple: Triple | Any
    parsed = (
        jsonld.quads(data)
        if syntax == "jsonld"
        else parse(input=_Stream(data), format=RdfFormat.from_extension(syntax))
    )
    for triple in parsed:
        subject, predicate, text = triple.subject, triple.predicate.value, triple.object
        kept = names if predicate in _NAMES else others if predicate in _OTHER_NAMES else None
        if kept is None or not isinstance(subject, NamedNode) or not isinstance(text, Literal):
            continue
        if (text.language or "en").split("-")[0].lower() == "en" and (name := " ".join(text.value.split())):
            kept[subject.value].add(name)
            count += 1
            if count > MAX_NAMES:
                raise ValueError(f"more than {MAX_NAMES} names")
    if not names:
        raise ValueError("no skos:prefLabel or rdfs:label in English or without a language")
    for iri in sorted(names):
        name = min(names[iri], key=lambda known: (len(known), known))
        entry = AuthorityEntry(iri, name, tuple(sorted((names[iri] | others.get(iri, set())) - {name})))
        if reason := fault(entry):
            raise ValueError(f"<{iri:.100}>: {reason}")
        yield entry


def _check(data: bytes, syntax: str) -> None:
    """Raise ValueError or SyntaxError for data that would exhaust the memory or stack of the parser."""
    if syntax == "rdf":
        check_elements(data)
        return
    if syntax == "jsonld" and len(data) > _MAX_JSON:
        raise ValueError(f"{len(data)} bytes of JSON-LD, more than {_MAX_JSON}: convert it to N-Triples")
    check_brackets(data, syntax)


class _Stream(io.BytesIO):
    """Bytes for the parser.

    Read through a Python method, so that interrupts are handled between two reads.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        return super().read(size)
