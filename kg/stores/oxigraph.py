"""The local RDF store: pyoxigraph on disk, made anew and swapped in whole; SPARQL 1.1, read-only."""

__all__ = ["load", "protocol", "query"]

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError, UsageError
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node
from kg.rdf import PREFIXES, quads
from kg.stores.swap import replaced

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

_QUOTED = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|#[^\n]*")
_FEDERATED = re.compile(r"\bSERVICE\b", re.IGNORECASE)
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {"integer": int, "nonNegativeInteger": int, "gYear": int, "decimal": float, "double": float, "float": float}


def load(path: Path, nodes: Iterable[Node], edges: Iterable[Edge], base: str = DEFAULT_BASE) -> None:
    """Make the store at `path` hold exactly the quads of these nodes and edges; a crash leaves the old store, the new one or none."""
    from pyoxigraph import Store

    with replaced(path) as new:
        store = Store(str(new))
        store.bulk_extend(quads(nodes, edges, base))
        store.flush()
        del store


def query(path: Path, sparql: str, parameters: Mapping[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a SPARQL query over all graphs together, as plain Python values.

    The usual prefixes need no declaration; `parameters` are bound to the variables of their names, as inline data. An ASK gives
    one row with the column `answer`; CONSTRUCT and DESCRIBE give subject, predicate, object. UsageError for a query that is wrong,
    writes, or asks other servers.
    """
    from pyoxigraph import QueryBoolean, QueryTriples

    result = _evaluate(path, sparql, parameters or {})
    if isinstance(result, QueryBoolean):
        return ["answer"], [(bool(result),)]
    if isinstance(result, QueryTriples):
        return ["subject", "predicate", "object"], [tuple(map(_plain, (t.subject, t.predicate, t.object))) for t in result]
    names = [variable.value for variable in result.variables]
    return names, [tuple(_plain(solution[name]) for name in names) for solution in result]


def protocol(path: Path, sparql: str, accept: str) -> tuple[str, bytes]:
    """Return the content type and body that the SPARQL 1.1 Protocol wants for a query: JSON, XML, CSV or TSV; N-Triples or Turtle."""
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

    result = _evaluate(path, sparql, {})
    if isinstance(result, QueryTriples):
        form = RdfFormat.TURTLE if "turtle" in accept else RdfFormat.N_TRIPLES
        return form.media_type, result.serialize(format=form) or b""
    wanted = next((f for f in ("xml", "csv", "tab-separated") if f in accept), "json")
    forms = {
        "xml": QueryResultsFormat.XML,
        "csv": QueryResultsFormat.CSV,
        "tab-separated": QueryResultsFormat.TSV,
        "json": QueryResultsFormat.JSON,
    }
    return forms[wanted].media_type, result.serialize(format=forms[wanted]) or b""


def _evaluate(path: Path, sparql: str, parameters: Mapping[str, Any]) -> "QuerySolutions | QueryBoolean | QueryTriples":
    from pyoxigraph import Store

    if _FEDERATED.search(_QUOTED.sub(" ", sparql)):
        raise UsageError("SPARQL: SERVICE asks another server, which kg never does")
    try:
        store = Store.read_only(str(path))
    except (OSError, ValueError) as error:
        raise StoreError(f"cannot open the RDF store {path}: {error}") from error
    try:
        return store.query(_bound(sparql, parameters), prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise UsageError(f"SPARQL: {' '.join(str(error).split())}") from error
    except (ValueError, OSError, RuntimeError) as error:
        raise UsageError(f"SPARQL: {' '.join(str(error).split())}") from error


def _bound(sparql: str, parameters: Mapping[str, Any]) -> str:
    """Return the query with its parameters as inline data in the place of its line `# parameters`.

    Values are written by the library's own literals, which escape them. Its substitutions reach only variables that are selected.
    """
    from pyoxigraph import Literal

    values = " ".join(f"VALUES ?{name} {{ {Literal(value)} }}" for name, value in sorted(parameters.items()))
    return sparql.replace("# parameters", values, 1) if parameters else sparql


def _plain(term: Any) -> Any:
    """Return a term as a plain value: numbers and booleans by their type, everything else as text."""
    if term is None or not hasattr(term, "datatype"):
        return getattr(term, "value", None)
    datatype = term.datatype.value.removeprefix(_XSD)
    if datatype == "boolean":
        return term.value in ("true", "1")
    return _NUMBERS.get(datatype, str)(term.value)
