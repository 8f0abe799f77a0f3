"""Find the ids in the fields of an entry of BibTeX, where programs write them in many ways."""

__all__ = ["ID_FIELDS", "bibliographic_ids"]

import re
from collections.abc import Iterator, Mapping

from kg.read import identity
from kg.read.clean import latex

ID_FIELDS = frozenset("doi eprint arxiv arxivid pmid pubmedid pmcid pmc eid volume number".split())
_TELL_ARXIV = frozenset(
    "archive archiveprefix booktitle eprint eprinttype journal journaltitle note howpublished publisher institution".split()
)
_CITE_ARXIV = (
    "journal journaltitle booktitle note howpublished publisher institution eid volume number pages".split()
)
_TELL_IDS = ID_FIELDS | _TELL_ARXIV | frozenset("url pages pmc pubmedid".split())
_TEX = re.compile(r"[\\{}$~]")


def bibliographic_ids(fields: Mapping[str, str]) -> Iterator[str | None]:
    """Yield the ids in the fields of an entry; what LaTeX escapes in them is read first."""
    read = {
        name: latex(value) if _TEX.search(value) else value
        for name, value in fields.items()
        if name in _TELL_IDS
    }
    of_arxiv = "primaryclass" in fields or any(
        "arxiv" in value.lower() for name, value in read.items() if name in _TELL_ARXIV
    )
    of_pubmed = read.get("eprinttype", "").lower() in ("pubmed", "pmid")
    yield identity.doi(read.get("doi")) or identity.address(read.get("doi"))
    yield identity.arxiv(read.get("arxiv") or read.get("arxivid"))
    yield from (identity.arxiv(read.get(name)) for name in ("eprint", "eid", "pages") if of_arxiv)
    yield from (identity.arxiv_in(read.get(name)) for name in _CITE_ARXIV)
    yield identity.number(
        "pmid", read.get("pmid") or read.get("pubmedid") or (read.get("eprint") if of_pubmed else None)
    )
    yield identity.number("pmc", read.get("pmcid") or read.get("pmc"))
    note = read.get("note", "").strip()
    yield from map(identity.address, (read.get("url"), read.get("howpublished"), "" if " " in note else note))
    yield from identity.noted(note)
