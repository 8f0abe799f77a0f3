"""`min_confidence` leaves out what is less sure, and papers, then confidence rank the rows, in every store as in plain Python."""
# ruff: noqa: F811 - fixtures of another file

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

from tests.compliance.graph import CONCEPTS, graph
from tests.compliance.test_named_queries import ask, folder, on_neo4j  # noqa: F401 - fixtures
from tests.neo4j_server import neo4j_uri  # noqa: F401 - a fixture

Support = Iterator[tuple[tuple[str, ...], str, float]]  # names, paper, confidence


def _stated(types: str, *, both_ways: bool = False, ordered: bool = False) -> Support:
    """Yield what each edge of these types supports: the names of its subject and object, or of both in each order."""
    nodes, edges = graph()
    names = {node.iri: str(node.properties.get("name")) for node in nodes}
    for edge in edges:
        if edge.type in types.split():
            ends = edge.source.iri, edge.target.iri
            for pair in (ends, ends[::-1])[: 1 + both_ways]:
                if not ordered or pair[0] < pair[1]:
                    yield (
                        tuple(names[iri] for iri in pair),
                        str(edge.properties["paper"]),
                        float(edge.properties["confidence"]),
                    )


def _together(types: str, others: str) -> Support:
    """Yield what each two edges of a paper support together; the less sure one decides."""
    for one, paper, sure in _stated(types):
        for other, its_paper, as_sure in _stated(others):
            if paper == its_paper and one != other:
                yield (one[-1], other[-1]), paper, min(sure, as_sure)


def _columns(support: Support, *places: int) -> Support:
    return ((tuple(names[place] for place in places), *rest) for names, *rest in support)


_ROLES = "PROPOSES USES COMPARES"
# query: its columns of names, and what each piece of evidence supports
SUPPORT: dict[str, tuple[str, Callable[[], Support]]] = {
    "methods-for-task": ("task method", lambda: _columns(_stated("USED_FOR"), 1, 0)),
    "datasets-for-task": ("task dataset", lambda: _columns(_stated("BENCHMARK_FOR"), 1, 0)),
    "subtasks": ("task subtask", lambda: _columns(_stated("SUBTASK_OF"), 1, 0)),
    "builds-on": ("method whole", lambda: _stated("PART_OF SUBCLASS_OF")),
    "compared-with": ("method rival", lambda: _stated("COMPARED_WITH", both_ways=True)),
    "rival-pairs": ("method rival", lambda: _stated("COMPARED_WITH", both_ways=True, ordered=True)),
    "most-evaluated-datasets": ("dataset", lambda: _columns(_stated("EVALUATED_WITH"), 1)),
    "popular-tasks": ("task", lambda: _columns(_stated("ADDRESSES"), 1)),
    "metrics-of-task": ("task metric", lambda: _together("ADDRESSES", "MEASURES")),
}


def _ranked(support: Support, least: float) -> list[tuple[object, ...]]:
    """Return names, number of papers and highest confidence of the evidence that is at least that sure, ranked."""
    found: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for names, paper, confidence in support:
        if confidence >= least:
            found[names][paper] = max(confidence, found[names].get(paper, 0))
    rows = [(*names, len(papers), max(papers.values())) for names, papers in found.items()]
    return sorted(rows, key=lambda row: (-row[-2], -row[-1], row[:-2]))


@pytest.mark.parametrize("name", SUPPORT)
def test_rows_are_ranked_by_the_evidence_that_is_sure_enough(ask, name):
    columns, support = SUPPORT[name]
    levels = sorted({confidence for *_, confidence in support()})
    for least in (0, levels[0], levels[len(levels) // 2], levels[-1], levels[-1] + 0.001):
        found, rows = ask(name, {"min_confidence": least})
        places = [found.index(column) for column in (*columns.split(), "papers", "confidence")]
        assert [tuple(row[place] for place in places) for row in rows] == _ranked(support(), least)


def test_two_methods_occur_together_as_surely_as_the_less_sure_one(ask):
    expected = [
        row
        for row in _ranked(_together(_ROLES, _ROLES), 0.3)
        if row[0] == "TideFormer" and row[1] in CONCEPTS["Method"]
    ]
    assert ask("co-occurring-methods", {"method": "tideformer", "min_confidence": 0.3})[1] == expected != []


@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("newest-papers", "ADDRESSES"),
        ("datasets-introduced", "INTRODUCES"),
        ("methods-introduced", "PROPOSES"),
    ],
)
def test_rows_without_a_count_rest_on_sure_statements(ask, name, edge):
    thing = {"newest-papers": "task", "datasets-introduced": "dataset", "methods-introduced": "method"}[name]
    stated = sorted((confidence, paper, names[1]) for names, paper, confidence in _stated(edge))
    for least in (stated[0][0], stated[len(stated) // 2][0], 1):
        columns, rows = ask(name, {"min_confidence": least})
        places = columns.index("paper"), columns.index(thing)
        assert sorted(tuple(row[place] for place in places) for row in rows) == sorted(
            (paper, of) for confidence, paper, of in stated if confidence >= least
        )


def test_best_results_and_statements_of_a_paper_are_sure_enough(ask):
    for name, given in (("best-results", {}), ("paper", {"paper": "doi:10.1234/tide.(7)<a>"})):
        columns, rows = ask(name, given)
        place = columns.index("confidence")
        levels = sorted({row[place] for row in rows})
        for least in (levels[0], levels[len(levels) // 2], levels[-1]):
            assert ask(name, given | {"min_confidence": least})[1] == [
                row for row in rows if row[place] >= least
            ]
