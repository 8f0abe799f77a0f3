"""BibTeX of any origin: Zotero, JabRef, Crossref, the ACL Anthology, PMLR (https://proceedings.mlr.press/spec.html)."""

__all__ = ["read", "sniff"]

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.clean import latex, markup
from kg.read.entry import Entry, paper, rejected, year
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_LINE
from kg.read.lines import Line, blocks, lines
from kg.read.window import Record

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Block

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its warnings become reasons of rejects

_BLOCK = re.compile(r"\s*@\s*(\w+)\s*[{(]")
_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?:(?:comment|string|preamble)[ \t]*[{(]|[a-z]+[ \t]*[{(]\s*[^\s,{}()\"]*\s*,)",
    re.M | re.I,
)
_PMLR_KEY = re.compile(r"(?:pmlr-(v\d+)-)?([a-z][a-z'-]*\d\d[a-z]+)")
_NOT_PAPERS = frozenset(("comment", "preamble"))


def sniff(head: str) -> bool:
    """Return whether a line starts an entry with a key, or a comment."""
    return _ENTRY.search(head) is not None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every entry of the bibliography, except comments, preambles and string definitions.

    An entry ends where the next one starts a line, so an unclosed one only affects itself.
    """
    volume = _Volume()
    number = 0
    for record, text in (
        _joined(block) for block, _ in blocks(lines(stream), lambda text: _BLOCK.match(text) is not None)
    ):
        start = _BLOCK.match(text)
        if not start or start[1].lower() in _NOT_PAPERS:
            continue
        if start[1].lower() == "string":
            volume.define(text)
            continue
        number += 1
        where = f"{source}#{number}"
        result = (record.code, record.reason) if record.code else volume.entry(text)
        if isinstance(result, Entry):
            yield paper(where, result, record)
        else:
            yield rejected(where, *result, record.shown, record.offset)


def _joined(block: list[Line]) -> tuple[Record, str]:
    text = "\n".join(line.text for line in block)
    code, reason = next(((line.code, line.reason) for line in block if line.code), ("", ""))
    if code == "encoding":
        reason = f"{reason}: set the encoding with --encoding"
    return Record(0, block[0].offset, text[:MAX_LINE].encode("utf-8", "replace"), code, reason), text


class _Volume:
    """Makes entries, with the strings defined before them and their PMLR volume."""

    def __init__(self) -> None:
        self.strings: dict[str, str] = {}
        self.name: str | None = None
        self.year: int | None = None

    def define(self, text: str) -> None:
        """Record the definitions of a @string block."""
        from bibtexparser.splitter import Splitter

        for string in Splitter(text).split().strings:
            self.strings[string.key.lower()] = _bare(string.value)

    def entry(self, text: str) -> Entry | tuple[str, str]:
        """Return the entry of a block, or the code and reason of a reject."""
        from bibtexparser.splitter import Splitter

        library = Splitter(text).split()
        if not library.entries:
            reason = next(
                (str(block.error).splitlines()[0] for block in library.failed_blocks if str(block.error)),
                "it is not closed",
            )
            return "malformed", f"not BibTeX: {reason}"
        block = library.entries[0]
        fields = {field.key.lower(): self._value(str(field.value)) for field in reversed(block.fields)}
        if (
            block.entry_type.lower() == "proceedings"
            and {"volume", "shortname", "published"} <= fields.keys()
        ):
            self.name, self.year = f"v{fields['volume']}", year(fields.get("year") or fields["published"])
        return self._paper(block, fields)

    def _value(self, written: str) -> str:
        bare = _bare(written)
        return self.strings.get(bare.lower(), bare) if bare == written else bare

    def _paper(self, block: "Block", fields: dict[str, str]) -> Entry:
        preprint = (
            fields.get("archiveprefix", fields.get("eprinttype", "")).lower() == "arxiv"
            or "arxiv" in fields.get("journal", "").lower()
        )
        ids = [
            identity.doi(fields.get("doi")),
            identity.arxiv(fields.get("eprint"))
            if preprint
            else identity.arxiv(fields.get("arxiv") or fields.get("arxivid")),
            identity.number("pmid", fields.get("pmid")),
            identity.number("pmc", fields.get("pmcid")),
            identity.address(fields.get("url")),
        ]
        url = fields.get("url")
        key = _PMLR_KEY.fullmatch(block.key)
        volume = (key[1] or self.name) if key else None
        if key and volume:
            ids.append(f"pmlr:{volume}/{key[2]}")
            url = url or f"https://proceedings.mlr.press/{volume}/{key[2]}.html"
        when = year(fields.get("year") or fields.get("date")) or (self.year if volume else None)
        code = latex(fields.get("software", ""))
        claims = (
            [SourceClaim("repository", code, "official")] if code.startswith(("http://", "https://")) else []
        )
        title, abstract = (
            latex(markup(unbroken(fields.get(name, ""), soft=True))) for name in ("title", "abstract")
        )
        return Entry(title, abstract, ids, when, latex(url or "") or None, claims=claims)


def _bare(value: str) -> str:
    """Return a value without the braces or quotes around it."""
    value = value.strip()
    return value[1:-1] if len(value) >= 2 and (value[0] + value[-1]) in ("{}", '""') else value
