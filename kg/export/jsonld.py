"""JSON-LD 1.1 with the context embedded: papers with what they say inside them, in the words of the context."""

__all__ = ["export"]

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO

import msgspec

from kg.export.options import DEFAULTS, Options
from kg.export.order import in_order
from kg.generated.vocabulary import NODE_CLASSES, ONTOLOGY
from kg.model import Edge, Node
from kg.rdf import PREFIXES, prefixed
from kg.rdf.factories import rows

_RDF = PREFIXES["rdf"]
_TYPE, _REST = f"{_RDF}type", f"{_RDF}rest"
_STRING = f"{PREFIXES['xsd']}string"
# What stands on its own, and is referred to from elsewhere.
_ROOTS = {ONTOLOGY + label for label in NODE_CLASSES if label != "Result"} | {
    f"{PREFIXES['skos']}ConceptScheme"
}

_Values = list[tuple[str, str]]  # the text of a literal and its datatype, or an IRI and nothing


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write one JSON-LD document, sorted by graph IRI and subject IRI.

    What is named once in a graph, such as a result or evidence, stands where it is named.
    """
    context = json.dumps(_context(), ensure_ascii=False, indent=1)
    stream.write(f'{{"@context": {context},\n"@graph": ['.encode())
    before = b"\n"
    quads = in_order(options.quads(rows(), nodes, edges, base, "jsonld"), 5)
    for name, same in groupby(quads, key=itemgetter(0)):
        graph = _Graph()
        for _, *triple in same:
            graph.add(*triple)
        for item in [{"@id": name, "@graph": list(graph.trees())}] if name else graph.trees():
            stream.write(before + msgspec.json.format(msgspec.json.encode(item), indent=1))
            before = b",\n"
    stream.write(b"\n]}\n")


class _Graph:
    """The triples of one graph by subject, added in order, and the trees that they make."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, _Values]] = {}
        self._sources: dict[tuple[str, str], list[str]] = defaultdict(list)  # by object and predicate
        self._seen: set[str] = set()

    def add(self, subject: str, predicate: str, value: str, datatype: str) -> None:
        """Add a triple."""
        self._of.setdefault(subject, {}).setdefault(predicate, []).append((value, datatype))
        if predicate in _inverses():
            self._sources[value, predicate].append(subject)

    def trees(self) -> Iterator[dict[str, Any]]:
        """Yield what stands on its own, each with what belongs to it inside; then what no other names."""
        roots = [subject for subject in self._of if self._is_root(subject)]
        self._seen |= set(roots)
        for subject in roots:
            yield self._tree(subject)
        named = {value for of in self._of.values() for values in of.values() for value, _ in values}
        for subject in sorted(self._of, key=lambda subject: subject in named):
            if subject not in self._seen:
                self._seen.add(subject)
                yield self._tree(subject)

    def _is_root(self, subject: str) -> bool:
        return any(value in _ROOTS for value, _ in self._of[subject].get(_TYPE, ()))

    def _tree(self, subject: str, known: str = "") -> dict[str, Any]:
        """Return a subject with its properties, except the `known` one, by which it was reached."""
        tree: dict[str, Any] = {"@id": subject}
        for predicate, values in self._of[subject].items():
            if predicate == _TYPE:
                tree["@type"] = _one_or_all([_class(value) for value, _ in values])
            elif predicate != known:
                for name, value in (self._value(predicate, *each) for each in values):
                    tree.setdefault(name, []).append(value)
        for predicate, inverse in _inverses().items():
            new = [
                source for source in self._sources.get((subject, predicate), ()) if source not in self._seen
            ]
            self._seen.update(new)
            if new:
                tree[inverse] = [self._tree(source, predicate) for source in new]
        return {
            name: _one_or_all(value) if isinstance(value, list) else value for name, value in tree.items()
        }

    def _value(self, predicate: str, value: str, datatype: str) -> tuple[str, Any]:
        """Return the name of a property, and a value as that name wants it."""
        name, wanted = _term(predicate, datatype or "@id")
        if datatype:
            plain = wanted == datatype
            return name, value if plain else {"@value": value, "@type": prefixed(datatype)}
        inside = value in self._of and value not in self._seen and predicate != _REST  # a list may be long
        if inside:
            self._seen.add(value)
            return name, self._tree(value)
        return name, value if wanted == "@id" else {"@id": value}


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


@cache
def _context() -> dict[str, Any]:
    text = files("kg.generated").joinpath("context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    return context


@cache
def _inverses() -> dict[str, str]:
    """Return the predicates that have a term which goes the other way, with that term."""
    terms = ((name, term) for name, term in _context().items() if isinstance(term, dict))
    return {_expanded(term["@reverse"]): name for name, term in terms if "@reverse" in term}


@cache
def _terms() -> dict[str, list[tuple[str, str]]]:
    """Return the terms of the context by IRI, each with the type that it gives to values."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, term in _context().items():
        if isinstance(term, dict) and "@id" in term:
            datatype = term["@type"]
            found[_expanded(term["@id"])].append(
                (name, datatype if datatype == "@id" else _expanded(datatype))
            )
        elif isinstance(term, str) and ":" in term and not term.endswith(("/", "#")):
            found[_expanded(term)].append((name, _STRING))
    return found


@cache
def _term(predicate: str, datatype: str) -> tuple[str, str]:
    """Return the term for a predicate that gives this type to values, or any other name, and the type that it gives."""
    terms = _terms().get(predicate, [(prefixed(predicate), _STRING)])
    return next((term for term in terms if term[1] == datatype), terms[0])


@cache
def _class(iri: str) -> str:
    return _terms().get(iri, [(prefixed(iri), "")])[0][0]


def _expanded(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return f"{PREFIXES[prefix]}{local}" if prefix in PREFIXES else curie
