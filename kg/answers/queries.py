"""Questions: a free query or a named one, on the embedded store, on a Neo4j server, or on the local RDF store."""

__all__ = ["Answer", "ask_cypher", "ask_sparql"]

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.query.process import Limits, QueryProcess
from kg.stores import asked_in, find

if TYPE_CHECKING:
    from kg.projection import Progress

Answer = tuple[list[str], Iterator[tuple[Any, ...]]]
Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Query:
    """A query with its parameters; `named` ones are ours."""

    text: str
    parameters: dict[str, Any]
    named: bool


def ask_cypher(
    text: str,
    given: Mapping[str, Any],
    folder: Path,
    on: str | None,
    progress: "Progress",
    *,
    database: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    trusted: bool = False,
    note: Note | None = None,
) -> Answer:
    """Return the columns and rows of a Cypher query or a named query; names of concepts among its parameters may be any alias.

    `on` is the URI of a Neo4j server, of which the `database` may be named, or a local store; without it the embedded store of the graph in
    `folder` answers, brought up to date first. `note` is told of names that the server does not have. Raises what
    `kg.query.process.QueryProcess.ask` or `kg.stores.neo4j.query` does.
    """
    query = _query(text, given, "cypher")
    if on is not None and "://" in on:
        from kg.stores import neo4j

        columns, rows = neo4j.query(
            on, query.text, query.parameters, database=database, timeout=limits.seconds, limit=limits.rows, note=note
        )
        return columns, iter(rows)
    return _columns_first(_answered(_store(on, "Cypher"), query, folder, progress, limits=limits, trusted=trusted))


def ask_sparql(
    text: str,
    given: Mapping[str, Any],
    folder: Path,
    progress: "Progress",
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    trusted: bool = False,
    note: Note | None = None,
) -> Answer:
    """Return the columns and rows of a SPARQL query or a named query, from the RDF store of the graph in `folder`.

    `note` is told of terms that our ontology does not have.
    """
    query = _query(text, given, "sparql")
    if note is not None and not query.named:
        from kg.stores.terms import unknown_terms

        for line in unknown_terms(query.text):
            note(line)
    return _columns_first(_answered(asked_in("SPARQL").name, query, folder, progress, limits=limits, trusted=trusted))


def _store(name: str | None, language: str) -> str:
    store = asked_in(language) if name is None else find(name)
    if store.language != language or store.schemes:
        raise UsageError(f"{store.name} is not asked in {language}: name another store, or the URI of a server")
    return store.name


def _columns_first(answer: Iterator[Any]) -> Answer:
    return next(answer), answer


def _answered(store: str, query: _Query, folder: Path, progress: "Progress", *, limits: Limits, trusted: bool) -> Iterator[Any]:
    """Yield the columns and then the rows; the process that finds them ends with the last one, or when no more are wanted."""
    with QueryProcess(store, limits) as process:
        from kg.projection import project  # while that one starts
        from kg.workspace import open_graph

        with open_graph(folder, progress) as evidence:
            path = project(evidence, store, progress)
        columns, rows = process.ask(path, query.text, query.parameters, trusted=trusted or query.named)
        if len(set(columns)) < len(columns):  # one would hide the other in JSON; Neo4j itself refuses it
            raise UsageError("Cypher: two columns have the same name: give one another with AS")
        yield columns
        yield from rows


def _query(text: str, given: Mapping[str, Any], language: str) -> _Query:
    """Return the query that a text is, or names if it is a single word."""
    from kg.names import normal_form
    from kg.query.named import bind, load_query

    if len(text.split()) != 1:
        if given and language == "sparql":
            raise UsageError("--param goes with named queries; write values into a SPARQL query itself")
        return _Query(text, dict(given), named=False)
    query = load_query(text, language)
    concepts = {parameter.name for parameter in query.parameters if parameter.type == "concept"}
    values = {name: normal_form(value) if name in concepts and value and isinstance(value, str) else value for name, value in given.items()}
    return _Query(query.text, bind(query, values), named=True)
