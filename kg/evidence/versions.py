"""The versions from which the contents of a graph's folder were made; other versions make them stale.

A version is a hash of the files that decide an outcome, code and data alike, so nobody has to increment it.
"""

__all__ = [
    "GraphVersion",
    "Settings",
    "StoreVersion",
    "checks",
    "extraction",
    "graph",
    "grouping",
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

_COMMON = ("generated/vocabulary.py", "ids.py", "model", "names.py")
EXTRACTION = (*_COMMON, "extract")
RESOLUTION = (*_COMMON, "resolve")
GRAPH = (*_COMMON, "entries.py", "evidence", "graph")
STORES = ("graph/view.py", "rdf", "stores/rows.py")
GROUPING = ("ids.py", "evidence/agreement.py", "evidence/duplicates.py", "evidence/papers.py")
CHECKS = ("ids.py", "model", "evidence/codec.py", "evidence/storable.py")
_T = TypeVar("_T")
_ENDINGS = (".py", ".toml", ".tsv", ".npz", ".gz", ".sql", ".cypher", ".json", ".ttl", ".lock")


def _tuples(values: Iterable[Any]) -> Iterator[Any]:
    """Yield values with lists as tuples, which JSON does not have."""
    return (tuple(value) if isinstance(value, list) else value for value in values)


class Settings(NamedTuple):
    """The settings of a graph, which a run can change: the base IRI, the spaCy pipeline, and what the graph says of itself.

    `creators`, `license` and the others are as the user wrote them (see kg.describe.about).
    """

    base: str = DEFAULT_BASE
    language: str | None = None
    title: str = ""
    creators: tuple[str, ...] = ()
    license: str = ""
    version: str = ""

    def over(self, before: Self) -> Self:
        """Return these settings, with what they do not say of the graph as it was said before."""
        kept = {
            name: getattr(self, name) or getattr(before, name)
            for name in ("title", "creators", "license", "version")
        }
        return self._replace(**kept)

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote, also an older version of kg; None for anything else."""
        return _decoded(text, lambda value: cls(*_tuples(value)))


class GraphVersion(NamedTuple):
    """The evidence and code from which the tables of the graph were computed."""

    generation: int
    base: str
    resolution: str
    graph: str

    def difference(self, wanted: Self) -> str:
        """Describe why this version differs from the wanted one."""
        if self.generation != wanted.generation:
            return "papers or decisions have changed"
        if self.base != wanted.base:
            return "it has another base IRI"
        if self.resolution != wanted.resolution:
            return "names are resolved by other rules or tables now"
        return "another version of kg made it"

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote; None for anything else, such as an older format."""
        return _decoded(text, lambda value: cls(*value))


class StoreVersion(NamedTuple):
    """The graph that a store holds, and the code that wrote it."""

    graph: GraphVersion
    store: str

    def difference(self, wanted: Self) -> str:
        """Describe why this version differs from the wanted one."""
        return (
            self.graph.difference(wanted.graph)
            if self.graph != wanted.graph
            else "another version of kg made it"
        )

    def over(self, before: Self) -> Self:
        """Return these settings, with what they do not say of the graph as it was said before."""
        kept = {
            name: getattr(self, name) or getattr(before, name)
            for name in ("title", "creators", "license", "version")
        }
        return self._replace(**kept)

    @classmethod
    def from_json(cls, text: str | None) -> Self | None:
        """Return what `to_json` wrote, also an older version of kg; None for anything else."""
        return _decoded(text, lambda value: cls(GraphVersion(*value[0]), *value[1:]))


def to_json(version: tuple[object, ...]) -> str:
    """Return a version or settings as one line of JSON."""
    return json.dumps(version, ensure_ascii=False)


def _decoded(text: str | None, make: Callable[[Any], _T]) -> _T | None:
    try:
        return make(json.loads(text or ""))
    except (TypeError, ValueError, LookupError):
        return None


@cache
def extraction(model: str, other: str = "") -> str:
    """Return the version of extraction by a model: code, data, libraries, and that of an `other` spaCy pipeline.

    Equal versions give equal extractions of equal texts, so extractions can be reused. The weights of an
    encoder, which are large, count by their hashes in model.lock.
    """
    from importlib.metadata import version

    from kg import __version__

    names = ("spacy", "numpy") if model == "fast" else ("spacy", "numpy", "onnxruntime")
    libraries = [f"{name} {version(name)}" for name in names]
    return f"kg-{__version__}-{model}-{content_key(of_files(*EXTRACTION), *libraries, other)[:12]}"


@cache
def resolution() -> str:
    """Return the version of the code and tables that resolve names to concepts."""
    return of_files(*RESOLUTION)


@cache
def graph() -> str:
    """Return the version of the code that computes statements and evidence."""
    return of_files(*GRAPH)


@cache
def grouping() -> str:
    """Return the version of the code that groups records into papers."""
    return of_files(*GROUPING)


@cache
def checks() -> str:
    """Return the version of the code that checks extractions before they are kept."""
    return of_files(*CHECKS)


@cache
def store(module: str) -> str:
    """Return the version of a store's code, by module name; the module may belong to a plug-in."""
    from importlib.util import find_spec

    if module.startswith("kg."):
        path = module.removeprefix("kg.").replace(".", "/")
        return of_files(*_COMMON, *STORES, path if files("kg").joinpath(path).is_dir() else f"{path}.py")
    spec = find_spec(module)
    return (
        "" if spec is None or spec.origin is None else sha256(Path(spec.origin).read_bytes()).hexdigest()[:12]
    )


def of_files(*paths: str) -> str:
    """Return a hash of files and whole folders, by path within the package."""
    root = files("kg")
    lines = (
        f"{name} {sha256(file.read_bytes()).hexdigest()}"
        for path in paths
        for name, file in _walk(root.joinpath(path), path)
    )
    return content_key(*lines)[:12]


def _walk(path: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if path.is_dir():
        for inside in sorted(_known(path.iterdir()), key=lambda each: each.name):
            yield from _walk(inside, f"{name}/{inside.name}")
    else:
        yield name, path


def _known(paths: Iterable[Traversable]) -> Iterator[Traversable]:
    return (
        path
        for path in paths
        if path.name.endswith(_ENDINGS) or (path.is_dir() and path.name != "__pycache__")
    )
