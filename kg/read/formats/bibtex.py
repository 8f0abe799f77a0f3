"""BibTeX of any origin: Zotero, JabRef, Crossref, the ACL Anthology, PMLR (https://proceedings.mlr.press/spec.html)."""

__all__ = ["read", "sniff"]

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from kg.model import Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.clean import latex, marked_latex
from kg.read.entry import Entry, paper, rejected, year
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_LINE
from kg.read.lines import Line, blocks, lines
from kg.read.window import Record

if TYPE_CHECKING:
    from bibtexparser.model import Entry as BibEntry
    from bibtexparser.model import ParsingFailedBlock

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its warnings become reasons of rejects

_BLOCK = re.compile(r"\s*@\s*\w+\s*[{(]")
_ENTRY = re.compile(
    r"^[ \t]*@[ \t]*(?:(?:comment|string|preamble)[ \t]*[{(]|[a-z]+[ \t]*[{(]\s*[^\s,{}\"]*\s*,)",
    re.M | re.I,
)
_NO_COMMA = re.compile(r"(?<=[}\"])[ \t]*\n\s*([A-Za-z][\w-]*)\s*=\s*(?=[{\"])")
_COMMAS = re.compile(r"(?<=[}\"\w]),(?:\s*,)+(?=[ \t]*(?:\n|[})]|[A-Za-z][\w-]*\s*=))")
_PMLR_KEY = re.compile(r"(?:pmlr-(v\d+)-)?([a-z][a-z'-]*\d\d[a-z]+)")
_COLLECTIONS = frozenset(
    "proceedings mvproceedings book mvbook collection mvcollection reference mvreference periodical".split()
)
_OWN = frozenset(
    "title subtitle abstract author editor key keywords crossref xdata xref url file isbn pages note".split()
)
_IDS = frozenset("doi eprint arxiv arxivid pmid pmcid eid volume number".split())
_TELL_ARXIV = frozenset(
    "archiveprefix eprinttype journal journaltitle note howpublished publisher institution".split()
)
_CITE_ARXIV = (
    "journal",
    "journaltitle",
    "note",
    "howpublished",
    "publisher",
    "institution",
    "eid",
    "volume",
    "number",
)
_TELL_IDS = _IDS | _TELL_ARXIV | {"url"}
_TEX = re.compile(r"[\\{}$~]")
_MOST_KNOWN = 100_000  # entries that others may inherit from, and entries that wait for one
_DEEPEST = 5  # entries that inherit from one another


class _Item(NamedTuple):
    """An entry: its type, its key, and its fields by lower-case name, without quotes and braces around them."""

    kind: str
    key: str
    fields: Mapping[str, str]

    @property
    def parents(self) -> list[str]:
        """The keys of the entries from which it inherits."""
        names = f"{self.fields.get('xdata', '')},{self.fields.get('crossref', '')}".split(",")
        return [name.strip().lower() for name in names if name.strip()]


