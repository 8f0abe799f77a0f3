"""Saved "Trending papers" pages, in both layouts: alternating title and abstract lines, among others."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Paper, Rejected
from kg.read.clean import latex
from kg.read.entry import Entry, paper, rejected
from kg.read.lines import Line, lines
from kg.read.window import Record

FIELDS: frozenset[str] = frozenset()
_SIGN_UP = "Get trending papers in your email inbox"
_PAGE = re.compile(
    r"new|Get trending papers in your email inbox.*|Subscribe|by\s?AK and the research community"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}(?:, \d{4})?"
)
# No title is as long, and few end like a sentence.
_LONG, _SENTENCE = 220, 110
_ENDS = re.compile(r"[.!?:;][\"'”’)\]}$]*$|\S*[/}]\S*$")  # a sentence, or a URL


def sniff(head: str) -> bool:
    """Return whether the line that offers a subscription is near the top."""
    return _SIGN_UP in head[:4000]


def _is_abstract(text: str) -> bool:
    return len(text) >= _LONG or (len(text) >= _SENTENCE and text.endswith((".", "!", '."', ".)")))


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield the entries in order.

    A title without an abstract, or the reverse, is rejected and does not shift other pairs.

    If the page ends inside its last abstract, that paper is rejected.
    """
    number = 0
    title: Line | None = None
    last: Paper | None = None
    after_sign_up = False
    for line in lines(stream):
        text = line.text.strip()
        if after_sign_up and text.startswith("Subscribe"):
            text = text.removeprefix("Subscribe").lstrip()
        if text:
            after_sign_up = text.startswith(_SIGN_UP)
        if (not text and not line.code) or _PAGE.fullmatch(text):
            continue
        if last is not None:
            yield last
            last = None
        if _is_abstract(text):
            number += 1
            entry = _entry(f"{source}#{number}", title, line._replace(text=text))
            title = None
            if isinstance(entry, Paper) and not _ENDS.search(entry.text[-300:]):
                last = entry  # held back in case the page ends here
            else:
                yield entry
        else:
            if title is not None:
                number += 1
                yield _entry(f"{source}#{number}", title, None)
            title = line._replace(text=text)
    if title is not None:
        yield _entry(f"{source}#{number + 1}", title, None)
    elif last is not None:
        yield rejected(last.sources[0], "cut", "the page ends inside this abstract", last.text)


def _entry(where: str, title: Line | None, abstract: Line | None) -> Paper | Rejected:
    texts = (title.text if title else "", abstract.text if abstract else "")
    present = [line for line in (title, abstract) if line is not None]
    for line in present:
        if line.code:
            return rejected(where, line.code, line.reason, "\n".join(texts), present[0].offset)
    return paper(
        where,
        Entry(latex(texts[0]), latex(texts[1])),
        Record(0, present[0].offset, "\n".join(texts).encode()),
    )
