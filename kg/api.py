"""What a notebook or a program uses: open a graph, ask it, add papers to it, annotate a text."""

__all__ = ["Annotation", "Graph", "Rows", "annotate", "open"]

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.answers.annotation import Annotation, annotate
from kg.answers.rows import Found, Listed, Rows

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from kg.answers.compare import Table
    from kg.answers.conflicts import Conflict
    from kg.answers.leaderboard import Board, Row
    from kg.evidence.database import EvidenceDatabase
    from kg.model import Paper
    from kg.projection import Progress
    from kg.run import Summary

_NOTHING = "urn:nothing"


def _silent(stage: str, done: int, total: int | None) -> None:
    """Show no progress."""


class Graph:
    """The graph in a folder. All but `add` only reads, and is safe beside a running `kg run`."""

    def __init__(self, folder: Path, progress: "Progress" = _silent) -> None:
        self.folder = folder
        self._progress = progress
        with self._evidence():
            pass  # an error now rather than at the first question

    def __repr__(self) -> str:
        return f"kg.open({str(self.folder)!r})"

    def leaderboard(
        self, *, dataset: str = "", task: str = "", metric: str = "", method: str = "", kind: str = "absolute",
        least: float | None = None, doubtful: bool = False,
    ) -> "Rows[Row]":  # fmt: skip
        """Return the rows of a leaderboard, best first within dataset, metric and conditions.

        Names may be any of a concept. `least` is the least confidence, `doubtful` adds the rows that are folded, each with
        its reason. Raises UsageError for an unknown name.
        """
        from kg.answers import leaderboard as answers

        with self._evidence() as evidence:
            ends: dict[str, Any] = _ends(evidence, dataset=dataset, task=task, metric=metric, method=method)
            least = answers.LEAST_SURE if least is None else least
            rows = answers.leaderboard(evidence, **ends, kind=kind, least=least)
        return Rows(row for row in rows if doubtful or not row.doubt)

    def compare(
        self, *, task: str = "", methods: Iterable[str] = (), datasets: Iterable[str] = (), metric: str = "", papers: Iterable[str] = (),
        columns: int = 6, limit: int = 30,
    ) -> "Table":  # fmt: skip
        """Return the table of a survey: methods by datasets, or papers (by any of their names) by what they say.

        At most `columns` columns of results and `limit` rows. Raises UsageError for an unknown name.
        """
        from kg.answers import compare as answers

        with self._evidence() as evidence:
            if chosen := list(papers):
                return answers.of_papers(evidence, [_paper(evidence, name) for name in chosen][:limit])
            ends: dict[str, Any] = _ends(evidence, task=task, metric=metric)
            for sort, names in (("method", methods), ("dataset", datasets)):
                found = [iri for name in names for iri in _ends(evidence, **{sort: name})[sort]]
                ends |= {sort: found} if found else {}
            return answers.of_methods(evidence, **ends, columns=columns, limit=limit)

    def citation_keys(self, papers: Iterable[str]) -> dict[str, str]:
        """Return the citation key of each of these papers, which may be given by any of their names, by id."""
        from kg.answers.citing import citation_keys

        with self._evidence() as evidence:
            return citation_keys(evidence, _ids(evidence, papers))

    def bibtex(self, papers: Iterable[str]) -> str:
        """Return the BibTeX of papers, given by any of their names, with the keys of `citation_keys`."""
        from kg.answers.citing import bibtex

        with self._evidence() as evidence:
            return bibtex(evidence, _ids(evidence, papers))

    def boards(self) -> "Rows[Board]":
        """Return the datasets and tasks that have a leaderboard, those of most papers first."""
        from kg.answers.leaderboard import boards

        with self._evidence() as evidence:
            return Rows(boards(evidence))

    def label_of(self, name: str, labels: Iterable[str]) -> str:
        """Return the first of these labels with a concept of a name; UsageError where none has, with near names."""
        from kg.answers.empty import unknown
        from kg.answers.results import concepts_called

        with self._evidence() as evidence:
            for label in (known := list(labels)):
                if concepts_called(evidence, label, name):
                    return label
            raise unknown(evidence, known[0], name)

    def why_empty(self, query: str, **parameters: str) -> str:
        """Return why a leaderboard, or a named query, has no rows with these names, in one line."""
        from kg.answers.empty import reason

        with self._evidence() as evidence:
            return reason(evidence, query, parameters)

    def conflicts(self, *, dataset: str = "", metric: str = "", method: str = "") -> "Rows[Conflict]":
        """Return where papers report different values for one method, dataset, metric and conditions."""
        from kg.answers.conflicts import conflicts

        with self._evidence() as evidence:
            ends: dict[str, Any] = _ends(evidence, dataset=dataset, metric=metric, method=method)
            return Rows(conflicts(evidence, **ends))

    def explain(self, thing: str) -> Rows[Found]:
        """Return every statement about what a name, id, citation key or part of a title means; UsageError for nothing."""
        from kg.errors import UsageError
        from kg.graph.explain import statements_about, things
        from kg.read.identity import written

        with self._evidence() as evidence:
            found = things(evidence, thing, filter(None, [written(thing)]))
            if not found:
                raise UsageError(f"{self.folder} has nothing called {thing!r:.200}")
            return Rows(Found(*row) for iri, _, _ in found for row in statements_about(evidence, iri))  # type: ignore[arg-type]

    def papers(self) -> Rows[Listed]:
        """Return every paper, by id."""
        with self._evidence() as evidence:
            return Rows(
                Listed(
                    paper.id, paper.title, paper.year, tuple(author.name for author in paper.metadata.authors),
                    paper.metadata.venue, paper.metadata.keys, paper.url,
                )
                for paper in evidence.papers.all()
            )  # fmt: skip

    def cypher(self, query: str, **parameters: Any) -> Rows[Any]:
        """Return the rows of a Cypher query, or of a named query, as named tuples."""
        from kg.answers.queries import ask_cypher

        return _named(*ask_cypher(query, parameters, self.folder, None, self._progress))

    def sparql(self, query: str, **parameters: Any) -> Rows[Any]:
        """Return the rows of a SPARQL query, or of a named query, as named tuples."""
        from kg.answers.queries import ask_sparql

        return _named(*ask_sparql(query, parameters, self.folder, self._progress))

    def networkx(self, *, nodes: Iterable[str] = (), edges: Iterable[str] = ()) -> "MultiDiGraph[str]":
        """Return the graph for networkx, or the part of it with these labels of nodes and types of edges."""
        from kg.graph import view

        labels, types = set(nodes), set(edges)
        with self._evidence() as evidence:
            graph: Any = view.networkx(evidence)
        graph.remove_nodes_from([n for n, label in graph.nodes("label") if labels and label not in labels])
        dropped = [
            (source, target, key)
            for source, target, key, type_ in graph.edges(keys=True, data="type")
            if types and type_ not in types
        ]
        graph.remove_edges_from(dropped)
        return cast("MultiDiGraph[str]", graph)

    def add(
        self, papers: "Iterable[Paper | Mapping[str, Any] | str | Path]", *, model: str | None = None
    ) -> "Summary":
        """Read papers and run the whole way: extract, resolve, update the graph and its stores. Return the summary.

        Papers are Paper values, dictionaries as `kg read` writes them (title, abstract, id, year, …), or paths of files and
        folders in any format that kg reads.
        """
        return _add(self.folder, papers, model)

    def _evidence(self) -> "EvidenceDatabase":
        from kg.workspace import open_graph

        return open_graph(self.folder, self._progress)


