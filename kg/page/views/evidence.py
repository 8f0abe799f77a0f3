"""The page of one statement of one paper: its words, its sentence, and where and how it was found."""

__all__ = ["view"]

from kg.ids import paper_iri
from kg.page.known import Known, Named
from kg.page.views.facts import end_of
from kg.page.views.sentences import Said, sentence
from kg.page.views.view import View
from kg.page.words import relation

_STATEMENT = "SELECT predicate, subject_label, subject, object_label, object FROM statement WHERE key = ?"
# As an edge of the graph: the strongest, the earliest on a tie.
_STRONGEST = """
SELECT sentence, start, "end", confidence, rule FROM evidence WHERE statement = ? AND paper = ?
ORDER BY confidence DESC, start, "end", rule, key LIMIT 1"""


def view(known: Known, key: str) -> View | None:
    """Return the page of the evidence with a key, or None."""
    if key not in known.stated:
        return None
    statement, paper = known.stated[key]
    predicate, *ends = known.db.execute(_STATEMENT, (statement,)).fetchone()
    text, start, end, confidence, rule = known.db.execute(_STRONGEST, (statement, paper)).fetchone()
    both = [(ends[0], ends[1]), (ends[2], ends[3])]
    marked = [one for one in both if one[0] != "Paper"] or both
    words = relation(predicate, True).words
    data = {
        "subject": _end(known, *both[0], paper),
        "words": words,
        "object": _end(known, *both[1], paper),
        "said": sentence(known, Said(paper, text, start, end, confidence), marked),
        "start": start,
        "end": end,
        "rule": rule,
    }
    return View("evidence.html", f"{data['subject'].name} {words} {data['object'].name}", data)


def _end(known: Known, label: str, iri: str, paper: str) -> Named:
    """Return an end of a statement; a result is a place on the page of its paper."""
    if label == "Result":
        found = known.result.get(iri)
        name = f"result {found.raw}" if found is not None else "a result"
        return Named(label, name, known.result_address(iri, paper))
    if label == "Paper" and iri != paper_iri(paper, known.base):
        paper = known.id_of.get(iri.removeprefix(known.base), paper)
    return end_of(known, label, iri, paper)
