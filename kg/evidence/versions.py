"""What everything in a graph's folder was made from, and by which version of kg: what another version made is made again.

A version is a hash of the files that decide an outcome, code and tables alike, so that nobody has to remember to count it up.
"""

__all__ = [
    "GraphVersion",
    "Settings",
    "StoreVersion",
    "checks",
    "extraction",
    "graph",
    "of_files",
    "resolution",
    "store",
    "to_json",
]

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

from kg.ids import DEFAULT_BASE, content_key

_COMMON = ("generated", "ids.py", "model", "names.py")
EXTRACTION = (*_COMMON, "extract")
RESOLUTION = (*_COMMON, "resolve")
GRAPH = (*_COMMON, "entries.py", "evidence", "graph")
STORES = ("graph/view.py", "rdf.py", "stores/rows.py")
CHECKS = ("ids.py", "model", "evidence/codec.py", "evidence/storable.py")
_T = TypeVar("_T")
_ENDINGS = (".py", ".toml", ".tsv", ".npz", ".gz", ".sql", ".cypher", ".json", ".ttl")


class Settings(NamedTuple):
    """What a graph is made with, unless a run says otherwise: the base of its IRIs, and a spaCy pipeline that is not ours."""

    base: str = DEFAULT_BASE
    language: str | None = None

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote; None for anything else."""
        return _decoded(text, lambda value: cls(*value))


class GraphVersion(NamedTuple):
    """What the tables of the graph were computed from, and by which code."""

    generation: int
    base: str
    resolution: str
    graph: str

    def difference(self, wanted: Self) -> str:
        """Return why this is not what is wanted, in a few words."""
        if self.generation != wanted.generation:
            return "papers or decisions have changed"
        if self.base != wanted.base:
            return "it has another base IRI"
        if self.resolution != wanted.resolution:
            return "names are resolved by other rules or tables now"
        return "another version of kg made it"

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote; None for anything else, such as an older form."""
        return _decoded(text, lambda value: cls(*value))


class StoreVersion(NamedTuple):
    """The graph that a store holds, and the code that wrote it."""

    graph: GraphVersion
    store: str

    def difference(self, wanted: Self) -> str:
        """Return why this is not what is wanted, in a few words."""
        return self.graph.difference(wanted.graph) if self.graph != wanted.graph else "another version of kg made it"

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote; None for anything else."""
        return _decoded(text, lambda value: cls(GraphVersion(*value[0]), *value[1:]))


def to_json(version: tuple[object, ...]) -> str:
    """Return a version or settings as a line."""
    return json.dumps(version, ensure_ascii=False)


def _decoded(text: str | None, make: Callable[[Any], _T]) -> _T | None:
    try:
        return make(json.loads(text or ""))
    except (TypeError, ValueError, LookupError):
        return None


@cache
def extraction(other: str = "") -> str:
    """Return the version of what decides an extraction: code, rules, lexicons, weights, the libraries, and the `other` pipeline's own.

    Two equal versions give equal extractions of equal texts, so what was extracted before need not be again.
    """
    from importlib.metadata import version

    from kg import __version__

    libraries = [f"{name} {version(name)}" for name in ("spacy", "numpy")]
    return f"kg-{__version__}-{content_key(of_files(*EXTRACTION), *libraries, other)[:12]}"


@cache
def resolution() -> str:
    """Return the version of what decides which names are one concept: code and tables."""
    return of_files(*RESOLUTION)


@cache
def graph() -> str:
    """Return the version of the code that computes statements and evidence."""
    return of_files(*GRAPH)


@cache
def checks() -> str:
    """Return the version of what says which extractions can be kept."""
    return of_files(*CHECKS)


@cache
def store(module: str) -> str:
    """Return the version of a store's code, ours or another's, by the name of its module."""
    from importlib.util import find_spec

    if module.startswith("kg."):
        place = module.removeprefix("kg.").replace(".", "/")
        return of_files(*_COMMON, *STORES, place if files("kg").joinpath(place).is_dir() else f"{place}.py")
    spec = find_spec(module)
    return "" if spec is None or spec.origin is None else sha256(Path(spec.origin).read_bytes()).hexdigest()[:12]


def of_files(*places: str) -> str:
    """Return a hash of the files at places within the package, folders with all that is in them."""
    root = files("kg")
    lines = (f"{name} {sha256(file.read_bytes()).hexdigest()}" for place in places for name, file in _walk(root.joinpath(place), place))
    return content_key(*lines)[:12]


def _walk(place: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_dir():
        for inside in sorted(_known(place.iterdir()), key=lambda each: each.name):
            yield from _walk(inside, f"{name}/{inside.name}")
    else:
        yield name, place


def _known(places: Iterable[Traversable]) -> Iterator[Traversable]:
    return (place for place in places if place.name.endswith(_ENDINGS) or (place.is_dir() and place.name != "__pycache__"))
