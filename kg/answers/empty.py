"""Why a named query has no rows: an unknown name, a name of something else, or nothing that papers say."""

__all__ = ["nearest", "reason", "unknown"]

from collections.abc import Mapping
from typing import Any, NamedTuple

from kg.answers.names import nearest
from kg.errors import UsageError
from kg.evidence.database import EvidenceDatabase
from kg.graph import bibliography
from kg.ids import fold
from kg.names import normal_form
from kg.query.named import NamedQuery, Parameter, load_query

_NO_ROWS = "no rows"
_SHOWN = 100  # characters of a name
_ELSEWHERE = 3  # near names of other labels
# What papers do with a concept, for one paper and for several; the first that any paper does is said.
_DOING: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "Task": ((("ADDRESSES",), "addresses it", "address it"), (("MENTIONS",), "mentions it", "mention it")),
    "Method": (
        (("PROPOSES", "USES", "COMPARES"), "proposes, uses or compares it", "propose, use or compare it"),
        (("MENTIONS",), "mentions it", "mention it"),
    ),
    "Dataset": (
        (("EVALUATED_WITH",), "evaluates on it", "evaluate on it"),
        (("INTRODUCES", "USES"), "introduces or uses it", "introduce or use it"),
        (("MENTIONS",), "mentions it", "mention it"),
    ),
    "Metric": ((("MEASURES",), "measures it", "measure it"),),
}
# What a row of a query takes, which no paper does.
_MISSING = {
    "benchmarks-without-code": "evaluates a method on a dataset that only papers without code evaluate on for it",
    "best-results": "gives an absolute result for",
    "builds-on": "says what it is part of, what it is a kind of, or what builds on it",
    "co-occurring-methods": "proposes, uses or compares another method with it",
    "code-for-method": "says where its code is",
    "compared-with": "compares it with another method",
    "datasets-for-task": "names a benchmark for it",
    "datasets-introduced": "introduces a dataset",
    "datasets-of-one-method": "evaluates a method on a dataset that has no other method",
    "methods-for-task": "says which method is for it",
    "methods-introduced": "proposes a method",
    "methods-of-author": "proposes a method",
    "metrics-of-task": "names a metric",
    "newest-papers": "addresses it",
    "papers-without-code": "is without code",
    "subtasks": "says what is part of it",
    "timeline": "proposes, uses or compares it",
    "venues-of-task": "names where it was published",
}
# Queries on the papers that address a task, for which it does not do to mention it.
_ADDRESSING = {
    "benchmarks-without-code", "datasets-introduced", "datasets-of-one-method", "methods-introduced", "metrics-of-task",
    "papers-without-code", "venues-of-task",
}  # fmt: skip
_OF_PAPER = {
    "paper": "no statement was found in it",
    "related": "no other paper shares a method, task or dataset with it",
}
# Queries that take a concept of a label, each with what it takes to have a row.
_INSTEAD: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Task": (("methods-for-task", ("USED_FOR",)), ("newest-papers", ("ADDRESSES",))),
    "Method": (("builds-on", ("PART_OF", "SUBCLASS_OF")), ("timeline", ("PROPOSES", "USES", "COMPARES"))),
    "Dataset": (("best-results", ("ON_DATASET",)),),
    "Metric": (("best-results", ("MEASURED_BY",)),),
}
_CONCEPTS = "SELECT c.iri, c.label, c.name FROM concept_key k JOIN concept c ON c.iri = k.iri WHERE k.key = ? ORDER BY 2, 1"
_PAPERS = """
SELECT count(DISTINCT e.paper) FROM statement s JOIN evidence e ON e.statement = s.key
WHERE {end} AND s.predicate IN ({marks})"""
_TITLED = "SELECT id, source FROM record WHERE title = ?"


class _About(NamedTuple):
    """What papers do with a thing, and their number; without one, what is said is the reason by itself."""

    said: str
    papers: int | None = None
    only_mentioned: bool = False


def reason(evidence: EvidenceDatabase, query_name: str, parameters: Mapping[str, Any]) -> str:
    """Return one line that says why a named query has no rows with these parameters, whose names may be aliases.

    It is "no rows" where they name nothing, and need not. Raises UsageError, with the nearest names, for a concept or a paper
    that is not in the graph.
    """
    query = load_query(query_name, "cypher")
    given = [
        (parameter, value)
        for parameter in query.parameters
        if parameter.type in ("concept", "name", "text")
        and isinstance(value := parameters.get(parameter.name), str)
        and value.strip()
    ]
    if not given:
        needed = next((each.name for each in query.parameters if each.type == "text"), "")
        return (
            f"no rows: {query.name} needs the id or the title of a paper, -p {needed}=…"
            if needed
            else _NO_ROWS
        )
    if str(parameters.get("limit", 1)).strip("0") == "":
        return "no rows, as limit is 0"
    least = str(parameters.get("min_confidence", 0))
    sure = "" if least.strip("0.") == "" else f" with a confidence of {least:.20} or more"
    known = [_about(evidence, query, parameter, value, sure) for parameter, value in given]
    if alone := next((each.said for each in known if each.papers is None), None):
        return alone
    missing = _MISSING[query.name]
    if query.name in _ADDRESSING and known[0].only_mentioned:
        missing = "addresses it"
    elif query.name == "best-results":
        missing += (" it", " both", " all of them")[min(len(known), 3) - 1]
    none = "no paper" if len(known) > 1 or known[0].papers == 1 else "none"
    return f"{', '.join(each.said for each in known)}, {none} {missing}{sure}"


