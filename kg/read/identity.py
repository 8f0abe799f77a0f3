"""The ids of a paper, out of what its sources write: an id is a scheme, a colon and a name, and equal ids are the same paper."""

__all__ = ["acl", "address", "arxiv", "best", "doi", "number"]

import re
from collections.abc import Iterable
from urllib.parse import unquote

from kg.ids import SCHEMES

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV = re.compile(r"(?:^|arxiv[:.]|arxiv\.org/(?:abs|pdf)/)\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$", re.I)
_ACL = re.compile(r"(?:[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z\d_-]+\.\d+|\d{4}\.[a-z\d_]+-[a-z\d_]+\.\d+)", re.I)
# host -> what the rest of an address that names a paper looks like, and the scheme
_HOSTS = {
    host: (re.compile(rest, re.IGNORECASE), scheme)
    for host, rest, scheme in (
        ("aclanthology.org", r"([^/?#]+?)(?:\.pdf|/|v\d\.pdf)?(?:[?#].*)?", "acl"),
        ("aclweb.org", r"anthology/(?:[\w/-]*/)?([^/?#]+?)(?:\.pdf|/)?", "acl"),
        ("proceedings.mlr.press", r"(v\d+/[\w-]+?)(?:\.html|\.pdf|/[\w-]+\.pdf)?", "pmlr"),
        ("pubmed.ncbi.nlm.nih.gov", r"(\d+)/?", "pmid"),
        ("ncbi.nlm.nih.gov", r"pubmed/(\d+)/?", "pmid"),
        ("pmc.ncbi.nlm.nih.gov", r"articles/(?:PMC)?(\d+)/?", "pmc"),
        ("openalex.org", r"(?:works/)?(W\d+)", "openalex"),
        ("api.openalex.org", r"(?:works/)?(W\d+)", "openalex"),
        ("semanticscholar.org", r"paper/(?:[^/]+/)?([\da-f]{40})", "s2"),
        ("api.semanticscholar.org", r"CorpusID:(\d+)", "corpusid"),
    )
}
_PMC = re.compile(r"pmc/articles/(?:PMC)?(\d+)/?", re.IGNORECASE)  # where PubMed Central was before it had a host of its own


def doi(text: str | None) -> str | None:
    """Return the id by a DOI, written bare or as an address; those that arXiv gives (10.48550/arxiv.…) are arXiv ids."""
    found = _DOI.search(unquote(text) if text and "%" in text else text or "")
    if not found:
        return None
    name = found[0].rstrip(".,;").lower()
    return (arxiv(name) if name.startswith("10.48550/arxiv.") else None) or f"doi:{name}"


def arxiv(text: str | None) -> str | None:
    """Return the id by an arXiv id, written bare, with `arXiv:` or as an address; versions are one paper."""
    found = _ARXIV.search(text.strip()) if text else None
    return f"arxiv:{found[1].lower()}" if found else None


def acl(text: str | None) -> str | None:
    """Return the id by an id of the ACL Anthology, such as 2023.acl-long.1 or P19-1001."""
    found = _ACL.fullmatch(text.strip()) if text else None
    return f"acl:{found[0]}" if found else None


def number(scheme: str, text: str | int | None) -> str | None:
    """Return the id by a number or a key of a database; `PMC12` and `12` are the same one."""
    name = str(text).strip() if text is not None else ""
    name = name.removeprefix("PMC") if scheme == "pmc" else name
    return f"{scheme}:{name}" if name and not re.search(r"\s", name) else None


def address(url: str | None) -> str | None:
    """Return the id by the web address of a paper, or None for any other address."""
    if not url:
        return None
    host, _, rest = url.strip().partition("://")[2].partition("/") if "://" in url else url.strip().partition("/")
    host = host.lower().removeprefix("www.")
    if host in ("doi.org", "dx.doi.org"):
        return doi(rest)
    if host in ("arxiv.org", "export.arxiv.org"):
        return arxiv(f"arxiv.org/{rest}")
    if host == "ncbi.nlm.nih.gov" and (found := _PMC.fullmatch(rest)):
        return f"pmc:{found[1]}"
    pattern, scheme = _HOSTS.get(host, (None, ""))
    if pattern is None or not (found := pattern.fullmatch(rest)):
        return None
    return acl(found[1]) if scheme == "acl" else f"{scheme}:{found[1]}"


def best(ids: Iterable[str]) -> list[str]:
    """Return the ids without doubles, the one first that names the paper: by scheme, then by name."""
    return sorted(set(ids), key=lambda id: (SCHEMES.index(scheme) if (scheme := id.partition(":")[0]) in SCHEMES else len(SCHEMES), id))
