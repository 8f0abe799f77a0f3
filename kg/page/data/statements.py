"""Statements with their evidence, and the texts of papers with marks, as columns for the self-contained page."""

__all__ = ["Place", "statement_tables", "text_tables"]

from collections.abc import Callable, Iterable
from typing import Any

from kg.answers.marking import segments
from kg.evidence.database import EvidenceDatabase
from kg.model import Extraction, Paper, Span
from kg.page.mentions import node_at
from kg.page.words import place as place_of
from kg.page.words import relation

Place = Callable[[str, str, int], tuple[int, int]]
"""From the id of a paper, a sentence of it and an offset in this sentence to the numbers of paper and sentence; -1 for none."""

_STATEMENTS = """
SELECT s.subject, s.predicate, s.object, e.paper, e.sentence, e.start, e."end", e.confidence, e.rule, e.qualifier
FROM statement s JOIN evidence e ON e.statement = s.key
WHERE s.subject_label <> 'Result' AND s.object_label <> 'Result'
ORDER BY s.subject, s.predicate, s.object, e.confidence DESC, e.paper, e.start, e.rule, e.key"""


class Words:
    """Numbers for words that occur often, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def __getitem__(self, word: str) -> int:
        return self.number.setdefault(word, len(self.number))

    def list(self) -> list[str]:
        """Return the words by number."""
        return list(self.number)


def statement_tables(evidence: EvidenceDatabase, number: dict[str, int], place: Place) -> dict[str, Any]:
    """Return the statements as columns, and behind each other the evidence of each, the surest first."""
    predicates, rules = Words(), Words()
    columns: dict[str, list[Any]] = {name: [] for name in ("subject", "predicate", "object", "count")}
    found: dict[str, list[Any]] = {
        name: [] for name in ("paper", "sentence", "start", "end", "confidence", "rule")
    }
    official: list[int] = []
    last: tuple[str, str, str] | None = None
    for (
        subject,
        predicate,
        target,
        paper,
        sentence,
        start,
        end,
        confidence,
        rule,
        qualifier,
    ) in evidence.db.execute(_STATEMENTS):
        if (subject, predicate, target) != last:
            last = subject, predicate, target
            if qualifier == "official":
                official.append(len(columns["subject"]))
            for name, value in zip(
                columns, (number[subject], predicates[predicate], number[target], 0), strict=True
            ):
                columns[name].append(value)
        columns["count"][-1] += 1
        values = (*place(paper, sentence, start), start, end, round(confidence, 2), rules[rule])
        for name, value in zip(found, values, strict=True):
            found[name].append(value)
    known = predicates.list()
    return columns | {
        "evidence": found, "predicates": known, "rules": rules.list(), "official": official,
        "places": [place_of(name) for name in known],
        "words": [[*relation(name, True), *relation(name, False)] for name in known],
    }  # fmt: skip


def text_tables(
    evidence: EvidenceDatabase, papers: list[Paper], number: dict[str, int]
) -> tuple[dict[str, Any], Place]:
    """Return abstracts, sentences and marks by paper, and the function that finds the number of a sentence.

    A sentence is a pair of offsets into the text of its paper, the title, a newline and the abstract; or a text, where a
    source and not the paper says it. A mark is [start, end, kind, concept or -1, role] or, of a number, its words.
    """
    of_paper = {paper.id: n for n, paper in enumerate(papers)}
    sentences: list[list[Any]] = [[] for _ in papers]
    known: list[dict[Any, int]] = [{} for _ in papers]
    roles = Words()
    marks = []
    for paper in papers:
        stored = evidence.extractions.of(paper)
        marks.append(list(_marks(stored[0], node_at(evidence, stored[0]), number, roles)) if stored else [])

    def place(id: str, sentence: str, start: int) -> tuple[int, int]:
        n = of_paper[id]
        if not sentence:
            return n, -1
        begin = _begin(papers[n].text, sentence, start)
        span: Any = sentence if begin < 0 else (begin, begin + len(sentence))
        if span not in known[n]:
            known[n][span] = len(sentences[n])
            sentences[n].append(span)
        return n, known[n][span]

    tables = {
        "abstracts": [paper.abstract for paper in papers], "sentences": sentences, "marks": marks, "roles": roles.list(),
    }  # fmt: skip
    return tables, place


def _begin(text: str, sentence: str, start: int) -> int:
    """Return where the sentence around an offset begins in a text, -1 where it is none of this text."""
    begin = text.rfind(sentence, 0, start + len(sentence))
    return begin if begin <= start else text.find(sentence)


def _marks(
    extraction: Extraction, nodes: dict[Span, str], number: dict[str, int], roles: Words
) -> Iterable[list[Any]]:
    """Yield the marks of a text, the outer before the inner, without those that cross the end of another."""
    seen = dict.fromkeys(mark for segment in segments(extraction) for mark in segment.marks)
    inside: list[int] = []
    for mark in sorted(seen, key=lambda mark: (mark.start, -mark.end, mark.kind)):
        while inside and inside[-1] <= mark.start:
            inside.pop()
        if inside and mark.end > inside[-1]:
            continue
        inside.append(mark.end)
        if mark.kind == "Result":
            yield [mark.start, mark.end, mark.kind, -1, mark.about]
        else:
            yield [mark.start, mark.end, mark.kind, number.get(nodes.get(mark[:2], ""), -1), roles[mark.role]]
