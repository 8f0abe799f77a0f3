"""BibTeX: an entry for every paper, with its citation key and what kg found in it as keywords."""

__all__ = ["export", "keys"]

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from kg.ids import DEFAULT_BASE, fold
from kg.model import Edge, Node

# What sources call a paper -> its type in BibTeX; the types of BibTeX and biblatex stand for themselves.
_TYPES = {
    "journalarticle": "article", "jour": "article", "articlejournal": "article", "review": "article", "letter": "article",
    "proceedingsarticle": "inproceedings", "conferencepaper": "inproceedings", "paperconference": "inproceedings",
    "conference": "inproceedings", "conf": "inproceedings", "cpaper": "inproceedings", "bookchapter": "incollection",
    "chapter": "incollection", "chap": "incollection", "bookpart": "incollection", "thesis": "phdthesis", "dissertation": "phdthesis",
    "thes": "phdthesis", "report": "techreport", "rprt": "techreport", "monograph": "book", "dataset": "misc", "preprint": "misc",
    "postedcontent": "misc",
}  # fmt: skip
_OWN_TYPES = frozenset(
    "article book booklet inbook incollection inproceedings manual mastersthesis misc phdthesis proceedings techreport unpublished "
    "online thesis report collection software".split()
)
_WITHIN = {"inproceedings": "booktitle", "incollection": "booktitle", "inbook": "booktitle"}
_KEYWORDS = ("ADDRESSES", "PROPOSES", "INTRODUCES", "USES")
_SIGNS = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
})  # fmt: skip
_NO_KEY = re.compile(r"[\s,{}()\"'#%=\\~|]")
_CAPITAL = re.compile(r"(?<!\\)\b\w+(?=[A-Z])\w+|(?<!\\)\b[A-Z]\d\w*")
_AND = re.compile(r"\band\b", re.IGNORECASE)
_SMALL = frozenset("a an the of on in for and to with by from is are towards".split())


@dataclass(slots=True)
class _Entry:
    """A paper with what its edges lead to, by edge type, in order."""

    paper: Mapping[str, Any]
    ends: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str = DEFAULT_BASE) -> None:  # noqa: ARG001 - the seam
    """Write an entry for every paper, by id, in UTF-8.

    The key is the first citation key of the paper that no entry has yet, or one made of author, year and title;
    other citation keys stand in `ids`, as biblatex has them.
    """
    entries: dict[str, _Entry] = {}
    others: dict[str, Mapping[str, Any]] = {}
    for node in nodes:
        if node.label == "Paper":
            entries[node.iri] = _Entry(node.properties)
        elif node.label not in ("Result", "Repository"):
            others[node.iri] = node.properties
    for edge in edges:
        if edge.type == "WROTE":
            place = int(str(edge.properties["position"]))
            entries[edge.target.iri].ends["WROTE"].append((place, edge.source.iri))
        elif edge.type in _KEYWORDS or edge.type == "PUBLISHED_IN":
            entries[edge.source.iri].ends[edge.type].append((0, edge.target.iri))
    ordered = sorted(entries.values(), key=lambda one: str(one.paper["id"]))
    found = [
        {
            type_: [
                others[iri] for _, iri in sorted(ends, key=lambda end: (end[0], str(others[end[1]]["name"])))
            ]
            for type_, ends in entry.ends.items()
        }
        for entry in ordered
    ]
    named = keys((entry.paper, ends.get("WROTE", ())) for entry, ends in zip(ordered, found, strict=True))
    for key, entry, ends in zip(named, ordered, found, strict=True):
        stream.write(_written(key, entry.paper, ends).encode("utf-8", "surrogatepass"))


