"""Web pages with YAML front matter, one paper each, as PMLR publishes its volumes (https://github.com/mlresearch)."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from kg.model import Metadata, Paper, Rejected, SourceClaim
from kg.read.clean import marked_latex
from kg.read.entry import Entry, paper, rejected, with_subtitle, year
from kg.read.formats.table import ids
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_LINE
from kg.read.metadata.authors import authors
from kg.read.metadata.dates import iso, iso_of_parts
from kg.read.metadata.values import keywords
from kg.read.window import Record

FIELDS = frozenset({"authors", "venue", "date", "keys", "keywords", "language", "type", "pdf"})
_HEAD = re.compile(rb"\A\s*---[ \t]*\r?\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?=[\w\"'][^\s:]*[ \t]*:(?:\s|$))", re.MULTILINE)
# what YAML does not allow: letters of cp1252 as control characters, which PDFs leave behind, and others
_UNSEEN = {n: bytes([n]).decode("cp1252", "ignore") or " " for n in (*range(0x80, 0x85), *range(0x86, 0xA0))} | {
    0x0B: " ", 0x0C: " "
}  # fmt: skip
_PMLR_KEY = re.compile(r"[a-z][a-z'-]*\d\d[a-z]+")

_TYPES = frozenset(  # a layout that is none is one of the site
    "article book inbook incollection inproceedings mastersthesis misc phdthesis proceedings techreport unpublished".split()
)


def sniff(head: str) -> bool:
    """Return whether front matter between lines of three hyphens has a title and an abstract."""
    return re.match(r"\s*---[ \t]*\r?\n", head) is not None and all(
        re.search(rf"^[\"']?{name}[\"']?[ \t]*:", head, re.M | re.I) for name in ("title", "abstract")
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield the one entry of the page."""
    data = stream.read(MAX_LINE + 1)
    record = Record(1, 0, data)
    where = f"{source}#1"
    match = _HEAD.match(data.removeprefix(b"\xef\xbb\xbf"))
    if len(data) > MAX_LINE:
        yield rejected(where, "too-long", f"a page of more than {MAX_LINE} bytes", record.shown, 0)
    elif not match:
        yield rejected(where, "cut", "no line of three hyphens ends the front matter", record.shown, 0)
    else:
        value = _yaml(match[1])
        yield (
            rejected(where, *value, record.shown, 0)
            if isinstance(value, tuple)
            else paper(where, _entry(value), record)
        )


def _yaml(data: bytes) -> dict[str, Any] | tuple[str, str]:
    """Return the values of the front matter as written, or the code and reason of a reject."""
    try:
        text = data.decode("utf-8").translate(_UNSEEN)
    except UnicodeDecodeError as error:
        return "encoding", f"byte {error.start + 1} of the front matter is not UTF-8"
    value = _loaded(text)
    if not isinstance(value, str):
        return value if isinstance(value, dict) else ("wrong-type", "the front matter is not a mapping")
    fields: dict[str, Any] = {}
    for part in _FIELD.split(text):  # a field that is not YAML costs only itself
        one = _loaded(part)
        for name, field in one.items() if isinstance(one, dict) else ():
            fields.setdefault(name, field)
    names = {name.lower() for name in fields if isinstance(name, str)}
    return fields if {"title", "abstract"} <= names else ("malformed", value)


def _loaded(text: str) -> Any:
    """Return the value of YAML, or the reason for which it has none."""
    from yaml import AliasToken, BaseLoader, YAMLError, load, scan

    try:
        if "&" in text and any(isinstance(token, AliasToken) for token in scan(text, BaseLoader)):
            return "YAML with aliases"  # needless here, and they can expand without limit
        value = load(text, BaseLoader)  # noqa: S506 - only makes strings, lists and mappings
    except (YAMLError, RecursionError) as error:
        return f"not YAML: {' '.join(str(error).split())[:200]}"
    return [value] if isinstance(value, str) else value


def _entry(value: dict[str, Any]) -> Entry:
    fields = {
        name.lower(): text for name, text in value.items() if isinstance(name, str) and isinstance(text, str)
    }

    def field(*names: str) -> str:
        return next((fields[name] for name in names if fields.get(name)), "")

    url, pdf, code = field("url"), field("pdf", "url_pdf"), field("software")
    cells = {
        "doi": field("doi"),
        "arxiv": field("arxiv", "arxiv_id", "arxivid", "eprint"),
        "pmid": field("pmid"),
        "pmc": field("pmcid", "pmc"),
        "url": f"{url} {pdf}",
    }
    title, subtitle, abstract = (
        marked_latex(unbroken(field(name), soft=True)) for name in ("title", "subtitle", "abstract")
    )
    claims = [SourceClaim("repository", code, "official")] if code.startswith(("http://", "https://")) else []
    return Entry(
        with_subtitle(title, subtitle),
        abstract,
        [_pmlr(field("volume"), field("id"), pdf), *ids(cells)],
        year(_date(value, field)),
        url or pdf,
        claims=claims,
        metadata=_metadata(value, field),
    )


def _metadata(value: dict[str, Any], field: Callable[..., str]) -> Metadata:
    named = {name.lower(): item for name, item in value.items() if isinstance(name, str)}
    key, layout = field("id", "bibkey", "citekey", "citation_key"), field("layout")
    return Metadata(
        authors=authors(named.get("author")) or authors(named.get("authors")),
        venue=field(
            "container-title", "booktitle", "journal", "conference", "publication", "venue", "series"
        ).strip("*_ "),
        date=iso(_date(value, field)),
        keys=() if not key or key.isdigit() or "://" in key else (key,),
        keywords=keywords(named.get("keywords") or named.get("tags")),
        language=field("language", "lang"),
        type=field("genre", "type") or (layout if layout in _TYPES else None),
        pdf=field("pdf", "url_pdf"),
    )


def _date(value: dict[str, Any], field: Callable[..., str]) -> str:
    """Return the date of publication as written: the first of several fields that has a year, or else the parts of one."""
    for name in ("date", "published", "date_published"):
        if year(field(name)):
            return field(name)
    issued = value.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    texts = [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
    return (
        iso_of_parts((field("year"), field("month"), field("day")))
        or iso_of_parts(texts)
        or (issued if isinstance(issued, str) else "")
        or field("year")
    )


def _pmlr(volume: str, key: str, pdf: str) -> str | None:
    """Return the id of a paper of PMLR, whose pages have the PDF at GitHub since volume 235."""
    known = f"/mlresearch/v{volume}/" in pdf and _PMLR_KEY.fullmatch(key)
    return f"pmlr:v{volume}/{key}" if known else None
