"""Free and named queries, on the embedded store, a Neo4j server or the local RDF store."""

__all__ = ["Answer", "ask_cypher", "ask_graph", "ask_sparql"]

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
    """A query with its parameters; `named` ones come with kg."""

    text: str
    parameters: dict[str, Any]
    named: bool


def ask_cypher(
    text: str,
    parameters: Mapping[str, Any],
    folder: Path,
    on: str | None,
    progress: "Progress",
    *,
    database: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    trusted: bool = False,
    note: Note | None = None,
) -> Answer:
    """Return the columns and rows of a Cypher or named query, whose concept parameters may be aliases.

    `on` is the URI of a Neo4j server, with an optional `database`, or the name of a local store; by default
    the embedded store of the graph in `folder` answers, updated first. `note` receives names that the server
    does not have. Raises the errors of `kg.query.process.QueryProcess.ask` or `kg.stores.neo4j.query`.
    """
    query = _query(text, parameters, "cypher")
    if on is not None and "://" in on:
        from kg.stores import neo4j

        columns, rows = neo4j.query(
            on,
            query.text,
            query.parameters,
            database=database,
            timeout=limits.seconds,
            limit=limits.rows,
            note=note,
        )
        return columns, iter(rows)
    return _columns_first(
        _answered(_store(on, "Cypher"), query, folder, progress, limits=limits, trusted=trusted)
    )


def ask_sparql(
    text: str,
    parameters: Mapping[str, Any],
    folder: Path,
    progress: "Progress",
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    trusted: bool = False,
    note: Note | None = None,
) -> Answer:
    """Return the columns and rows of a SPARQL query or a named query on the graph in `folder`.

    `note` receives terms that the ontology does not have.
    """
    query = _query(text, parameters, "sparql")
    answer = _columns_first(
        _answered(asked_in("SPARQL").name, query, folder, progress, limits=limits, trusted=trusted)
    )
    if not query.named:
        _note_unknown(query.text, note)
    return answer


def ask_graph(
    text: str,
    parameters: Mapping[str, Any],
    media_type: str,
    folder: Path,
    progress: "Progress",
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    trusted: bool = False,
    note: Note | None = None,
) -> Iterator[bytes]:
    """Yield the parts of the graph that a CONSTRUCT or DESCRIBE gives, in a media type of kg.rdf.GRAPH_FORMS."""
    query = _query(text, parameters, "sparql")
    store = asked_in("SPARQL").name
    with QueryProcess(store, limits) as process:
        path = _projected(folder, store, progress)
        parts = process.document(path, query.text, media_type, trusted=trusted or query.named)
        _note_unknown(query.text, note)
        yield from parts


def _note_unknown(sparql: str, note: Note | None) -> None:
    if note is None:
        return
    from kg.stores.terms import unknown_terms

    for line in unknown_terms(sparql):
        note(line)


def _store(name: str | None, language: str) -> str:
    store = asked_in(language) if name is None else find(name)
    if store.language != language or store.schemes:
        raise UsageError(
            f"{store.name} does not answer {language}: choose another store, or the URI of a server"
        )
    return store.name


def _columns_first(answer: Iterator[Any]) -> Answer:
    return next(answer), answer


def _answered(
    store: str, query: _Query, folder: Path, progress: "Progress", *, limits: Limits, trusted: bool
) -> Iterator[Any]:
    """Yield the columns and then the rows.

    The query process ends after the last row or when the caller stops.
    """
    with QueryProcess(store, limits) as process:
        path = _projected(folder, store, progress)
        columns, rows = process.ask(path, query.text, query.parameters, trusted=trusted or query.named)
        if len(set(columns)) < len(columns):  # JSON would lose one of them; Neo4j refuses it too
            raise UsageError("Cypher: two columns have the same name: rename one with AS")
        yield columns
        yield from rows


def _projected(folder: Path, store: str, progress: "Progress") -> Path:
    """Return the path of a store of the graph in a folder, brought up to date."""
    from kg.projection import project  # imported while the query process starts
    from kg.workspace import open_graph

    with open_graph(folder, progress) as evidence:
        return project(evidence, store, progress)


def _query(text: str, parameters: Mapping[str, Any], language: str) -> _Query:
    """Return a text as a query, or the named query if it is a name."""
    from kg.ids import fold
    from kg.names import normal_form
    from kg.query.named import bind, is_name, load_query

    if not is_name(text):
        if parameters and language == "sparql":
            raise UsageError("--param only applies to named queries: write the values into the SPARQL query")
        return _Query(text, dict(parameters), named=False)
    query = load_query(text.strip(), language)
    forms: dict[str, Callable[[str], str]] = {"concept": normal_form, "name": fold}
    form_of = {p.name: forms[p.type] for p in query.parameters if p.type in forms}
    values = {
        name: form_of[name](value) or value if name in form_of and value and isinstance(value, str) else value
        for name, value in parameters.items()
    }
    return _Query(query.text, bind(query, values), named=True)
