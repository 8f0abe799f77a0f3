"""Parse the ids of papers: an id is a scheme, a colon and a name, and equal ids mean the same paper."""

__all__ = ["acl", "address", "arxiv", "arxiv_in", "best", "doi", "noted", "number", "written"]

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from kg.ids import SCHEMES

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"“”|]+")
_BARE_DOI = re.compile(r"10\.[0-9]{4,9}/[\w.()/-]*[A-Za-z0-9]", re.ASCII)  # with nothing to be taken off
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_AFTER_DOI = re.compile(
    r"</.*|[;,]\s*(?:https?://|doi:|10\.\d{4}).*|\?[\w-]+=.*|[.,;:'’»/*]+$", re.IGNORECASE
)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|eess|econ|funct-an"
    "|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|q-alg|q-bio|q-fin"
    "|quant-ph|solv-int|stat|supr-con"
)
_ARXIV_NAME = rf"(\d\d(?:0[1-9]|1[0-2])\.\d{{4,5}}|(?:{_ARCHIVES})(?:\.[a-z]{{2}})?/\d\d(?:0[1-9]|1[0-2])\d{{3}})(?:v\d+)?"
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
        ("pubmed.ncbi.nlm.nih.gov", r"(\d+)/?(?:[?#].*)?", "pmid"),
        ("ncbi.nlm.nih.gov", r"(?:m/)?pubmed/(\d+)/?(?:[?#].*)?", "pmid"),
        ("pmc.ncbi.nlm.nih.gov", r"articles/(?:PMC)?(\d+)/?(?:[?#].*)?", "pmc"),
        ("openalex.org", r"(?:works/)?(W\d+)", "openalex"),
        ("api.openalex.org", r"(?:works/)?(W\d+)", "openalex"),
        ("semanticscholar.org", r"paper/(?:[^/]+/)?([\da-f]{40})", "s2"),
        ("api.semanticscholar.org", r"CorpusID:(\d+)", "corpusid"),
    )
}
_NOTED = re.compile(r"\b(DOI|PMID|PMCID)\s*:\s*([^\s;,{}]+)", re.IGNORECASE)
_NUMBERS = {
    "s2": re.compile(r"([\da-f]{40})", re.IGNORECASE),
    "pmid": re.compile(r"(?:pmid\s*:?\s*)?(\d{1,12})(?:\.0)?", re.IGNORECASE),
    "pmc": re.compile(r"(?:pmcid\s*:?\s*)?(?:pmc\s*:?\s*)?(\d{1,12})(?:\.\d{1,2})?", re.IGNORECASE),
    "mag": re.compile(r"(\d{1,12})(?:\.0)?"),
    "corpusid": re.compile(r"(?:corpusid\s*:?\s*)?(\d{1,12})(?:\.0)?", re.IGNORECASE),
}
_PLAIN, _MOST_DIGITS = frozenset(("pmid", "pmc", "corpusid")), 12  # whose ids are numbers as they stand
_PMC = re.compile(
    r"pmc/articles/(?:PMC)?(\d+)/?(?:[?#].*)?", re.IGNORECASE
)  # PubMed Central before it had its own host


def doi(text: str | None) -> str | None:
    """Return the id of a DOI, bare, in a text or as a URL, without what follows it; the DOIs of arXiv give arXiv ids."""
    if not text:
        return None
    if _BARE_DOI.fullmatch(text) and not text.startswith("10.48550"):
        return f"doi:{text.lower()}"
    written = _UNSEEN.sub("", html.unescape(unquote(text) if "%" in text else text))
    match = _DOI.search(written)
    if not match:
        return None
    name = match[0].partition("#")[0] if "://" in written else match[0]
    name = _unopened(_AFTER_DOI.sub("", name)).lower()
    return (arxiv(name) if name.startswith("10.48550/arxiv.") else None) or f"doi:{name}"


def _unopened(name: str) -> str:
    """Return a name without the brackets at its end that none opens, and the stops before them."""
    while name[-1:] in _PAIRS and name.count(name[-1]) > name.count(_PAIRS[name[-1]]):
        name = name[:-1].rstrip(".,;:")
    return name


