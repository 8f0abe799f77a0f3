"""Identity is computed, never generated: IRIs and content keys.

What an IRI says of a thing, its part after `paper/`, `method/` …, has at most LONGEST characters; of a longer one so many are left, and a
`~` and the content key of all of it follow. So every store can take it as a key, and different things still have different IRIs.
"""

__all__ = ["DEFAULT_BASE", "LONGEST", "SCHEMES", "concept_iri", "content_key", "fold", "is_iri", "paper_iri", "repository_iri", "title_id"]

import hashlib
import re
import unicodedata
from urllib.parse import quote

DEFAULT_BASE = "https://w3id.org/papergraph/"
SCHEMES = ("doi", "arxiv", "acl", "pmlr", "pmid", "pmc", "openalex", "s2", "corpusid")
"""The schemes of papers' ids, `scheme:name`; of several ids of a paper the one whose scheme comes first names it."""

LONGEST = 1_000  # an index of Neo4j holds about 8,000 bytes
_NOT_WORD = re.compile(r"[\W_]+")
_HALF_QUOTED = re.compile(r"%.?\Z")


def content_key(*parts: str) -> str:
    """Return 32 hex digits that depend on the parts and on where one ends and the next begins."""
    data = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.sha256(b"".join([b"%d:%b" % (len(part), part) for part in data])).hexdigest()[:32]


def fold(text: str) -> str:
    """Return the text in NFKC, case-folded, with every run of non-letters as one space."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_iri(text: str) -> bool:
    """Return whether a text is an absolute IRI, by the rules of the strictest store (RFC 3987)."""
    from pyoxigraph import NamedNode

    try:
        return bool(NamedNode(text))
    except ValueError:  # a lone surrogate as well
        return False


def title_id(title: str) -> str:
    """Return the id of a paper that has none of its own: a hash of its folded title."""
    return f"title:{content_key('title', fold(title) or title)[:16]}"


def _quoted(name: str) -> str:
    return quote(name, safe="", encoding="utf-8", errors="surrogatepass")


def _local(quoted: str) -> str:
    if len(quoted) <= LONGEST:
        return quoted
    return f"{_HALF_QUOTED.sub('', quoted[:LONGEST])}~{content_key('iri', quoted)}"


def paper_iri(paper_id: str, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of a paper; different ids give different IRIs."""
    return f"{base}paper/{_local(_quoted(paper_id))}"


def concept_iri(label: str, key: str, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of a concept from its label and normal form (words joined by single spaces)."""
    return f"{base}{label.lower()}/{_local('-'.join(map(_quoted, key.replace('-', '%2D').split(' '))))}"


def repository_iri(url: str, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of a repository from its canonical address."""
    return f"{base}repository/{_local(_quoted(url.removeprefix('https://')))}"
