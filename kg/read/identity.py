"""Parse the ids of papers: an id is a scheme, a colon and a name, and equal ids mean the same paper."""

__all__ = ["acl", "address", "arxiv", "arxiv_in", "best", "doi", "noted", "number"]

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from kg.ids import SCHEMES

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV_NAME = r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_ARXIV = re.compile(
    rf"(?:^|arxiv[:.]|arxiv\.org/(?:abs|pdf|html|format|e-print|ps)/)\s*{_ARXIV_NAME}(?:\.pdf)?/?(?:\s*\[[\w.-]+\]|[?#]\S*)?$",
    re.I,
)
_CITED = re.compile(  # "arXiv preprint arXiv:2101.00001 [cs]", "arXiv: 2101.00001 version: 1", "abs/2101.00001"
    rf"\W*(?:(?:preprint|e-?print|corr)\W+)?(?:arxiv(?:\.org)?\W*(?:e-?prints?|preprints?)?\W*)?(?:arxiv\s*:|abs/)\s*{_ARXIV_NAME}(?!\d)",
    re.IGNORECASE,
)
_ACL = re.compile(r"(?:[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z\d_-]+\.\d+|\d{4}\.[a-z\d_]+-[a-z\d_]+\.\d+)", re.I)
# host -> pattern of the path of a paper, and the scheme
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
_NUMBERS = {
    "pmid": re.compile(r"(?:pmid\s*:?\s*)?(\d{1,12})(?:\.0)?", re.IGNORECASE),
    "pmc": re.compile(r"(?:pmcid\s*:?\s*)?(?:pmc\s*:?\s*)?(\d{1,12})(?:\.\d{1,2})?", re.IGNORECASE),
    "mag": re.compile(r"(\d{1,12})(?:\.0)?"),
    "corpusid": re.compile(r"(?:corpusid\s*:?\s*)?(\d{1,12})(?:\.0)?", re.IGNORECASE),
}
_PMC = re.compile(r"pmc/articles/(?:PMC)?(\d+)/?", re.IGNORECASE)  # PubMed Central before it had its own host


def doi(text: str | None) -> str | None:
    """Return the id of a DOI, bare or as a URL; the DOIs of arXiv (10.48550/arxiv.…) give arXiv ids."""
    match = _DOI.search(unquote(text) if text and "%" in text else text or "")
    if not match:
        return None
    name = match[0].rstrip(".,;").lower()
    return (arxiv(name) if name.startswith("10.48550/arxiv.") else None) or f"doi:{name}"


def arxiv(text: str | None) -> str | None:
    """Return the id of an arXiv id, bare, with `arXiv:` or as a URL, without its version."""
    match = _ARXIV.search(text.strip()) if text else None
    return f"arxiv:{match[1].lower()}" if match else None


def arxiv_in(text: str | None) -> str | None:
    """Return the id with which a line of a text begins that cites a preprint ("arXiv preprint arXiv:2101.00001 [cs]"), or None."""
    if not text or not ("arxiv" in (lower := text.lower()) or "abs/" in lower):
        return None
    found = (_CITED.match(line) for line in text.splitlines())
    return next((f"arxiv:{match[1].lower()}" for match in found if match), None)


def acl(text: str | None) -> str | None:
    """Return the id of an ACL Anthology id, such as 2023.acl-long.1 or P19-1001."""
    match = _ACL.fullmatch(text.strip()) if text else None
    return f"acl:{match[0]}" if match else None


def number(scheme: str, text: str | float | None) -> str | None:
    """Return the id of a number or key in a database; `PMC12` and `12` are the same, as are `7`, `7.0` and `PMID: 7`."""
    name = str(text).strip() if text is not None else ""
    if scheme in _NUMBERS:
        match = _NUMBERS[scheme].fullmatch(name)
        if match and scheme == "mag":  # OpenAlex went on with the numbers of the Microsoft Academic Graph
            return f"openalex:W{int(match[1])}"
        return f"{scheme}:{int(match[1])}" if match else None
    return f"{scheme}:{name}" if name and not re.search(r"\s", name) else None


def noted(text: str | None) -> Iterator[str | None]:
    """Yield the ids that lines of a note give by name: DOI, PMID, PMCID."""
    for name, value in re.findall(
        r"^(DOI|PMID|PMCID)\s*:\s*(\S+)\s*$", text or "", re.MULTILINE | re.IGNORECASE
    ):
        scheme = {"pmcid": "pmc"}.get(name.lower(), name.lower())
        yield doi(value) if scheme == "doi" else number(scheme, value)


def address(url: str | None) -> str | None:
    """Return the id in the URL of a paper, or None for any other URL."""
    if not url:
        return None
    host, _, rest = (
        url.strip().partition("://")[2].partition("/") if "://" in url else url.strip().partition("/")
    )
    host = host.lower().removeprefix("www.")
    if host in ("doi.org", "dx.doi.org"):
        return doi(rest)
    if host in ("arxiv.org", "export.arxiv.org"):
        return arxiv(f"arxiv.org/{rest}")
    if host == "ncbi.nlm.nih.gov" and (match := _PMC.fullmatch(rest)):
        return f"pmc:{match[1]}"
    pattern, scheme = _HOSTS.get(host, (None, ""))
    if pattern is None or not (match := pattern.fullmatch(rest)):
        return None
    return acl(match[1]) if scheme == "acl" else f"{scheme}:{match[1]}"


def best(ids: Iterable[str]) -> list[str]:
    """Return the distinct ids by scheme, then by name; the first one names the paper."""
    return sorted(
        set(ids),
        key=lambda id: (
            SCHEMES.index(scheme) if (scheme := id.partition(":")[0]) in SCHEMES else len(SCHEMES),
            id,
        ),
    )
