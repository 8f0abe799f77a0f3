"""What many pages need, computed once: names, titles, degrees, results with their ends, conflicts, citation keys."""

__all__ = ["Known", "Named", "Titled"]

import json
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import NamedTuple

from kg.answers.citing import citation_keys
from kg.answers.conflicts import Conflict, conflicts
from kg.answers.leaderboard import Board, Row, better_elsewhere, boards, row
from kg.answers.results import Result, concepts_called, results
from kg.evidence.database import EvidenceDatabase
from kg.graph.view import links
from kg.ids import content_key, paper_iri
from kg.model import Concept, Link
from kg.page.addresses import address_of
from kg.page.search import Search, entries
from kg.rdf.matches import match_key

_DEGREES = "SELECT end, count(*) FROM (SELECT subject AS end FROM statement UNION ALL SELECT object FROM statement) GROUP BY end"
_SUPPORT = """
SELECT end, count(DISTINCT paper) FROM (
    SELECT s.object AS end, e.paper FROM statement s JOIN evidence e ON e.statement = s.key
    WHERE s.object_label NOT IN ('Result', 'Paper') AND s.subject_label = 'Paper'
    UNION ALL SELECT author, paper FROM wrote UNION ALL SELECT venue, paper FROM published
) GROUP BY end"""
_NAMES = """
SELECT iri, label, name FROM concept UNION ALL SELECT iri, 'Repository', url FROM repository
UNION ALL SELECT iri, label, name FROM (
    SELECT author AS iri, 'Author' AS label, name, count(*) AS papers, length(name) AS size FROM wrote GROUP BY author, name
    UNION ALL SELECT venue, 'Venue', name, count(*), length(name) FROM published GROUP BY venue, name
    ORDER BY iri, papers DESC, size DESC, name)"""
_CONCEPT = "SELECT iri, label, name, value, direction, unit FROM concept WHERE iri = ?"
_KINDS = "SELECT DISTINCT kind FROM result ORDER BY kind <> 'absolute', kind"
_REMEMBERED = 1 << 14


class Named(NamedTuple):
    """A node of the graph as a link shows it."""

    label: str
    name: str
    address: str


class Titled(NamedTuple):
    """A paper as a list shows it."""

    id: str
    title: str
    year: int | None
    venue: str | None
    address: str


