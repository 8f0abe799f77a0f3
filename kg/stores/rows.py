"""Turn nodes and edges into rows for a store: checked values in schema order, with a content hash."""

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
_PYTHON_TYPES: dict[str, Any] = {
    "string": str,
    "strings": list[str],
    "integer": Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)],
    "decimal": float,
    "boolean": bool,
}


class Row(NamedTuple):
    """A node or an edge in the form that a store writes.

    `group` is (label,) or (type, source label, target label), `key` the IRI or the edge's key, `ends` the
    IRIs of source and target. `values` are in the order of `columns(group)`; absent values are None, and so
    are empty lists, which neither RDF nor Neo4j's import can express. `hash` covers all of these; `size` is
    in bytes; `changed` says that the store holds the row with other content.
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
    """The shape of the rows of a group."""

    group: tuple[str, ...]
    types: dict[str, str]
    names: tuple[str, ...]
    key_index: int
    lists: bool
    type: type[msgspec.Struct]


def columns(group: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the properties of a row's group, in the order of its values."""
    return _shape(group).names


def row(thing: Node | Edge) -> Row:
    """Return the row of a node or an edge.

    Raises StoreRejected for an unknown label, type or property, for a value of the wrong type, and for text
    that UTF-8 cannot encode (a lone surrogate).
    """
    if isinstance(thing, Node):
        ends: tuple[str, ...] = ()
        shape, key = _shape((thing.label,)), thing.iri
    else:
        source, target = thing.source, thing.target
        shape, key, ends = (
            _shape((thing.type, source.label, target.label)),
            thing.key,
            (source.iri, target.iri),
        )
    properties = thing.properties
    if not properties.keys() <= shape.types.keys():
        unknown = min(properties.keys() - shape.types.keys())
        raise StoreRejected(str(unknown_name(f"property of {shape.group[0]}", unknown, shape.types)))
    raw = [properties.get(name) for name in shape.names]
    raw[shape.key_index] = key
    try:
        values = msgspec.structs.astuple(msgspec.convert(raw, shape.type))
        if shape.lists:
            values = tuple(None if value == [] else value for value in values)
        content = msgspec.msgpack.encode((shape.group, ends, values))
    except (msgspec.ValidationError, UnicodeEncodeError):
        raise StoreRejected(_fault(shape, dict(zip(shape.names, raw, strict=True)), ends)) from None
    return Row(shape.group, key, ends, values, hashlib.sha256(content).hexdigest()[:32], len(content))


def _fault(shape: _Shape, raw: Mapping[str, Any], ends: tuple[str, ...]) -> str:
    """Return what is wrong with a row."""
    for name, value in raw.items():
        try:
            msgspec.convert(value, _PYTHON_TYPES[shape.types[name]] | None)
            msgspec.msgpack.encode(value)
        except msgspec.ValidationError:
            return f"{name} is {value!r:.100}, which is not of type {shape.types[name]}"
        except UnicodeEncodeError as error:
            return f"{name} has a lone surrogate at character {error.start}"
    return f"an end of an edge is not text that UTF-8 can encode: {ends!r:.200}"


@cache
def _shape(group: tuple[str, ...]) -> _Shape:
    """Return the shape of a group; StoreRejected for one that the schema does not have."""
    name, *pair = group
    if pair:
        if name not in EDGES:
            raise StoreRejected(str(unknown_name("edge type", name, EDGES)))
        if tuple(pair) not in EDGES[name].pairs:
            raise StoreRejected(f"{name} does not go from {pair[0]} to {pair[1]}")
        types, key_name = EDGES[name].properties, "key"
    else:
        if name not in NODE_PROPERTIES:
            raise StoreRejected(str(unknown_name("label", name, NODE_PROPERTIES)))
        types, key_name = NODE_PROPERTIES[name], "iri"
    names = tuple(types)
    fields = [(name, _PYTHON_TYPES[type_] | None) for name, type_ in types.items()]
    struct = msgspec.defstruct("-".join(group), fields, array_like=True, gc=False)
    return _Shape(group, types, names, names.index(key_name), "strings" in types.values(), struct)


def digest(nodes: Iterable[tuple[str, str]], edges: Iterable[tuple[str, str]]) -> tuple[int, int, str]:
    """Return the numbers of nodes and edges and a digest, from (key, hash) pairs in any order."""
    hashed, counts = hashlib.sha256(), []
    for pairs in (nodes, edges):
        parts = sorted(f"{content}{len(key)}:{key}" for key, content in pairs)
        counts.append(len(parts))
        hashed.update(b"%d:" % len(parts))
        for part in parts:
            hashed.update(part.encode())
    return counts[0], counts[1], hashed.hexdigest()