def sniff(head: str) -> bool:
    """Return whether a line starts an entry with a key, or a comment."""
    return _ENTRY.search(head) is not None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every entry of the bibliography, except comments, preambles, string definitions and @xdata.

    An entry ends at the latest where the next one starts a line, so an unclosed one only affects itself. One
    that inherits from an entry further down comes at the end.
    """
    bibliography = _Bibliography()
    waiting: list[tuple[str, _Item, Record]] = []
    number = 0
    for record, text in (_joined(block) for block, _ in blocks(lines(stream), _starts)):
        if not _starts(text):
            continue
        for item in bibliography.items(text, record):
            number += 1
            where = f"{source}#{number}"
            if not isinstance(item, _Item):
                yield rejected(where, *item, record.shown, record.offset)
            elif bibliography.knows(item) or len(waiting) >= _MOST_KNOWN:
                yield paper(where, bibliography.entry(item), record)
            else:
                waiting.append((where, item, record))
    yield from (paper(where, bibliography.entry(item), record) for where, item, record in waiting)


def _starts(text: str) -> bool:
    return _BLOCK.match(text) is not None


def _joined(block: list[Line]) -> tuple[Record, str]:
    text = "\n".join(line.text for line in block)
    code, reason = next(((line.code, line.reason) for line in block if line.code), ("", ""))
    return Record(0, block[0].offset, text[:MAX_LINE].encode("utf-8", "replace"), code, reason), text


class _Bibliography:
    """What entries take from others: the strings, the entries that they inherit from, and their PMLR volume."""

    def __init__(self) -> None:
        self.strings: dict[str, str] = {}
        self.known: dict[str, _Item] = {}
        self.name: str | None = None
        self.year: int | None = None

    def items(self, text: str, record: Record) -> Iterator[_Item | tuple[str, str]]:
        """Yield the entries of a block, with the code and reason of a reject where one cannot be used."""
        from bibtexparser import model
        from bibtexparser.splitter import Splitter

        library = Splitter(text).split()
        if library.failed_blocks and _COMMAS.search(text):
            library = Splitter(_COMMAS.sub(",", text)).split()
        for block in library.blocks:
            if isinstance(block, model.String):
                self.strings[block.key.lower()] = self._value(str(block.value))
            elif isinstance(block, model.Entry | model.ParsingFailedBlock):
                if record.code:
                    yield record.code, record.reason
                    return
                item = self._item(block)
                if isinstance(item, _Item):
                    self._remember(item)
                if not isinstance(item, _Item) or item.kind != "xdata":
                    yield item

    def _item(self, block: "BibEntry | ParsingFailedBlock") -> _Item | tuple[str, str]:
        from bibtexparser import model

        entry: Any = block.ignore_error_block if isinstance(block, model.ParsingFailedBlock) else block
        if not isinstance(entry, model.Entry):
            error = getattr(block, "error", "")
            return "malformed", f"not BibTeX: {(str(error).splitlines() or ['it is not closed'])[0]}"
        fields: dict[str, str] = {}
        for field in entry.fields:
            written = str(field.value)
            parts = _separated(field.key, written) if "=" in written else ((field.key, written),)
            for name, value in parts:
                fields.setdefault(name.strip().lower(), self._value(value))
        return _Item(entry.entry_type.lower(), entry.key.strip(), fields)

    def _value(self, written: str) -> str:
        """Return the value of an expression: texts, numbers and names of strings, joined by `#`."""
        terms = _terms(written) if "#" in written else (written.strip(),)
        return "".join(
            term[1:-1] if term[:1] in '{"' else self.strings.get(term.lower(), term) for term in terms
        )

    def _remember(self, item: _Item) -> None:
        if item.kind == "proceedings" and {"volume", "shortname", "published"} <= item.fields.keys():
            self.name = f"v{item.fields['volume']}"
            self.year = year(item.fields.get("year") or item.fields["published"])
        if len(self.known) >= _MOST_KNOWN:
            del self.known[next(iter(self.known))]
        kept = {
            name: value for name, value in item.fields.items() if item.kind == "xdata" or name not in _OWN
        }
        self.known[item.key.lower()] = item._replace(fields=kept)

    def knows(self, item: _Item, depth: int = 0) -> bool:
        """Return whether all entries are known from which an entry inherits."""
        parents = item.parents if depth < _DEEPEST else []
        return all(name in self.known and self.knows(self.known[name], depth + 1) for name in parents)

    def _fields(self, item: _Item, depth: int = 0) -> dict[str, str]:
        """Return the fields of an entry with those that it inherits; an id of a collection is not that of its papers."""
        fields: dict[str, str] = {}
        for name in reversed(item.parents) if depth < _DEEPEST else ():
            if name in self.known:
                parent = self.known[name]
                fields |= {
                    name: value
                    for name, value in self._fields(parent, depth + 1).items()
                    if parent.kind not in _COLLECTIONS or name not in _IDS
                }
        return fields | dict(item.fields)

    def entry(self, item: _Item) -> Entry:
        """Return the entry of an item, with what it inherits."""
        fields = self._fields(item)
        url = fields.get("url")
        ids = [*_ids(fields)]
        key = _PMLR_KEY.fullmatch(item.key)
        volume = (key[1] or self.name) if key else None
        if key and volume:
            ids.append(f"pmlr:{volume}/{key[2]}")
            url = url or f"https://proceedings.mlr.press/{volume}/{key[2]}.html"
        when = year(fields.get("year")) or year(fields.get("date")) or (self.year if volume else None)
        code = latex(fields.get("software", ""))
        claims = (
            [SourceClaim("repository", code, "official")] if code.startswith(("http://", "https://")) else []
        )
        title, abstract = (
            marked_latex(unbroken(fields.get(name, ""), soft=True)) for name in ("title", "abstract")
        )
        return Entry(title, abstract, ids, when, latex(url or "") or None, claims=claims)


def _ids(fields: Mapping[str, str]) -> Iterator[str | None]:
    """Yield the ids in the fields of an entry; what LaTeX escapes in them is read first."""
    read = {
        name: latex(value) if _TEX.search(value) else value
        for name, value in fields.items()
        if name in _TELL_IDS
    }
    of_arxiv = any("arxiv" in value.lower() for name, value in read.items() if name in _TELL_ARXIV)
    yield identity.doi(read.get("doi"))
    yield identity.arxiv(read.get("arxiv") or read.get("arxivid"))
    yield identity.arxiv(read.get("eprint")) if of_arxiv else None
    yield from (identity.arxiv_in(read.get(name)) for name in _CITE_ARXIV)
    yield identity.number("pmid", read.get("pmid"))
    yield identity.number("pmc", read.get("pmcid"))
    yield identity.address(read.get("url"))


def _separated(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a field, and those behind it whose comma is missing at the end of a line."""
    while match := _NO_COMMA.search(value):
        yield name, value[: match.start()]
        name, value = match[1], value[match.end() :]
    yield name, value


def _terms(expression: str) -> Iterator[str]:
    """Yield the terms of a value, between the `#` outside braces and quotes."""
    start = depth = 0
    quoted = False
    for i, character in enumerate(expression):
        if character in "{}":
            depth += 1 if character == "{" else -1
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "#" and not depth and not quoted:
            yield expression[start:i].strip()
            start = i + 1
    yield expression[start:].strip()
