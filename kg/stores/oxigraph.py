"""The local RDF store: pyoxigraph on disk, always rebuilt; SPARQL 1.1, read-only, without SERVICE."""

__all__ = ["Reader", "load", "query"]

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.errors import KgError, NotAcceptable, StoreError, UsageError
from kg.files import replaced
from kg.ids import DEFAULT_BASE
from kg.rdf import PREFIXES, quads, write_triples
from kg.stores.accept import preferred
from kg.stores.syntax import explained
from kg.stores.terms import has_dataset

if TYPE_CHECKING:
    from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

    from kg.model import Edge, Link, Node

Progress = Callable[[str, int], None]
Rows = Iterator[tuple[Any, ...]]
_STEP = 100_000  # quads between two calls of progress
_MESSAGE = 200  # characters; a syntax error lists every character that a name may have
# Our queries mark the groups that are about one paper, so that they can be asked of triples without graphs too.
_OF_ONE_PAPER = re.compile(r"\{ # GRAPH (\?\w+)$", re.M)
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES = {
    "decimal": float,
    "double": float,
    "float": float,
    "gYear": int,
    "integer": int,
    "nonNegativeInteger": int,
}
# Parts of a query without keywords: strings, IRIs, escaped characters in names, comments, variables.
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
    links: "Iterable[Link]" = (),
) -> None:
    """Make the store at `path`, a folder, hold exactly the quads of these nodes, edges and links.

    A crash leaves the old store, the new one or, between two renames, none. The store is always rebuilt;
    `progress` is called with "quads" and their number. Raises StoreError where the folder cannot be written,
    and what `kg.rdf.quads` raises.
    """
    del rebuild
    from pyoxigraph import Store

    with replaced(path) as new:
        store = Store(str(new))
        store.bulk_extend(
            _with_progress(quads(nodes, edges, base, links=links), progress or (lambda _stage, _number: None))
        )
        store.optimize()  # written once, read often: queries run several times faster
        store.flush()
        del store  # closes it


def _with_progress(all_quads: "Iterator[Quad]", progress: Progress) -> "Iterator[Quad]":
    number = 0
    for number, quad in enumerate(all_quads, 1):
        yield quad
        if number % _STEP == 0:
            progress("quads", number)
    progress("quads", number)


