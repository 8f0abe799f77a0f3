"""The local RDF store: pyoxigraph on disk, made anew and swapped in whole; SPARQL 1.1, read-only, without a way out."""

__all__ = ["load", "protocol", "query"]

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError, UsageError
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node
from kg.rdf import PREFIXES, quads
from kg.stores.swap import replaced

if TYPE_CHECKING:
    from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples

Progress = Callable[[str, int], None]
_STEP = 100_000  # quads between two words of progress
_MESSAGE = 200  # characters; a syntax error lists every character that a name may have
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES = {"decimal": float, "double": float, "float": float, "gYear": int, "integer": int, "nonNegativeInteger": int}
# What stands in a query and is no keyword: strings, IRIs, escaped characters of names, comments, variables.
_OPAQUE = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n\r])*"|\'(?:\\.|[^\'\\\n\r])*\''
    r'|<[^<>"{}|^`\\\x00-\x20]*>|\\.|#[^\n\r]*|[?$]\w+',
    re.S,
)


def load(path: Path, nodes: Iterable[Node], edges: Iterable[Edge], base: str = DEFAULT_BASE, *, progress: Progress | None = None) -> None:
    """Make the store at `path`, a folder, hold exactly the quads of these nodes and edges.

    A crash leaves the old store, the new one or, between two renames, none. `progress` is told "quads" and how many there are.
    Raises StoreError where the folder cannot be written, and what `kg.rdf.quads` raises.
    """
    from pyoxigraph import Store

    with replaced(path) as new:
        store = Store(str(new))
        store.bulk_extend(_counted(quads(nodes, edges, base), progress or (lambda _stage, _number: None)))
        store.optimize()  # it is written once and read often: answers come several times faster
        store.flush()
        del store  # closes it


def _counted(found: "Iterator[Quad]", progress: Progress) -> "Iterator[Quad]":
    number = 0
    for number, quad in enumerate(found, 1):
        yield quad
        if number % _STEP == 0:
            progress("quads", number)
    progress("quads", number)


def query(path: Path, sparql: str, parameters: Mapping[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a SPARQL query over all graphs together, as plain Python values.

    What several papers state is found once for each. The usual prefixes need no declaration. A parameter `name` takes the place of
    what stands in the query's `VALUES ?_name { … }`, and `limit` of the number after LIMIT. Numbers and booleans come as Python's own,
    unbound variables as None, everything else as text. ASK gives one row with the column `answer`; CONSTRUCT and DESCRIBE give
    subject, predicate, object.

    Raises UsageError for a query that is wrong, writes, or asks other servers, StoreError where the store cannot be opened.
    """
    from pyoxigraph import QueryBoolean, QueryTriples

    with _evaluated(path, _bound(sparql, parameters or {})) as result:
        if isinstance(result, QueryBoolean):
            return ["answer"], [(bool(result),)]
        if isinstance(result, QueryTriples):
            return ["subject", "predicate", "object"], [tuple(map(_plain, (t.subject, t.predicate, t.object))) for t in result]
        names = [variable.value for variable in result.variables]
        return names, [tuple(_plain(solution[name]) for name in names) for solution in result]


def protocol(path: Path, sparql: str, accept: str) -> tuple[str, bytes]:
    """Return the content type and body that the SPARQL 1.1 Protocol wants for a query: JSON, XML, CSV or TSV; N-Triples or Turtle."""
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat

    with _evaluated(path, sparql) as result:
        if isinstance(result, QueryTriples):
            form = RdfFormat.TURTLE if "turtle" in accept else RdfFormat.N_TRIPLES
            return form.media_type, result.serialize(format=form) or b""
        forms = {"xml": QueryResultsFormat.XML, "csv": QueryResultsFormat.CSV, "tab-separated": QueryResultsFormat.TSV}
        if isinstance(result, QueryBoolean):
            del forms["csv"], forms["tab-separated"]  # which have no form for a yes or no
        results = next((form for name, form in forms.items() if name in accept), QueryResultsFormat.JSON)
        return results.media_type, result.serialize(format=results) or b""


@contextmanager
def _evaluated(path: Path, sparql: str) -> "Iterator[QuerySolutions | QueryBoolean | QueryTriples]":
    """Give the result of a query; what is wrong with it may show only while its rows are read."""
    from pyoxigraph import Store

    # The library has no switch for it, and takes a keyword without a space before it: so no trace of it may stand there.
    if "service" in _OPAQUE.sub(" ", sparql).lower():
        raise UsageError("SPARQL: SERVICE is refused: a query asks this store and no other server")
    try:
        store = Store.read_only(str(path))
    except (OSError, ValueError) as error:
        raise StoreError(f"cannot open the RDF store {path}: {_line(error)}") from error
    try:
        yield store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise UsageError(f"SPARQL: {_line(error)}") from error


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= _MESSAGE else f"{text[:_MESSAGE]}…"


def _bound(sparql: str, parameters: Mapping[str, Any]) -> str:
    """Return the query with values in the places of its parameters, written by the library as literals."""
    from pyoxigraph import Literal

    for name, value in parameters.items():
        place = r"(LIMIT )\d+()" if name == "limit" else rf"(VALUES \?_{re.escape(name)} {{)[^{{}}]*(}})"
        try:
            text = f"{value:d}" if name == "limit" else f" {Literal(value)} "
        except ValueError as error:
            raise UsageError(f"the parameter {name} cannot be {value!r:.100}: {error}") from None
        found = re.search(place, sparql)
        if not found:
            raise UsageError(f"the query has no place for the parameter {name!r}: VALUES ?_{name} {{ … }}")
        sparql = sparql[: found.end(1)] + text + sparql[found.start(2) :]
    return sparql


def _plain(term: Any) -> Any:
    """Return a term as a plain value; a literal that is not what its type says as its text."""
    if term is None or not hasattr(term, "datatype"):
        return getattr(term, "value", None)
    datatype = term.datatype.value.removeprefix(_XSD)
    if datatype == "boolean":
        return term.value in ("true", "1")
    try:
        return _TYPES.get(datatype, str)(term.value)
    except ValueError:
        return term.value
