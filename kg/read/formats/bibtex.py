"""BibTeX of any origin: Zotero, JabRef, Crossref, the ACL Anthology, PMLR (https://proceedings.mlr.press/spec.html)."""

__all__ = ["FIELDS", "read", "sniff"]

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from kg.model import Paper, Rejected, SourceClaim
from kg.read.bib import cut, fields_separated, opened, rescued, terms
from kg.read.bibids import ID_FIELDS, bibliographic_ids
from kg.read.clean import latex, marked_latex
from kg.read.entry import Entry, paper, rejected, with_subtitle, year
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_LINE, MAX_TEXT
from kg.read.lines import Line
from kg.read.metadata.bibtex import FIELDS, bibliographic_metadata
from kg.read.window import Record

if TYPE_CHECKING:
    from bibtexparser.model import Entry as BibEntry
    from bibtexparser.model import ParsingFailedBlock

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # its warnings become reasons of rejects

_ENTRY = re.compile(  # also after a number, a quote mark or tags, as in "1. @article{", "> @article{", "<pre>@article{"
    r"^(?:<\w+>|[^\w\n@]|\d){0,20}+@[ \t]*(?:(?:comment|string|preamble)[ \t]*[{(]"
    r"|[\w*-]+\s*[{(]\s*(?:[^\s,{}]*\s*,|[\w-]+\s*=\s*[{\"]))",
    re.M | re.I,
)
_COMMAS = re.compile(r"(?<=[}\"\w]),(?:\s*,)+(?=[ \t]*(?:\n|[})]|[A-Za-z][\w-]*\s*=))")
_PMLR_KEY = re.compile(r"(?:pmlr-(v\d+)-)?([a-z][a-z'-]*(\d\d)[a-z]+)")
_COLLECTIONS = frozenset(
    "proceedings mvproceedings book mvbook collection mvcollection reference mvreference periodical".split()
)
_PASSED_ON = {
    "title": "booktitle",
    "author": "bookauthor",
}  # what is called otherwise in parts of a collection
_OWN = frozenset(
    "title subtitle abstract author authors editor key keyword keywords crossref xdata xref url pdf file isbn pages "
    "note times-cited cited-references orcid-numbers researcherid-numbers".split()
)
_SIGN = re.compile(  # signs of HTML as Zotero and Mendeley write them
    r"\{\\text(less|greater)\}|\\text(less|greater)(?:\{\}|[ \t]+|(?![A-Za-z]))|\$([<>])\$|(?:\{\\&\}|\\&)(?=#?\w+;)"
)
_SIGNS = {"less": "<", "greater": ">", "<": "<", ">": ">"}
_MACRO = re.compile(r"\\[A-Za-z]+\s*\{[^{}]*\}")  # \noopsort{2005}
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

    One that inherits from an entry further down comes at the end.
    """
    bibliography = _Bibliography()
    waiting: list[tuple[str, _Item, Record]] = []
    number = 0
    for block, nested in cut(stream):
        record, text = _joined(block)
        for item in bibliography.items(text, record, nested=nested):
            number += 1
            where = f"{source}#{number}"
            if not isinstance(item, _Item):
                yield rejected(where, *item, record.shown, record.offset)
            elif bibliography.knows(item) or len(waiting) >= _MOST_KNOWN:
                yield paper(where, bibliography.entry(item), record)
            else:
                waiting.append((where, item, record))
    yield from (paper(where, bibliography.entry(item), record) for where, item, record in waiting)


def _joined(block: list[Line]) -> tuple[Record, str]:
    text = "\n".join(line.text for line in block)
    code, reason = next(((line.code, line.reason) for line in block if line.code), ("", ""))
    return Record(0, block[0].offset, text[:MAX_LINE].encode("utf-8", "replace"), code, reason), opened(text)


class _Bibliography:
    """What entries take from others: the strings, the entries that they inherit from, and their PMLR volume."""

    def __init__(self) -> None:
        self.strings: dict[str, str] = {}
        self._room = MAX_LINE
        self.known: dict[str, _Item] = {}
        self.name: str | None = None
        self.year: int | None = None
        self.published: str | None = None
        self.venue = ""

    def items(self, text: str, record: Record, *, nested: bool = False) -> Iterator[_Item | tuple[str, str]]:
        """Yield the entries of a block, with the code and reason of a reject where one cannot be used."""
        from bibtexparser import model
        from bibtexparser.splitter import Splitter

        library = Splitter(text).split()
        if library.failed_blocks and _COMMAS.search(text):
            library = Splitter(_COMMAS.sub(",", text)).split()
        parts = [getattr(block, "ignore_error_block", None) or block for block in library.blocks]
        entries = [part for part in parts if isinstance(part, model.Entry | model.ParsingFailedBlock)]
        for part in parts:
            if isinstance(part, model.String):
                self._define(part.key.lower(), self._value(str(part.value)))
        if entries and record.code:
            yield record.code, record.reason
            return
        broken = len(entries) == 1 and not isinstance(entries[0], model.Entry)
        whole = rescued(text) if nested or broken else None
        items = [self._item(*whole[:2], whole[2].items())] if whole else map(self._parsed, entries)
        for item in items:
            if isinstance(item, _Item):
                self._remember(item)
            if not isinstance(item, _Item) or item.kind != "xdata":
                yield item

    def _parsed(self, block: "BibEntry | ParsingFailedBlock") -> _Item | tuple[str, str]:
        entry: Any = block
        if not hasattr(entry, "fields"):
            error = getattr(block, "error", "")
            return "malformed", f"not BibTeX: {(str(error).splitlines() or ['it is not closed'])[0]}"
        return self._item(
            entry.entry_type, entry.key, ((field.key, str(field.value)) for field in entry.fields)
        )

    def _item(self, kind: str, key: str, written: Iterable[tuple[str, str]]) -> _Item:
        fields: dict[str, str] = {}
        for field, expression in written:
            parts = fields_separated(field, expression) if "=" in expression else ((field, expression),)
            for part, value in parts:
                name = part.rpartition("\n")[2].strip().lower()  # a comment may stand before it
                if not fields.get(name):
                    fields[name] = self._value(value)
        return _Item(kind.lower(), key.strip(), fields)

    def _value(self, written: str) -> str:
        """Return the value of an expression, cut beyond MAX_TEXT: texts, numbers and names of strings, joined by `#`."""
        value = ""
        for term in terms(written) if "#" in written else (written.strip(),):
            value += term[1:-1] if term[:1] in ("{", '"') else self.strings.get(term.lower(), term)
            if len(value) > MAX_TEXT:
                break
        return value

    def _define(self, name: str, value: str) -> None:
        """Keep a string, unless all have too many characters: those made of others may grow without limit."""
        self._room -= len(value)
        if self._room >= 0:
            self.strings[name] = value

    def _remember(self, item: _Item) -> None:
        if item.kind == "proceedings" and {"volume", "shortname", "published"} <= item.fields.keys():
            self.name = f"v{item.fields['volume']}"
            self.year = year(item.fields.get("year") or item.fields["published"])
            self.published = item.fields["published"]
            self.venue = item.fields.get("booktitle") or item.fields.get("name", "")
        if len(self.known) >= _MOST_KNOWN:
            del self.known[next(iter(self.known))]
        kept = {
            name: value for name, value in item.fields.items() if item.kind == "xdata" or name not in _OWN
        }
        for name, theirs in _PASSED_ON.items():
            if item.kind in _COLLECTIONS and item.fields.get(name):
                kept.setdefault(theirs, item.fields[name])
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
                    if parent.kind not in _COLLECTIONS or name not in ID_FIELDS
                }
        return fields | dict(item.fields)

    def entry(self, item: _Item) -> Entry:
        """Return the entry of an item, with what it inherits."""
        fields = self._fields(item)
        url = fields.get("url")
        ids = [*bibliographic_ids(fields)]
        key = _PMLR_KEY.fullmatch(item.key)
        volume = key[1] or self._volume(key[3], fields) if key else None
        if key and volume:
            ids.append(f"pmlr:{volume}/{key[2]}")
            url = url or f"https://proceedings.mlr.press/{volume}/{key[2]}.html"
        dates = (fields.get(name) for name in ("year", "date", "early-access-date", "early access date"))
        when = next(filter(None, map(_year, dates)), self.year if volume else None)
        code = latex(fields.get("software", ""))
        claims = (
            [SourceClaim("repository", code, "official")] if code.startswith(("http://", "https://")) else []
        )
        title, abstract = _text(fields.get("title", "")), _text(fields.get("abstract", ""))
        if subtitle := fields.get("subtitle"):
            title = with_subtitle(title, _text(subtitle))
        if volume and volume == self.name:
            fields.setdefault("booktitle", self.venue)
        return Entry(
            title,
            abstract,
            ids,
            when,
            latex(url or "") or None,
            claims=claims,
            metadata=bibliographic_metadata(
                item.kind, item.key, fields, when, self.published if volume == self.name else None
            ),
        )

    def _volume(self, year: str, fields: Mapping[str, str]) -> str | None:
        """Return the volume of PMLR that comes before, if an entry with a key of that year may be of it."""
        elsewhere = "journal" in fields or "mlr.press" not in fields.get("url", "mlr.press")
        return self.name if self.year and year == f"{self.year % 100:02}" and not elsewhere else None


def _text(value: str) -> str:
    if "\\" in value or "$" in value:
        value = _SIGN.sub(lambda match: _SIGNS.get(match[1] or match[2] or match[3], "&"), value)
    return marked_latex(unbroken(value, soft=True))


def _year(text: str | None) -> int | None:
    return year(_MACRO.sub("", text)) or year(text) if text else None