class Reader:
    """The store, opened for queries in this process."""

    READS_FILES = True  # RocksDB opens its files when a query needs them

    def __init__(self, path: Path | str, memory: int = 0) -> None:  # noqa: ARG002 - the library has no such setting
        """Open the store; raise StoreError where it cannot be opened."""
        from pyoxigraph import Store

        try:
            self._store = Store.read_only(str(path))
        except (OSError, ValueError) as error:
            raise StoreError(f"cannot open the RDF store {path}: {_line(str(error))}") from error

    def close(self) -> None:
        """Close the files."""
        del self._store

    def warm(self) -> None:
        """Trigger all lazy imports of Python and of the database."""
        list(self.query("SELECT * { ?s ?p ?o . OPTIONAL { ?o ?q 1.5, true } } LIMIT 1", {})[1])
        self.serialized("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "*/*")[1](io.BytesIO())
        with suppress(UsageError):
            self.query("SELECT", {})

    def query(
        self, sparql: str, parameters: Mapping[str, Any], limit: int | None = None
    ) -> tuple[list[str], Rows]:
        """Return the columns of a query over the union of all graphs, or those of its FROM, and its first `limit` rows.

        A triple that several papers state matches once for each. The usual prefixes need no declaration. A
        parameter `name` replaces the content of `VALUES ?_name { … }`, and `limit` the number after LIMIT.
        Numbers and booleans become Python's own, unbound variables None, everything else text. ASK returns
        one row with the column `answer`; CONSTRUCT and DESCRIBE return subject, predicate, object.

        Raises UsageError for a query that is wrong, writes, or asks other servers, in some cases only while
        rows are read.
        """
        from pyoxigraph import QueryBoolean, QueryTriples

        result = self._evaluate(_OF_ONE_PAPER.sub(r"GRAPH \1 {", _bind(sparql, parameters)))
        if isinstance(result, QueryBoolean):
            return ["answer"], islice(iter([(bool(result),)]), limit)
        if isinstance(result, QueryTriples):
            triples = ((triple.subject, triple.predicate, triple.object) for triple in result)
            return ["subject", "predicate", "object"], islice(_plain_rows(triples), limit)
        names = [variable.value for variable in result.variables]
        return names, islice(
            _plain_rows(tuple(solution[name] for name in names) for solution in result), limit
        )

    def serialized(
        self,
        sparql: str,
        accept: str,
        limit: int | None = None,  # noqa: ARG002 - no result format can say that there are more rows
        dataset: Mapping[str, Iterable[str]] | None = None,
    ) -> tuple[str, Callable[[BinaryIO], None]]:
        """Return the media type of a SPARQL 1.1 Protocol answer and a function that writes it.

        The type is the one that `accept`, an Accept header, prefers of those for this form of query. `dataset` has
        the IRIs of the graphs that are asked, "default" and "named" ones, whatever the query says. Raises
        NotAcceptable for none; the function raises what `query` raises.
        """
        from pyoxigraph import QueryTriples

        result = self._evaluate(sparql, dataset)
        forms = _forms(result)
        media_type = preferred(accept, forms)
        if media_type is None:
            raise NotAcceptable(f"SPARQL: this answer comes as {', '.join(forms)}")

        def write(stream: BinaryIO) -> None:
            with _as_usage_error():
                if isinstance(result, QueryTriples):
                    write_triples(_once(result), stream, media_type)
                else:
                    result.serialize(stream, forms[media_type])

        full_type = forms[media_type].media_type
        return full_type if full_type.startswith(media_type) else media_type, write

    def _evaluate(
        self, sparql: str, dataset: Mapping[str, Iterable[str]] | None = None
    ) -> "QuerySolutions | QueryBoolean | QueryTriples":
        from pyoxigraph import NamedNode

        # The library cannot disable SERVICE and accepts it without a space before it, so the word is refused
        # anywhere.
        # This only gives a clear message; kg.query.sandbox enforces it.
        if any("service" in _OPAQUE.sub(" ", text).lower() for text in (sparql, _unescaped(sparql))):
            raise UsageError("SPARQL: SERVICE is not allowed: a query reads this store and no other server")
        with _as_usage_error(sparql):
            if dataset is None:
                union = not has_dataset(sparql)  # else the library would ask all graphs, whatever FROM says
                return self._store.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=union)
            graphs: dict[str, list[Any]] = {
                part: [NamedNode(iri) for iri in iris] for part, iris in dataset.items()
            }
            return self._store.query(
                sparql, prefixes=PREFIXES, default_graph=graphs["default"], named_graphs=graphs["named"]
            )


def query(
    path: Path, sparql: str, parameters: Mapping[str, Any] | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a trusted query, run in this process; others need kg.query.process.

    Raises what Reader raises.
    """
    columns, rows = Reader(path).query(sparql, parameters or {})
    return columns, list(rows)


def _forms(result: Any) -> dict[str, Any]:
    """Return the formats of a result by media type, the default first."""
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat

    if isinstance(result, QueryTriples):
        triples = (RdfFormat.N_TRIPLES, RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD)
        return {form.media_type: form for form in triples}
    plain = (QueryResultsFormat.CSV, QueryResultsFormat.TSV)  # which cannot express a boolean
    rows = (
        QueryResultsFormat.JSON,
        QueryResultsFormat.XML,
        *(() if isinstance(result, QueryBoolean) else plain),
    )
    return {
        **{form.media_type.partition(";")[0]: form for form in rows},
        "application/json": QueryResultsFormat.JSON,
    }


def _unescaped(sparql: str) -> str:
    return re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U0{0,2}([0-9A-Fa-f]{6})",
        lambda match: _character(match[1] or match[2]),
        sparql,
    )


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number <= sys.maxunicode else " "


def _once(triples: "QueryTriples") -> "Iterator[Triple]":
    """Yield each triple once: the library gives it again for each graph that has it."""
    seen = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


@contextmanager
def _as_usage_error(sparql: str = "") -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except SyntaxError as error:
        raise UsageError(f"SPARQL: {_line(explained(sparql, str(error)))}") from error
    except (ValueError, OSError, RuntimeError, KgError) as error:
        raise UsageError(f"SPARQL: {_line(str(error))}") from error


def _line(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= _MESSAGE else f"{text[:_MESSAGE]}…"


def _bind(sparql: str, parameters: Mapping[str, Any]) -> str:
    """Return the query with its parameters replaced by values, serialized by the library as literals."""
    from pyoxigraph import Literal

    for name, value in parameters.items():
        pattern = r"(LIMIT )\d+()" if name == "limit" else rf"(VALUES \?_{re.escape(name)} {{)[^{{}}]*(}})"
        try:
            text = f"{value:d}" if name == "limit" else f" {Literal(value)} "
        except ValueError as error:
            raise UsageError(f"the parameter {name} cannot be {value!r:.100}: {error}") from None
        match = re.search(pattern, sparql)
        if not match:
            raise UsageError(f"the query has no VALUES ?_{name} {{ … }} for the parameter {name!r}")
        sparql = sparql[: match.end(1)] + text + sparql[match.start(2) :]
    return sparql


def _plain_rows(rows: Iterable[tuple[Any, ...]]) -> Rows:
    with _as_usage_error():
        for row in rows:
            yield tuple(map(_plain, row))


def _plain(term: Any) -> Any:
    """Return a term as a plain value; a literal that is not valid for its type as text."""
    if term is None or not hasattr(term, "datatype"):
        return getattr(term, "value", None)
    datatype = term.datatype.value.removeprefix(_XSD)
    if datatype == "boolean":
        return term.value in ("true", "1")
    try:
        return _TYPES.get(datatype, str)(term.value)
    except ValueError:
        return term.value
