"""Plain text: blocks between blank lines, the first line a title, the others its abstract."""

__all__ = ["FIELDS", "is_prose", "one_paper", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Paper, Rejected
from kg.read.clean import latex
from kg.read.entry import Entry, paper, rejected
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_TEXT
from kg.read.lines import Line, lines
from kg.read.window import Record

FIELDS: frozenset[str] = frozenset()
_ABSTRACT = 80  # the least characters after the title that make a block look like a paper
_MARKUP = re.compile(  # tags of RIS, NBIB and others, front matter, columns, fields of YAML, entries of BibTeX
    r"^(?:[A-Z][A-Z0-9]{1,3} *- |[ \t]*[A-Za-z][A-Za-z0-9]{1,3} {2,3}[-–—]|RT [A-Z]|PT [A-Z]$|Record #\d|PMID: ?\d"
    r"|---$|[^\n]*\t|[ \t-]*[Tt]itle ?[:=]|[^\w\n@]*+@\w+ ?\{[^\s,]*,)",
    re.MULTILINE,
)
_CELLS = re.compile(r"[,;|]\"[^\"\n]+\"(?:[,;|]|$)|^\w+\|\w+\||^\"[^\"\n]+\"[,;|]\"", re.MULTILINE)


def sniff(head: str) -> bool:
    """Return whether this is printable prose with a block of a title and some text."""
    if not is_prose(head):
        return False
    blocks = head.replace("\r\n", "\n").split("\n\n")
    return any(
        len(rest) >= _ABSTRACT and " " in rest
        for _, newline, rest in (b.strip().partition("\n") for b in blocks)
        if newline
    )


def is_prose(head: str) -> bool:
    """Return whether this is printable text without the marks of other formats."""
    if (
        not head.strip()
        or any(ord(c) < 32 and c not in "\t\n\r\f" for c in head)
        or head.lstrip()[0] in "{[<@%"
    ):
        return False
    return not (_MARKUP.search(head) or _CELLS.search("\n".join(head.split("\n", 3)[:3])))


def one_paper(text: str, source: str) -> Paper | Rejected:
    """Return a whole text as one paper: its first line is the title, all others are the abstract, if there are any."""
    title, _, rest = text.strip().partition("\n")
    abstract = latex(
        unbroken("\n".join(line.strip() for line in rest.splitlines() if line.strip()), soft=True)
    )
    return paper(f"{source}#1", Entry(latex(title), abstract if rest else None), Record(0, 0, text.encode()))


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield one entry per block, with its lines and hyphenated words joined."""
    number = 0
    block: list[Line] = []
    size = 0
    for line in lines(stream):
        text = line.text.strip()
        if text or line.code:
            # lines are only dropped beyond the limit of an abstract, so the block is rejected, not cut
            if size <= MAX_TEXT:
                size += len(text) + 1 if block else 0
                block.append(line._replace(text=text[: MAX_TEXT + 1]))
        elif block:
            number += 1
            yield _entry(f"{source}#{number}", block)
            block, size = [], 0
    if block:
        yield _entry(f"{source}#{number + 1}", block)


def _entry(where: str, block: list[Line]) -> Paper | Rejected:
    title, *rest = (line.text.strip() for line in block)
    for line in block:
        if line.code:
            return rejected(where, line.code, line.reason, line.text, block[0].offset)
    record = Record(0, block[0].offset, "\n".join((title, *rest)).encode())
    return paper(where, Entry(latex(title), latex(unbroken("\n".join(rest), soft=True))), record)
