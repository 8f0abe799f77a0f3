"""What one text says, without a graph: an extraction that a notebook shows with its mentions marked."""

__all__ = ["Annotation", "annotate"]

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.model import Extraction


class Annotation:
    """What a text says: an extraction, shown in a notebook with its mentions marked."""

    def __init__(self, extraction: "Extraction") -> None:
        self.extraction = extraction

    def __getattr__(self, name: str) -> Any:
        return getattr(self.extraction, name)

    def __repr__(self) -> str:
        text = self.extraction.text
        return (
            ", ".join(f"{text[m.start : m.end]} ({m.label})" for m in self.extraction.entities)
            or "no mentions"
        )

    def _repr_html_(self) -> str:
        from kg.answers.marking import html

        return html(self.extraction)


def annotate(text: str, *, model: str | None = None) -> Annotation:
    """Return what a text says; its first line is the title if there are more."""
    from kg.extract.language import extract, make
    from kg.model import Extraction, Paper

    title, newline, abstract = text.partition("\n")
    paper = Paper("text", title, abstract if newline else None)
    [found] = extract([paper], make(model))
    assert isinstance(found, Extraction)
    return Annotation(found)