class Known:
    """An evidence database with what many pages need of it; the graph does not change meanwhile."""

    def __init__(self, evidence: EvidenceDatabase) -> None:
        self.evidence = evidence
        self.db = evidence.db
        self.base = evidence.settings.base
        self.names_of = lru_cache(_REMEMBERED)(self._names_of)
        self.text = lru_cache(_REMEMBERED // 8)(self._text)

    @cached_property
    def names(self) -> dict[str, Named]:
        """Every node that has a page, except papers, by IRI."""
        found: dict[str, Named] = {}
        for iri, label, name in self.db.execute(_NAMES):
            shown = name.removeprefix("https://") if label == "Repository" else name
            found.setdefault(iri, Named(label, shown, address_of(iri, self.base)))
        return found

    @cached_property
    def papers(self) -> dict[str, Titled]:
        """The papers, by id."""
        return {
            paper.id: Titled(
                paper.id, paper.title, paper.year, paper.metadata.venue, self.paper_address(paper.id)
            )
            for paper in self.evidence.papers.all()
        }

    @cached_property
    def with_authors(self) -> bool:
        """Whether any paper has authors."""
        return any(one.label == "Author" for one in self.names.values())

    @cached_property
    def id_of(self) -> dict[str, str]:
        """The id of every paper, by the address of its page."""
        return {paper.address: paper.id for paper in self.papers.values()}

    @cached_property
    def stated(self) -> dict[str, tuple[str, str]]:
        """The key of the statement and the id of the paper of every piece of evidence, by the key that its IRI has."""
        rows = self.db.execute("SELECT DISTINCT statement, paper FROM evidence")
        return {content_key("edge", statement, paper): (statement, paper) for statement, paper in rows}

    @cached_property
    def matched(self) -> dict[str, Link]:
        """The link of every match to an authority, by the key that its IRI has."""
        return {match_key(link): link for link in links(self.evidence)}

    def result_address(self, iri: str, paper: str) -> str:
        """Return the address of a result of a paper, given by its id: its place on the page of the paper."""
        return f"{self.paper_address(paper)}#{iri.rpartition('/')[2]}"

    @cached_property
    def degrees(self) -> dict[str, int]:
        """How many statements every node has, by IRI."""
        return dict(self.db.execute(_DEGREES))

    @cached_property
    def support(self) -> dict[str, int]:
        """How many papers speak of every concept, repository, author and venue, by IRI."""
        return dict(self.db.execute(_SUPPORT))

    @cached_property
    def keys(self) -> dict[str, str]:
        """The citation key of every paper, by id."""
        return citation_keys(self.evidence, self.papers)

    @cached_property
    def rows(self) -> list[tuple[Row, Result]]:
        """All results as rows, absolute ones first."""
        kinds = [kind for (kind,) in self.db.execute(_KINDS)]
        return [(row(result), result) for kind in kinds for result in results(self.evidence, kind=kind)]

    @cached_property
    def behind(self) -> dict[str, str]:
        """Why results stand behind others of their paper, by IRI."""
        return better_elsewhere(self.rows)

    @cached_property
    def result(self) -> dict[str, Result]:
        """Every result, by IRI."""
        return {result.iri: result for _, result in self.rows}

    @cached_property
    def rows_about(self) -> dict[str, list[tuple[Row, Result]]]:
        """The rows of every method, dataset and metric, by IRI, and of every paper, by id."""
        found: dict[str, list[tuple[Row, Result]]] = defaultdict(list)
        for one, result in self.rows:
            for end in (*filter(None, result.iris), result.paper):
                found[end].append((one, result))
        return dict(found)

    @cached_property
    def ranked(self) -> frozenset[str]:
        """The IRIs of the datasets and tasks that have a leaderboard, if only one of doubtful values."""
        absolute = [result for _, result in self.rows if result.kind == "absolute"]
        found = {result.iris[1] for result in absolute if result.iris[1]}
        tasks = {task for result in absolute for task in result.tasks}
        return frozenset(found | {iri for name in tasks for iri in self.tasks.get(name, ())})

    @cached_property
    def tasks(self) -> dict[str, list[str]]:
        """The IRIs of the tasks of each name."""
        return self._called("Task")

    def called(self, label: str, name: str) -> str | None:
        """Return the IRI of the first concept that has this label and name."""
        return next(iter((self.tasks if label == "Task" else self._datasets).get(name, ())), None)

    @cached_property
    def _datasets(self) -> dict[str, list[str]]:
        return self._called("Dataset")

    def _called(self, label: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for iri, name in self.db.execute(
            "SELECT iri, name FROM concept WHERE label = ? ORDER BY iri", (label,)
        ):
            found[name].append(iri)
        return dict(found)

    @cached_property
    def boards(self) -> list[Board]:
        """The datasets and tasks with values that are not doubtful."""
        return boards(self.evidence)

    @cached_property
    def compared(self) -> frozenset[str]:
        """The IRIs of the tasks for which values of two methods can be compared."""
        methods: dict[str, set[str]] = defaultdict(set)
        for one, result in self.rows:
            for task in result.tasks if one.comparable and result.kind == "absolute" else ():
                methods[task].add(result.iris[0])
        return frozenset(
            iri for task, same in methods.items() if len(same) > 1 for iri in self.tasks.get(task, ())
        )

    @cached_property
    def method_iri(self) -> dict[str, str]:
        """The IRI of every method that has a result, by name."""
        return {result.method: result.iris[0] for _, result in self.rows if result.method}

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """Where papers report different values."""
        return conflicts(self.evidence)

    @cached_property
    def conflict_of(self) -> dict[str, int]:
        """The number of the conflict of every result that is in one, by IRI, from 1."""
        return {one.result: n for n, conflict in enumerate(self.conflicts, 1) for one in conflict.rows}

    def meant(self, kind: str, name: str) -> list[str]:
        """Return the IRIs of the concepts of a kind that have a name or, as in links, an address."""
        iri = f"{self.base}{kind}/{name}"
        return [iri] if iri in self.names else concepts_called(self.evidence, kind.capitalize(), name)

    @cached_property
    def search(self) -> Search:
        """A search of everything that has a page."""
        return Search(entries(self))

    def paper_address(self, id: str) -> str:
        """Return the address of the page of a paper."""
        return address_of(paper_iri(id, self.base), self.base)

    def concept(self, iri: str) -> Concept | None:
        """Return a concept, or None."""
        found = self.db.execute(_CONCEPT, (iri,)).fetchone()
        if found is None:
            return None
        iri, label, name, value, direction, unit = found
        key, keys, aliases, merges = json.loads(value)
        merged = tuple((form, reason) for form, reason in merges)
        return Concept(iri, label, name, key, tuple(keys), tuple(aliases), merged, direction, unit)

    def _names_of(self, iri: str) -> tuple[str, ...]:
        """Return the names and aliases of a concept or repository in lower case, the longest first."""
        concept = self.concept(iri)
        if concept is None:
            return (self.names[iri].name.casefold(),) if iri in self.names else ()
        every = {name.casefold() for name in (concept.name, *concept.aliases) if name}
        return tuple(sorted(every, key=lambda name: (-len(name), name)))

    def _text(self, id: str) -> str:
        paper = self.evidence.papers.get(id)
        return "" if paper is None else paper.text
