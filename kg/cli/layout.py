"""Lay out rows for people: a table where all columns fit the screen, otherwise one record a block."""

__all__ = [
    "Layout",
    "Row",
    "Screen",
    "blocks",
    "cut",
    "fold",
    "padded",
    "printable",
    "screen",
    "table_or_blocks",
]

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.cells import cell_len, chop_cells, set_cell_size

from kg.jsontext import finite, json_text

_PIPE = 140  # cells; the width without a terminal
_LEAST_SCREEN = 40
_LEAST_COLUMN = 20  # cells; a column of long texts is never narrower
_LONG_WORD = 32  # cells; a longer word, such as an IRI, may be broken
_MOST_LINES = 5  # of one cell; longer texts read better in a block
_SHORT = 36  # cells; a name and a value up to this length share a line with others in a block
_MOST_STRONG = 2  # lines of a heading in bold; more are a text
_NAMES = ("name", "title")  # the properties that are the heading of a node
_GAP = "  "
# Control, bidirectional and other invisible characters could change what a terminal shows, and where.
_UNPRINTABLE = {
    character: None
    for first, end in (
        (0, 9), (11, 32), (127, 160), (0xAD, 0xAE), (0x61C, 0x61D), (0x180B, 0x1810), (0x200B, 0x2010),
        (0x2028, 0x202F), (0x2060, 0x2070), (0xFE00, 0xFE10), (0xFEFF, 0xFF00), (0xFFF9, 0xFFFC),
        (0xE0000, 0xE0080), (0xE0100, 0xE01F0),
    )
    for character in range(first, end)
} | {"\n": " ", "\t": " "}  # fmt: skip
_TO_PRINTABLE = str.maketrans(_UNPRINTABLE)

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """What text is laid out for: `width` cells, and whether it is `styled` with terminal escapes."""

    width: int
    styled: bool = False

    def strong(self, text: str) -> str:
        """Return a line in bold, where the screen has that."""
        return f"\x1b[1m{text}\x1b[0m" if self.styled and text else text

    def lines(self, text: str, first: int = 0, rest: int | None = None, most: int | None = None) -> list[str]:
        """Fold a text to the width; an ellipsis ends it after the `most` lines.

        `first` and `rest` are the cells to indent the first and the other lines by.
        """
        rest = first if rest is None else rest
        room = self.width - max(first, rest)
        folded = fold(text, room)
        if most is not None and len(folded) > most:
            last = folded[most - 1]
            if cell_len(last) + 2 > room:
                last = last.rpartition(" ")[0] or last
            folded = [*folded[: most - 1], cut(f"{last} …", room)]
        return [" " * (rest if number else first) + line.rstrip(" ") for number, line in enumerate(folded)]


Layout = Callable[[Sequence[str], Sequence[Row], Screen], Iterable[str]]


def screen(*, is_file: bool = False) -> Screen:
    """Return what stdout is: as wide as COLUMNS says, else as the terminal, or 140 cells without one."""
    is_styled = sys.stdout.isatty() and not is_file and os.environ.get("TERM") != "dumb"
    return Screen(max(shutil.get_terminal_size((_PIPE, 0)).columns, _LEAST_SCREEN), is_styled)


