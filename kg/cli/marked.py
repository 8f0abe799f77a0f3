"""Marked papers as text: coloured on a terminal, with brackets elsewhere."""

__all__ = ["coloured", "in_brackets"]

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.answers.marking import KINDS, Mark, Segment, lines, results, roles, steps
from kg.cli.layout import printable
from kg.model import Extraction

if TYPE_CHECKING:
    from rich.text import Text

# In the order of KINDS, black on light colours: the first sixteen are other ones in every terminal, these are not.
_STYLES = (
    *(f"color(16) on color({ground})" for ground in (222, 117, 120, 219)),
    "bold color(16) on color(209)",
    "underline",
)
_INDENT = 2  # columns, of what is said below a paper
_NARROWEST = 20  # columns


def coloured(extractions: Iterable[Extraction], width: int) -> Iterator[str]:
    """Yield a legend and the lines of each paper, with the colours of a terminal, wrapped at `width` columns."""
    from rich.console import Console
    from rich.text import Text

    def shown(text: "Text") -> str:
        buffer = io.StringIO()
        console = Console(
            file=buffer,
            width=columns,
            force_terminal=True,
            color_system="256",
            no_color=False,
            highlight=False,
        )
        console.print(text, soft_wrap=True)
        return buffer.getvalue()

    columns = max(width, _NARROWEST)
    legend = Text("  ").join(Text(kind, _style(kind)) for kind in KINDS)
    yield from map(shown, _wrapped(legend, columns))
    for extraction in extractions:
        yield "\n"
        for text, indent in _paper(extraction, colour=True):
            yield from (shown(line) for line in _wrapped(text, columns, indent))


def in_brackets(extractions: Iterable[Extraction], width: int | None) -> Iterator[str]:
    """Yield the lines of each paper, its mentions as [BERT|Method], wrapped at `width` columns, if any."""
    for number, extraction in enumerate(extractions):
        if number:
            yield "\n"
        for text, indent in _paper(extraction, colour=False):
            wrapped = [text] if width is None else _wrapped(text, max(width, _NARROWEST), indent)
            yield from (f"{line.plain}\n" for line in wrapped)


def _paper(extraction: Extraction, *, colour: bool) -> Iterator[tuple["Text", int]]:
    """Yield the paragraphs of a paper, each with the columns by which its further lines are indented."""
    from rich.text import Text

    line = _in_colour if colour else _bracketed
    title, *paragraphs = map(line, lines(extraction)) or [Text()]
    if colour:
        title.stylize("bold")
    yield title, 0
    yield Text(printable(extraction.id), "dim"), 0
    yield from ((paragraph, 0) for paragraph in paragraphs)
    notes = [(kind, f"{role}: {'; '.join(names)}") for kind, role, names in roles(extraction)]
    notes += [("Result", f"{value}: {owner}" if owner else value) for value, owner in results(extraction)]
    for kind, said in notes:
        label = Text(printable(kind), _style(kind) if colour else "")
        yield Text.assemble(" " * _INDENT, label, f" {printable(said)}"), 2 * _INDENT


def _in_colour(line: list[Segment]) -> "Text":
    """Return a line in which every character has the colour of its innermost mark; what is nested is underlined."""
    from rich.text import Text

    text = Text()
    for segment in line:
        style = _style(segment.marks[-1].kind) if segment.marks else ""
        text.append(_visible(segment.text), f"{style} underline" if len(segment.marks) > 1 else style)
    return text


def _bracketed(line: list[Segment]) -> "Text":
    """Return a line with brackets; an ellipsis stands where a mark goes on behind, or before, one that it overlaps."""
    from rich.text import Text

    def begin(mark: Mark, start: int) -> str:
        return "[…" if mark.start < start else "["

    def end(mark: Mark, start: int) -> str:
        return f"{'…' if mark.end > start else ''}|{printable(mark.kind)}]"

    return Text(
        "".join(
            "".join(
                (
                    *(end(mark, segment.start) for mark in closed),
                    *(begin(mark, segment.start) for mark in opened),
                    _visible(segment.text),
                )
            )
            for closed, opened, segment in steps(line)
        )
    )


def _wrapped(text: "Text", width: int, indent: int = 0) -> list["Text"]:
    """Return the lines of a text, those after the first one indented."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=io.StringIO(), width=width)
    first, *rest = text.wrap(console, width) or [Text()]
    if rest and indent:
        below = text[len(first.plain) :]
        below = below[len(below.plain) - len(below.plain.lstrip()) :]
        rest = [Text(" " * indent) + line for line in below.wrap(console, width - indent)]
    for line in (first, *rest):
        line.rstrip()
    return [first, *rest]


def _visible(text: str) -> str:
    return printable(text).replace("\t", " ")


def _style(kind: str) -> str:
    return _STYLES[KINDS.index(kind) % len(_STYLES)] if kind in KINDS else "reverse"