def open(folder: str | Path, *, create: bool = False) -> Graph:
    """Return the graph in a folder; InputError if there is none, unless an empty one is to be created."""
    if create:
        from kg.evidence.database import EvidenceDatabase

        with EvidenceDatabase(Path(folder)):
            pass
    return Graph(Path(folder))


def _ends(evidence: "EvidenceDatabase", **names: str) -> dict[str, list[str]]:
    """Return the IRIs of the concepts with these names; of a name that something else has, one that nothing has."""
    from kg.answers.empty import unknown
    from kg.answers.results import concepts_called
    from kg.graph.view import is_name
    from kg.names import normal_form

    ends: dict[str, list[str]] = {}
    for sort, name in names.items():
        if not name:
            continue
        ends[sort] = concepts_called(evidence, sort.capitalize(), name)
        if not ends[sort]:
            if not is_name(evidence, normal_form(name)):
                raise unknown(evidence, sort.capitalize(), name)
            ends[sort] = [_NOTHING]
    return ends


def _ids(evidence: "EvidenceDatabase", names: Iterable[str]) -> list[str]:
    """Return the ids of papers given by id or by other names."""
    known = {id for (id,) in evidence.db.execute("SELECT id FROM paper")}
    return [name if name in known else _paper(evidence, name) for name in names]


def _paper(evidence: "EvidenceDatabase", name: str) -> str:
    """Return the id of the one paper that a name means; UsageError for none or several."""
    from kg.answers.named_papers import in_graph
    from kg.errors import UsageError

    found, _ = in_graph(evidence, name)
    if len(found) != 1:
        raise UsageError(f"{len(found) or 'no'} papers are called {name!r}")
    return found[0].id


def _named(columns: list[str], rows: Iterator[tuple[Any, ...]]) -> Rows[Any]:
    """Return rows as named tuples; a column whose name is no name in Python is called by its place."""
    from collections import namedtuple

    names: Any = [name.rpartition(".")[2] for name in columns]
    record: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return Rows(record(*row) for row in rows)


def _add(
    folder: Path, papers: "Iterable[Paper | Mapping[str, Any] | str | Path]", model: str | None
) -> "Summary":
    import json
    from tempfile import TemporaryDirectory

    from kg.ids import content_key
    from kg.model import Paper
    from kg.pipeline import Pipeline
    from kg.read import paper_to_json
    from kg.run import run

    paths: list[str] = []
    records: list[Mapping[str, Any]] = []
    for item in papers:
        if isinstance(item, str | Path):
            paths.append(str(item))
        else:
            records.append(paper_to_json(item) if isinstance(item, Paper) else item)
    with TemporaryDirectory() as temporary:
        if records:
            text = "".join(json.dumps(record) + "\n" for record in records)
            # a name of its own for other records, as a file that is read again replaces its own
            given = Path(temporary) / f"given-{content_key('given', text)[:8]}.jsonl"
            given.write_text(text, encoding="utf-8")
            paths.append(str(given))
        return run(replace(Pipeline(), model=model), paths, folder, progress=_silent)