def _about(
    evidence: EvidenceDatabase, query: NamedQuery, parameter: Parameter, value: str, sure: str
) -> _About:
    if parameter.type == "text":
        return _About(_about_paper(evidence, query.name, value, sure))
    if parameter.type == "name":
        return _about_author(evidence, value)
    found = evidence.db.execute(_CONCEPTS, (normal_form(value),)).fetchall()
    for iri, label, name in found:
        if label == parameter.label:
            return _done_with(evidence, iri, label, name)
    if not found:
        raise unknown(evidence, parameter.label, value)
    return _About(_elsewhere(evidence, query, parameter, found[0]))


def _done_with(evidence: EvidenceDatabase, iri: str, label: str, name: str) -> _About:
    for predicates, one, several in _DOING[label]:
        if papers := _papers(evidence, iri, predicates, "s.object = ?"):
            said = f"{name}: {papers} {f'paper {one}' if papers == 1 else f'papers {several}'}"
            return _About(said, papers, only_mentioned=predicates == ("MENTIONS",))
    return _About(f"{name}: a {label} in the graph", 0)


def _elsewhere(
    evidence: EvidenceDatabase, query: NamedQuery, parameter: Parameter, concept: tuple[str, str, str]
) -> str:
    """Say what a name of another label is, and where to ask for it."""
    iri, label, name = concept
    same = next((other.name for other in query.parameters if other.label == label), "")
    if same:
        return f"{name} is a {label} here, not a {parameter.label}: give it as {same}"
    for instead, predicates in _INSTEAD[label]:
        if _papers(evidence, iri, predicates, "? IN (s.subject, s.object)"):
            return f"{name} is a {label} here: try {instead}"
    return f"{name} is a {label} here: try `kg explain`"


def _papers(evidence: EvidenceDatabase, iri: str, predicates: tuple[str, ...], end: str) -> int:
    """Return how many papers state something with one of the predicates about a concept."""
    query = _PAPERS.format(end=end, marks=", ".join("?" * len(predicates)))
    return int(evidence.db.execute(query, (iri, *predicates)).fetchone()[0])


def _about_author(evidence: EvidenceDatabase, value: str) -> _About:
    key = fold(value) or value
    iris = [node.iri for node in bibliography.authors(evidence) if key in (node.properties["keys"] or ())]  # type: ignore[operator]
    if not iris:
        near = _listed(nearest(evidence, "Author", value))
        return _About(f"no paper in the graph is by {value:.{_SHOWN}}{near}")
    marks = ", ".join("?" * len(iris))
    query = f"SELECT count(DISTINCT paper) FROM wrote WHERE author IN ({marks})"  # noqa: S608 - question marks
    papers = int(evidence.db.execute(query, iris).fetchone()[0])
    return _About(
        f"{value:.{_SHOWN}}: {papers} {'paper' if papers == 1 else 'papers'} by this author", papers
    )


def _about_paper(evidence: EvidenceDatabase, query_name: str, value: str, sure: str) -> str:
    papers = [evidence.papers.get(value)]
    found = evidence.papers.ids_of(set(evidence.db.execute(_TITLED, (value,)))) if papers == [None] else ()
    named = next(filter(None, [*papers, *map(evidence.papers.get, sorted(found))]), None)
    if named is None:
        raise unknown(evidence, "Paper", value)
    if value not in (named.id, named.title):
        return f"{value:.{_SHOWN}} is another name of {named.id}: ask for that"
    return f"{named.title:.{_SHOWN}}: {_OF_PAPER[query_name]}{sure}"


def unknown(evidence: EvidenceDatabase, label: str, name: str) -> UsageError:
    """Return the error for a name that no concept of a label has, with the nearest names."""
    near = nearest(evidence, label, name)
    if not near and label in _DOING:
        near = [f"{other} (a {each})" for each in _DOING for other in nearest(evidence, each, name)][
            :_ELSEWHERE
        ]
    return UsageError(f"no {label.lower()} {name:.{_SHOWN}}{_listed(near)}")


def _listed(names: list[str]) -> str:
    return f"; near: {', '.join(name[:_SHOWN] for name in names)}" if names else ""