def arxiv(text: str | None) -> str | None:
    """Return the id of an arXiv id, bare, with `arXiv:` or as a URL, without its version and subject class."""
    match = _ARXIV.search(_restored(text.strip())) if text else None
    return _arxiv_id(match[1]) if match else None


def _arxiv_id(name: str) -> str:
    archive, slash, number = name.lower().rpartition("/")
    return f"arxiv:{archive.partition('.')[0]}{slash}{number}"


def _restored(name: str) -> str:
    """Return an id of arXiv with the zeros that a spreadsheet took from it: 704.0001, 2101.0001 for 2101.00010."""
    if re.fullmatch(r"\d{3}\.\d{4}", name):
        return f"0{name}"
    return f"{name}0" if re.fullmatch(r"(?:1[5-9]|[2-9]\d)\d\d\.\d{4}", name) else name


def arxiv_in(text: str | None) -> str | None:
    """Return the id with which a line of a text begins that cites a preprint ("arXiv preprint arXiv:2101.00001 [cs]"), or None."""
    if not text or not ("arxiv" in (lower := text.lower()) or "abs/" in lower):
        return None
    found = (_CITED.match(line) for line in text.splitlines())
    return next((_arxiv_id(match[1]) for match in found if match), None)


def acl(text: str | None) -> str | None:
    """Return the id of an ACL Anthology id, such as 2023.acl-long.1 or P19-1001."""
    match = _ACL.fullmatch(text.strip()) if text else None
    return f"acl:{match[0].upper() if match[0][0].isalpha() else match[0].lower()}" if match else None


def number(scheme: str, text: str | float | None) -> str | None:
    """Return the id of a number or key in a database; `PMC12` and `12` are the same, as are `7`, `7.0` and `PMID: 7`."""
    if (
        isinstance(text, str)
        and text.isdigit()
        and text.isascii()
        and len(text) <= _MOST_DIGITS
        and scheme in _PLAIN
    ):
        return f"{scheme}:{int(text)}"
    match = _NUMBERS[scheme].fullmatch(str(text).strip()) if text is not None else None
    if not match:
        return None
    if scheme == "s2":
        return f"s2:{match[1].lower()}"
    if scheme == "mag":  # OpenAlex went on with the numbers of the Microsoft Academic Graph
        return f"openalex:W{int(match[1])}"
    return f"{scheme}:{int(match[1])}"


def noted(text: str | None) -> Iterator[str | None]:
    """Yield the ids in those lines of a note that only give ids by name: DOI, PMID, PMCID."""
    for line in (text or "").splitlines():
        if _NOTED.sub("", line).strip(" ;,.{}"):
            continue
        for name, value in _NOTED.findall(line):
            scheme = {"pmcid": "pmc"}.get(name.lower(), name.lower())
            yield doi(value) if scheme == "doi" else number(scheme, value)


def address(url: str | None) -> str | None:
    """Return the id in the URL of a paper, or None for any other URL."""
    if not url:
        return None
    if url.strip()[:6].lower() == "arxiv:":
        return arxiv(url)
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
    if scheme == "acl":
        return acl(match[1])
    name = {"openalex": str.upper, "s2": str.lower, "pmlr": str.lower}.get(scheme, str)(match[1])
    return f"{scheme}:{name}"


def written(text: str) -> str | None:
    """Return the id that someone wrote: as kg shows it, bare or as an address; None for what is no id."""
    text = text.strip()
    scheme, _, rest = text.partition(":")
    if scheme in SCHEMES and not rest.startswith("//"):
        return doi(rest) if scheme == "doi" else arxiv(rest) if scheme == "arxiv" else text
    if re.match(r"(?:doi:\s*)?10\.\d{4}", text, re.IGNORECASE):
        return doi(text)
    return address(text) or arxiv(text) or (acl(text) if _ACL.fullmatch(text) else None)


def best(ids: Iterable[str]) -> list[str]:
    """Return the distinct ids by scheme, then by name; the first one names the paper."""
    found = {*ids}
    if len(found) < 2:
        return [*found]
    return sorted(
        found,
        key=lambda id: (
            SCHEMES.index(scheme) if (scheme := id.partition(":")[0]) in SCHEMES else len(SCHEMES),
            id,
        ),
    )
