"""Nodes and edges as rows that a store takes: values in the order of the schema, each checked, with a hash of all of them."""

__all__ = ["Row", "Stored", "columns", "digest", "row"]

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

import msgspec

from kg.errors import StoreRejected, unknown_name
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node

Stored = str | int | float | bool | list[str] | None
_KINDS: dict[str, Any] = {
    "string": str,
    "strings": list[str],
    "integer": Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    "decimal": float,
    "boolean": bool,
}


class Row(NamedTuple):
    """A node or an edge as a store takes it.

    `group` is (label,) or (type, label of the source, label of the target), `key` the IRI or the edge's key, `ends` the IRIs of source
    and target. `values` stand in the order of `columns(group)`; what is absent is None, and so is an empty list, for which neither
    RDF nor Neo4j's import has a form. `hash` depends on all of this, `size` is its number of bytes; `changed` says that the store
    holds the row with other content.
    """

    group: tuple[str, ...]
    key: str
    ends: tuple[str, ...]
    values: tuple[Stored, ...]
    hash: str
    size: int = 0
    changed: bool = False

    @property
    def properties(self) -> dict[str, Stored]:
        """The properties that have a value, and the hash."""
        named = zip(columns(self.group), self.values, strict=True)
        return {**{name: value for name, value in named if value is not None}, "hash": self.hash}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a row of a group looks like."""

    group: tuple[str, ...]
    kinds: dict[str, str]
    names: tuple[str, ...]
    identity: int
    lists: bool
    type: type[msgspec.Struct]


def columns(group: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the properties of a row's group, in the order of its values."""
    return _shape(group).names


def row(thing: Node | Edge) -> Row:
    """Return the row of a node or an edge.

    Raises StoreRejected for a label, type or property that the schema does not have, for a value that is not of its
    type, and for text that UTF-8 cannot express (a lone surrogate).
    """
    if isinstance(thing, Node):
        ends: tuple[str, ...] = ()
        shape, key = _shape((thing.label,)), thing.iri
    else:
        source, target = thing.source, thing.target
        shape, key, ends = _shape((thing.type, source.label, target.label)), thing.key, (source.iri, target.iri)
    given = thing.properties
    if not given.keys() <= shape.kinds.keys():
        unknown = min(given.keys() - shape.kinds.keys())
        raise StoreRejected(str(unknown_name(f"property of {shape.group[0]}", unknown, shape.kinds)))
    found = [given.get(name) for name in shape.names]
    found[shape.identity] = key
    try:
        values = msgspec.structs.astuple(msgspec.convert(found, shape.type))
        if shape.lists:
            values = tuple(None if value == [] else value for value in values)
        content = msgspec.msgpack.encode((shape.group, ends, values))
    except (msgspec.ValidationError, UnicodeEncodeError):
        raise StoreRejected(_fault(shape, dict(zip(shape.names, found, strict=True)), ends)) from None
    return Row(shape.group, key, ends, values, hashlib.sha256(content).hexdigest()[:32], len(content))


def _fault(shape: _Shape, given: Mapping[str, Any], ends: tuple[str, ...]) -> str:
    """Return what is wrong with a row."""
    for name, value in given.items():
        try:
            msgspec.convert(value, _KINDS[shape.kinds[name]] | None)
            msgspec.msgpack.encode(value)
        except msgspec.ValidationError:
            return f"{name} is {value!r:.100} and not of type {shape.kinds[name]}"
        except UnicodeEncodeError as error:
            return f"{name} has a lone surrogate at character {error.start}"
    return f"the end of an edge is not text that UTF-8 can express: {ends!r:.200}"


@cache
def _shape(group: tuple[str, ...]) -> _Shape:
    """Return the shape of a group; StoreRejected for one that the schema does not have."""
    name, *pair = group
    if pair:
        if name not in EDGES:
            raise StoreRejected(str(unknown_name("edge type", name, EDGES)))
        if tuple(pair) not in EDGES[name].pairs:
            raise StoreRejected(f"{name} does not lead from {pair[0]} to {pair[1]}")
        kinds, identity = EDGES[name].properties, "key"
    else:
        if name not in NODE_PROPERTIES:
            raise StoreRejected(str(unknown_name("label", name, NODE_PROPERTIES)))
        kinds, identity = NODE_PROPERTIES[name], "iri"
    names = tuple(kinds)
    fields = [(name, _KINDS[kind] | None) for name, kind in kinds.items()]
    type_ = msgspec.defstruct("-".join(group), fields, array_like=True, gc=False)
    return _Shape(group, kinds, names, names.index(identity), "strings" in kinds.values(), type_)


def digest(nodes: Iterable[tuple[str, str]], edges: Iterable[tuple[str, str]]) -> tuple[int, int, str]:
    """Return the numbers of nodes and edges and a digest of them, from (IRI, hash) and (key, hash) in any order."""
    hashed, counts = hashlib.sha256(), []
    for pairs in (nodes, edges):
        parts = sorted(f"{content}{len(key)}:{key}" for key, content in pairs)
        counts.append(len(parts))
        hashed.update(b"%d:" % len(parts))
        for part in parts:
            hashed.update(part.encode())
    return counts[0], counts[1], hashed.hexdigest()
