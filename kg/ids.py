"""IRIs and content keys, computed from what they identify, never generated.

The local part of an IRI, after `paper/`, `method/` …, has at most LONGEST characters; a longer one is cut and
followed by `~` and the content key of the whole. So every store can use it as a key, and different local
parts still differ.
"""

__all__ = [
    "DEFAULT_BASE",
    "LONGEST",
    "SCHEMES",
    "author_iri",
    "concept_iri",
    "content_key",
    "fold",
    "is_iri",
    "paper_iri",
    "repository_iri",
    "title_id",
    "web_address",
]

import hashlib
import re
import unicodedata
from urllib.parse import quote

DEFAULT_BASE = "https://w3id.org/papergraph/"
SCHEMES = ("doi", "arxiv", "acl", "pmlr", "pmid", "pmc", "openalex", "s2", "corpusid")
"""The schemes of paper ids, `scheme:name`.

Of several ids, the one whose scheme comes first names the paper.
"""

_ADDRESSES = {
    "acl": "https://aclanthology.org/{}",
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "openalex": "https://openalex.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmlr": "https://proceedings.mlr.press/{}.html",  # v216/guo23a
}
LONGEST = 1_000  # an index of Neo4j holds about 8,000 bytes
_RESERVED = "!$&'()*+,/:;=?@~"  # characters with a meaning in addresses
_NOT_WORD = re.compile(r"[\W_]+")
_HALF_QUOTED = re.compile(r"%.?\Z")


def content_key(*parts: str) -> str:
    """Return 32 hex digits that depend on the parts and their boundaries."""
    data = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hashlib.sha256(b"".join([b"%d:%b" % (len(part), part) for part in data])).hexdigest()[:32]


def fold(text: str) -> str:
    """Return the text in NFKC, case folded, with runs of non-alphanumeric characters as one space."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def is_iri(text: str) -> bool:
    """Return whether a text is an absolute IRI (RFC 3987), by the rules of the strictest store."""
    from pyoxigraph import NamedNode

    try:
        return bool(NamedNode(text))
    except ValueError:  # also for a lone surrogate
        return False


def as_address(text: str) -> str | None:
    """Return an address with what no IRI may contain percent-encoded, or None for what is none even so.

    Without a scheme (`www.example.org/a`) it stays without one.
    """
    escaped = (quote(text, safe, errors="surrogatepass") for safe in (f"{_RESERVED}%#[]", _RESERVED))
    return next(filter(_is_reference, (text, *escaped)), None)


def _is_reference(text: str) -> bool:
    return is_iri(text) or (":" not in text.partition("/")[0] and is_iri(f"https://example.org/{text}"))


def title_id(title: str) -> str:
    """Return the id of a paper without one: a hash of its folded title."""
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


def web_address(paper_id: str) -> str | None:
    """Return where the web has a paper with an id, or None."""
    scheme, _, name = paper_id.partition(":")
    if scheme not in _ADDRESSES:
        return None
    return _ADDRESSES[scheme].format(quote(name, safe="/:;()", errors="surrogatepass"))


def author_iri(identity: str, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of an author from an ORCID, the id of a source, or a paper and the author's position in it."""
    return f"{base}author/{_local(_quoted(identity))}"


def repository_iri(url: str, base: str = DEFAULT_BASE) -> str:
    """Return the IRI of a repository from its canonical URL."""
    return f"{base}repository/{_local(_quoted(url.removeprefix('https://')))}"
