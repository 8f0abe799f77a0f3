"""The statements about a node, grouped as a reader asks for them: by relation, then by the other end, with sentences."""

__all__ = ["Fact", "Section", "about", "end_of", "of_paper"]

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kg.page.known import Known, Named
from kg.page.views.sentences import Said, Sentence, sentence
from kg.page.words import place, relation, way_to

SENTENCES = 20  # of one fact that are shown
FIRST = 25  # facts of a section that are shown at once
_PAPER = "Paper"
# A paper's own role in a statement is no news on its page, and its results stand in a table.
_ABOUT = """
SELECT s.predicate, {forward}, s.{other}_label, s.{other}, e.paper, e.sentence, e.start, e."end", e.confidence, e.qualifier
FROM statement s JOIN evidence e ON e.statement = s.key
WHERE s.{this} = ? AND s.subject_label <> 'Result' AND s.object_label <> 'Result'
ORDER BY s.key, e.confidence DESC, e.paper, e.start, e."end", e.rule, e.key"""
_OUT = _ABOUT.format(this="subject", other="object", forward=1)
_IN = _ABOUT.format(this="object", other="subject", forward=0)
_BETWEEN = """
SELECT s.predicate, s.subject_label, s.subject, s.object_label, s.object, e.sentence, e.start, e."end", e.confidence
FROM evidence e JOIN statement s ON s.key = e.statement
WHERE e.paper = ? AND s.subject_label NOT IN ('Paper', 'Result') ORDER BY e.start, e."end", s.key, e.rule, e.key"""


class Fact(NamedTuple):
    """What a node is related to, how many papers say so, the first of the sentences, and how many there are more."""

    end: Named
    papers: int
    sentences: tuple[Sentence, ...]
    more: int
    note: str = ""
    start: Named | None = None
    words: str = ""


class Section(NamedTuple):
    """The facts of one relation, those with most papers first; `of_papers` if they are what papers say of the node."""

    title: str
    key: str
    facts: list[Fact]
    of_papers: bool


class _Row(NamedTuple):
    predicate: str
    forward: int
    label: str
    other: str
    paper: str
    sentence: str
    start: int
    end: int
    confidence: float
    qualifier: str


def about(known: Known, iri: str, label: str) -> list[Section]:
    """Return the facts about a node, by relation."""
    grouped: dict[tuple[int, str], dict[str, list[_Row]]] = defaultdict(lambda: defaultdict(list))
    for query in (_OUT, _IN):
        for values in known.db.execute(query, (iri,)):
            row = _Row._make(values)
            title = relation(row.predicate, bool(row.forward)).title
            grouped[place(row.predicate), title][row.other].append(row)
    sections = []
    for (_, title), others in sorted(grouped.items()):
        of_papers = next(iter(others.values()))[0].label == _PAPER
        facts = [_fact(known, rows, (label, iri)) for rows in others.values()]
        facts.sort(key=_newest if of_papers else _best)
        sections.append(Section(title, way_to(title), facts, of_papers))
    return sections


def _best(fact: Fact) -> tuple[int, str, str]:
    return -fact.papers, fact.end.name.casefold(), fact.end.address


def _newest(fact: Fact) -> tuple[int, str, str]:
    year = fact.sentences[0].paper.year if fact.sentences else None
    return -(year or 0), fact.end.name.casefold(), fact.end.address


def _fact(known: Known, rows: list[_Row], this: tuple[str, str]) -> Fact:
    first = rows[0]
    ends = [this] if first.label == _PAPER else [this, (first.label, first.other)]
    if this[0] == _PAPER:
        ends = ends[1:]
    distinct = {(row.paper, row.sentence, row.start, row.end): row for row in reversed(rows)}
    shown = [row for row in rows if distinct[row.paper, row.sentence, row.start, row.end] is row]
    sentences = tuple(
        sentence(known, Said(row.paper, row.sentence, row.start, row.end, row.confidence), ends)
        for row in shown[:SENTENCES]
    )
    note = "official" if any(row.qualifier == "official" for row in rows) else ""
    end = end_of(known, first.label, first.other, first.paper)
    return Fact(end, len({row.paper for row in rows}), sentences, len(shown) - len(sentences), note)


def end_of(known: Known, label: str, iri: str, paper: str) -> Named:
    """Return an end of a statement; one that is a paper is this one, by id."""
    if label == _PAPER:
        found = known.papers.get(paper)
        return Named(label, found.title if found else paper, known.paper_address(paper))
    return known.names.get(iri) or Named(label, iri, iri.removeprefix(known.base))


def of_paper(known: Known, paper: str) -> Iterator[Fact]:
    """Yield what a paper says of concepts and code among each other, in the order of its text."""
    seen: set[tuple[str, str, str]] = set()
    for predicate, label, subject, other_label, target, *span in known.db.execute(_BETWEEN, (paper,)):
        if (predicate, subject, target) in seen:
            continue
        seen.add((predicate, subject, target))
        ends = [(label, subject), (other_label, target)]
        said = sentence(known, Said(paper, *span), ends)
        yield Fact(
            end_of(known, other_label, target, paper), 1, (said,), 0, "", end_of(known, label, subject, paper),
            relation(predicate, True).words,
        )  # fmt: skip