def printable(value: object) -> str:
    """Return a value as one line of text that a terminal shows literally."""
    if value is None:
        return ""
    value = finite(value)
    text = value if isinstance(value, str) else json_text(value)
    return text.translate(_TO_PRINTABLE)


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` cells, between words, or within one that is longer."""
    if cell_len(text) <= width:
        return [text]
    lines, line, used = [], "", 0
    for word in text.split(" "):
        size = cell_len(word)
        if used and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if used:
            lines.append(line)
        line, used = word, size
        if size > width:
            *full, line = chop_cells(word, width)
            lines += full
            used = cell_len(line)
    return [*lines, line] if used or not lines else lines


def cut(text: str, width: int) -> str:
    """Return the start of a text, with an ellipsis if there is more than fits in `width` cells."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def table_or_blocks(columns: Sequence[str], rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Yield the lines of a table if the columns fit, long texts folded; otherwise those of blocks."""
    names = [printable(column) for column in columns]
    cells = [[_text(value) for value in row] for row in rows]
    numeric = [_is_numeric(row[i] for row in rows) for i in range(len(names))]
    widths = _widths(names, cells, numeric, screen.width)
    if widths is not None:
        return _table(names, cells, numeric, widths, screen)
    if not cells:
        return iter(screen.lines(_GAP.join(names)))
    return blocks(columns, rows, screen)


def blocks(columns: Sequence[str], rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Yield the lines of one block a row: the first value as its heading, the others indented, if not empty.

    Short values share a line; of a node each property is a value.
    """
    for number, row in enumerate(rows):
        if number:
            yield ""
        heading, *parts = _parts(columns, row)
        folded = screen.lines(heading, 0, 2)
        for line in folded:
            yield screen.strong(line) if len(folded) <= _MOST_STRONG else line
        line = ""
        for part in parts:
            joined = f"{line}   {part}" if line else part
            if cell_len(part) <= _SHORT and cell_len(joined) <= screen.width - 2:
                line = joined
                continue
            if line:
                yield f"  {line}"
            line = part if cell_len(part) <= _SHORT else ""
            if not line:
                yield from screen.lines(part, 2, 4)
        if line:
            yield f"  {line}"


def _parts(columns: Sequence[str], row: Row) -> list[str]:
    """Return `name: value` for all values that are not empty, and for the first."""
    pairs: list[tuple[str, Any]] = []
    for column, value in zip(columns, row, strict=True):
        if isinstance(value, dict):
            names = sorted(value, key=lambda name: name not in _NAMES)
            pairs += ((f"{column}.{name}", value[name]) for name in names)
        else:
            pairs.append((column, value))
    texts = [(printable(name), _text(value)) for name, value in pairs]
    return [f"{name}: {text or '-'}" for number, (name, text) in enumerate(texts) if text or not number]


def _text(value: Any) -> str:
    """Return a value as one line; of a list of texts the texts."""
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return ", ".join(map(printable, value))
    return printable(value)


def _is_numeric(values: Iterable[Any]) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and all(isinstance(value, int | float) for value in given)


def _widths(names: list[str], cells: list[list[str]], numeric: list[bool], width: int) -> list[int] | None:
    """Return the width of each column in cells; None if a table would be hard to read."""
    natural = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
    room = width - len(_GAP) * (len(names) - 1)
    if sum(natural) <= room:
        return natural
    widths = [
        size if size <= _LEAST_COLUMN or is_number else min(size, max(_LEAST_COLUMN, _longest_word(column)))
        for size, is_number, column in zip(natural, numeric, zip(names, *cells, strict=True), strict=True)
    ]
    room -= sum(widths)
    if room < 0:
        return None
    # The columns that need least first, so that what they leave is shared by the others.
    for left, i in zip(
        range(len(names), 0, -1), sorted(range(len(names)), key=lambda i: natural[i] - widths[i]), strict=True
    ):
        more = min(natural[i] - widths[i], room // left)
        widths[i] += more
        room -= more
    for row in cells:
        for cell, size in zip(row, widths, strict=True):
            if cell_len(cell) > size * _MOST_LINES or len(fold(cell, size)) > _MOST_LINES:
                return None
    return widths


def _longest_word(texts: Iterable[str]) -> int:
    sizes = (cell_len(word) for text in texts for word in text.split(" "))
    return max((size for size in sizes if size <= _LONG_WORD), default=0)


def _table(
    names: list[str], cells: list[list[str]], numeric: list[bool], widths: list[int], screen: Screen
) -> Iterator[str]:
    def lines(row: list[str]) -> Iterator[str]:
        folded = [fold(cell, width) for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*folded, fillvalue=""):
            columns = zip(parts, widths, numeric, strict=True)
            yield _GAP.join(padded(part, width, right=right) for part, width, right in columns).rstrip(" ")

    for line in lines(names):
        yield screen.strong(line)
    yield "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    for row in cells:
        yield from lines(row)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return a text with blanks up to `width` cells, before it if it stands to the `right`."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks
