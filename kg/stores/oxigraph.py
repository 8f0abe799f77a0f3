"""The local RDF store: pyoxigraph on disk, made anew and swapped in whole; SPARQL 1.1, read-only, without a way out."""

__all__ = ["Reader", "load", "query"]

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kg.errors import NotAcceptable, StoreError, UsageError
from kg.files import replaced
from kg.ids import DEFAULT_BASE
from kg.rdf import PREFIXES, quads
from kg.stores.accept import preferred

if TYPE_CHECKING:
    from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples

    from kg.model import Edge, Node

Progress = Callable[[str, int], None]
Rows = Iterator[tuple[Any, ...]]
_STEP = 100_000  # quads between two words of progress
_MESSAGE = 200  # characters; a syntax error lists every character that a name may have
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES = {"decimal": float, "double": float, "float": float, "gYear": int, "integer": int, "nonNegativeInteger": int}
# What stands in a query and is no keyword: strings, IRIs, escaped characters of names, comments, variables.
_OPAQUE = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n\r])*"|\'(?:\\.|[^\'\\\n\r])*\''
    r'|<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>|\\.|#[^\n\r]*|[?$]\w+',
    re.S,
)


def load(
    path: Path,
    nodes: "Iterable[Node]",
    edges: "Iterable[Edge]",
    *,
    base: str = DEFAULT_BASE,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> None:
    """Make the store at `path`, a folder, hold exactly the quads of these nodes and edges.

    A crash leaves the old store, the new one or, between two renames, none. It is always rebuilt as a whole; `progress` is told
    "quads" and how many there are.
    Raises StoreError where the folder cannot be written, and what `kg.rdf.quads` raises.
    """
    del rebuild
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


class Reader:
    """The store, opened to be asked in the process that it is opened in."""

    READS_FILES = True  # RocksDB may open its own only when a query comes to them

    def __init__(self, path: Path | str, memory: int = 0) -> None:  # noqa: ARG002 - it has no pool of its own
        """Open the store; StoreError where that cannot be done."""
        from pyoxigraph import Store

        try:
            self._store = Store.read_only(str(path))
        except (OSError, ValueError) as error:
            raise StoreError(f"cannot open the RDF store {path}: {_line(error)}") from error

    def close(self) -> None:
        """Give the files back."""
        del self._store

    def warm(self) -> None:
        """Do once whatever loads parts of Python or of the database."""
        list(self.query("SELECT * { ?s ?p ?o . OPTIONAL { ?o ?q 1.5, true } } LIMIT 1", {})[1])
        self.serialized("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "*/*")[1](io.BytesIO())
        with suppress(UsageError):
            self.query("SELECT", {})

    def query(self, sparql: str, parameters: Mapping[str, Any], limit: int | None = None) -> tuple[list[str], Rows]:
        """Return the columns, and the first `limit` rows as they are found, of a query over all graphs together, as plain Python values.

        What several papers state is found once for each. The usual prefixes need no declaration. A parameter `name` takes the place of
        what stands in the query's `VALUES ?_name { … }`, and `limit` of the number after LIMIT. Numbers and booleans come as Python's
        own, unbound variables as None, everything else as text. ASK gives one row with the column `answer`; CONSTRUCT and DESCRIBE give
        subject, predicate, object.

        Raises UsageError for a query that is wrong, writes, or asks other servers; what is wrong may show only while rows are read.
        """
        from pyoxigraph import QueryBoolean, QueryTriples

        result = self._evaluated(_bound(sparql, parameters))
        if isinstance(result, QueryBoolean):
            return ["answer"], islice(iter([(bool(result),)]), limit)
        if isinstance(result, QueryTriples):
            triples = ((each.subject, each.predicate, each.object) for each in result)
            return ["subject", "predicate", "object"], islice(_plain_rows(triples), limit)
        names = [variable.value for variable in result.variables]
        return names, islice(_plain_rows(tuple(found[name] for name in names) for found in result), limit)

    def serialized(
        self,
        sparql: str,
        accept: str,
        limit: int | None = None,  # noqa: ARG002 - no form of an answer has a place to say that there is more
    ) -> tuple[str, Callable[[IO[bytes]], None]]:
        """Return the media type of an answer in the SPARQL 1.1 Protocol and what writes it, which raises what `query` does.

        The type is the one that `accept`, an Accept header, prefers of those that this kind of answer has; NotAcceptable for none.
        """
        result = self._evaluated(sparql)
        forms = _forms(result)
        kind = preferred(accept, forms)
        if kind is None:
            raise NotAcceptable(f"SPARQL: this answer comes as {', '.join(forms)}")

        def write(stream: IO[bytes]) -> None:
            with _ours():
                result.serialize(stream, forms[kind])

        media_type = forms[kind].media_type
        return media_type if media_type.startswith(kind) else kind, write

    def _evaluated(self, sparql: str) -> "QuerySolutions | QueryBoolean | QueryTriples":
        # The library has no switch for it, and takes a keyword without a space before it: so no trace of it may stand there.
        # What a query cannot do is settled by kg.query.sandbox; this is for the message.
        if any("service" in _OPAQUE.sub(" ", text).lower() for text in (sparql, _unescaped(sparql))):
            raise UsageError("SPARQL: SERVICE is refused: a query asks this store and no other server")
        with _ours():
            return self._store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)


def query(path: Path, sparql: str, parameters: Mapping[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a query of our own, found in this process; one that somebody gives belongs into kg.query.process.

    Raises what Reader does.
    """
    columns, rows = Reader(path).query(sparql, parameters or {})
    return columns, list(rows)


def _forms(result: Any) -> dict[str, Any]:
    """Return the forms that a kind of answer has, by media type, the usual one first."""
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat

    if isinstance(result, QueryTriples):
        triples = (RdfFormat.N_TRIPLES, RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD)
        return {form.media_type: form for form in triples}
    plain = (QueryResultsFormat.CSV, QueryResultsFormat.TSV)  # which have no form for a yes or no
    rows = (QueryResultsFormat.JSON, QueryResultsFormat.XML, *(() if isinstance(result, QueryBoolean) else plain))
    return {**{form.media_type.partition(";")[0]: form for form in rows}, "application/json": QueryResultsFormat.JSON}


def _unescaped(sparql: str) -> str:
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U0{0,2}([0-9A-Fa-f]{6})", lambda found: _character(found[1] or found[2]), sparql)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number <= sys.maxunicode else " "


@contextmanager
def _ours() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
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


def _plain_rows(rows: Iterable[tuple[Any, ...]]) -> Rows:
    with _ours():
        for row in rows:
            yield tuple(map(_plain, row))


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