def keys(papers: Iterable[tuple[Mapping[str, Any], Iterable[Mapping[str, Any]]]]) -> list[str]:
    """Return a key for each paper, given with its authors: the first citation key that no other has yet, or a made one.

    No made key is a citation key of another paper.
    """
    every = [(paper, list(authors)) for paper, authors in papers]
    given = [
        [key for key in paper.get("citationKeys") or () if not _NO_KEY.search(key)] for paper, _ in every
    ]
    taken: set[str] = set()
    own: list[str] = []
    for known in given:
        key = next((key for key in known if _same(key) not in taken), "")
        own.append(key)
        taken.add(_same(key))
    taken.update(_same(key) for known in given for key in known)
    for place, (paper, authors) in enumerate(every):
        if not own[place]:
            own[place] = next(key for key in _made(paper, authors) if _same(key) not in taken)
            taken.add(_same(own[place]))
    return own


def _same(key: str) -> str:
    """Return what equal keys have in common: BibTeX knows no case in them."""
    return key.casefold()


def _made(paper: Mapping[str, Any], authors: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the keys that an entry without one of its own may have, the best first, without end."""
    first = next(iter(authors), None)
    family = (first["family"] or str(first["name"]).rpartition(" ")[2]) if first else ""
    words = [word for word in fold(str(paper["title"])).split() if word not in _SMALL]
    made = (
        _letters(family.partition(",")[0])
        + str(paper.get("year") or "")
        + _letters(" ".join(words[: 1 if family else 2]))
    )
    yield made or "paper"
    number = 2
    while True:
        yield f"{made or 'paper'}-{number}"
        number += 1


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(filter(str.isalnum, plain))


def _written(key: str, paper: Mapping[str, Any], found: Mapping[str, list[Mapping[str, Any]]]) -> str:
    venue = next((str(one["name"]) for one in found.get("PUBLISHED_IN", ())), "")
    kind = _kind(paper, venue)
    ids = [str(id).partition(":") for id in paper.get("ids") or (paper["id"],)]
    named = {scheme: name for scheme, _, name in reversed(ids)}
    concepts = [str(one["name"]) for type_ in _KEYWORDS for one in found.get(type_, ())]
    words = dict.fromkeys(word.replace(",", " ") for word in (*(paper.get("keywords") or ()), *concepts))
    year, _, rest = str(paper.get("date") or "").partition("-")
    fields = {
        "author": " and ".join(map(_person, found.get("WROTE", ()))),
        "title": _title(str(paper["title"])),
        _WITHIN.get(kind, "journal" if kind == "article" else "howpublished"): _plain(venue),
        "year": str(paper.get("year") or year),
        "month": str(int(rest[:2])) if rest and year == str(paper.get("year")) else "",
        "doi": _verbatim(named.get("doi", "")),
        "eprint": _verbatim(named.get("arxiv", "")),
        "archiveprefix": "arXiv" if "arxiv" in named else "",
        "url": _verbatim(str(paper.get("url") or "")),
        "ids": ", ".join(other for other in paper.get("citationKeys") or () if other != key and not _NO_KEY.search(other)),
        "keywords": _plain(", ".join(words)),
        "abstract": _plain(str(paper.get("abstract") or "")),
    }  # fmt: skip
    lines = (f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n\n"


def _kind(paper: Mapping[str, Any], venue: str) -> str:
    written = "".join(filter(str.isalpha, str(paper.get("publicationType") or "").lower()))
    if written in _OWN_TYPES and (written != "article" or venue):
        return written
    return _TYPES.get(written, "article" if venue else "misc") if written != "article" else "misc"


def _plain(text: str) -> str:
    return " ".join(text.split()).translate(_SIGNS)


def _title(text: str) -> str:
    """Return a title whose words with capitals within are in braces, since styles write titles in lower case."""
    return _CAPITAL.sub(lambda word: f"{{{word[0]}}}", _plain(text))


def _verbatim(text: str) -> str:
    return text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _person(author: Mapping[str, Any]) -> str:
    family, given, name = author.get("family"), author.get("given"), str(author["name"])
    if family and given:
        return f"{_part(str(family))}, {_part(str(given))}"
    whole = _plain(name)
    return f"{{{whole}}}" if (family and " " in name) or "," in name or _AND.search(name) else whole


def _part(text: str) -> str:
    return f"{{{_plain(text)}}}" if _AND.search(text) else _plain(text)
