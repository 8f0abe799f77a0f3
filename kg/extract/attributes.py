"""What the components write on a Doc: custom attributes, and what is made of them once and kept there."""

__all__ = ["judged", "kind", "least", "marked", "text"]

from typing import Any

from spacy.tokens import Doc

from kg.extract import results
from kg.extract.annotated import MarkedText
from kg.extract.encoder import Judgement

for _name in (
    "sentences", "repositories", "abbreviations", "candidates", "encoded", "probable", "mentions", "keys", "roles", "relations",
    "results", "text", "marked", "judged",
):  # fmt: skip
    if not Doc.has_extension(f"kg_{_name}"):
        Doc.set_extension(f"kg_{_name}", default=())


def text(doc: Doc) -> str:
    """Return the text of the doc, which spaCy puts together anew from its tokens each time that it is asked."""
    if not doc._.kg_text:
        doc._.kg_text = doc.text
    return str(doc._.kg_text)


def kind(doc: Doc) -> str:
    """Return which models read the text: one with a title is an abstract, one without is a sentence out of a paper."""
    return "abstracts" if "\n" in text(doc) else "sentences"


def marked(doc: Doc) -> MarkedText:
    """Return the text with its sentences, mentions and clusters."""
    if not doc._.kg_marked:
        doc._.kg_marked = MarkedText(text(doc), doc._.kg_sentences, doc._.kg_mentions, doc._.kg_keys)
    found: MarkedText = doc._.kg_marked
    return found


def least(doc: Doc, name: str, alone: Any) -> float:
    """Return the least probability at which something is accepted: the encoder's where it has read the text, else that of the weights."""
    return float(doc._.kg_encoded.encoder.settings.least[name] if doc._.kg_encoded else alone)


def judged(doc: Doc) -> Judgement | None:
    """Return the encoder's scores of concepts and numbers, computed once; None where no encoder has read the text."""
    if not doc._.kg_encoded:
        return None
    if not doc._.kg_judged:
        own = marked(doc)
        doc._.kg_judged = doc._.kg_encoded.judge(own, list(results.candidate_numbers(own)))
    found: Judgement = doc._.kg_judged
    return found
