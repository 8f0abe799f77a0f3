"""Addresses of pages: the local part of an IRI, or the name of a view; and how they become links."""

__all__ = [
    "LONGEST",
    "Links",
    "ServerLinks",
    "SiteLinks",
    "Way",
    "address_of",
    "file_name",
    "of_id",
    "outside",
    "turtle_name",
]

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from kg.ids import content_key, web_address

LONGEST = 120
"""Characters of the name of a file before its ending; a longer one is cut and followed by `~` and a content key."""

# Scheme of an id -> how it is called.
_SCHEMES = {
    "doi": "DOI", "arxiv": "arXiv", "acl": "ACL Anthology", "pmlr": "PMLR", "pmid": "PubMed", "openalex": "OpenAlex",
    "pmc": "PubMed Central", "s2": "Semantic Scholar", "corpusid": "Semantic Scholar",
}  # fmt: skip
_NOTHING: Mapping[str, str] = {}
_WEB = re.compile(r"https?://[^\s\"'<>\\^`{|}\x00-\x20\x7f-\x9f]+\Z", re.IGNORECASE)
_QUOTED_KEY = re.compile(r"[^a-z0-9]+")


class Way(Protocol):
    """How links are written on one page."""

    @property
    def root(self) -> str:
        """The way to the folder that all addresses start from."""
        ...

    def page(self, address: str, query: Mapping[str, str] = _NOTHING) -> str:
        """Return the link to the page with an address."""
        ...

    def document(self, address: str) -> str:
        """Return the link to what has an address, as Turtle."""
        ...

    def asset(self, name: str) -> str:
        """Return the link to a file that all pages share."""
        ...


class Links(Protocol):
    """How addresses become links."""

    @property
    def live(self) -> bool:
        """Whether a server answers, so that forms work without scripts."""
        ...

    @property
    def documents(self) -> bool:
        """Whether what a page is about is there as Turtle too."""
        ...

    def at(self, address: str, query: Mapping[str, str] = _NOTHING) -> Way:
        """Return how links are written on the page with an address."""
        ...


def address_of(iri: str, base: str) -> str:
    """Return the address of the page of a node."""
    return iri.removeprefix(base)


@lru_cache(1 << 16)
def file_name(address: str) -> str:
    """Return the path of a page in a site: of characters only that need no escape in an address."""
    folder, slash, name = address.rpartition("/")
    name = name.replace("%", "=")
    if len(name) > LONGEST:
        name = f"{name[:LONGEST]}~{content_key('file', name)}"
    return f"{folder}{slash}{name or 'index'}.html"


def turtle_name(address: str) -> str:
    """Return the path of the Turtle of a node in a site, beside its page."""
    return f"{file_name(address).removesuffix('.html')}.ttl"


def outside(url: str | None) -> str | None:
    """Return an address of the web, or None for anything else that somebody may have written in its place."""
    return url if url is not None and _WEB.match(url) else None


def of_id(id: str) -> tuple[str, str, str | None]:
    """Return what the scheme of a paper's id is called, the name within it, and where it is found on the web."""
    scheme, colon, name = id.partition(":")
    if not colon or scheme not in _SCHEMES:
        return "id", id, None
    return _SCHEMES[scheme], name, outside(web_address(id))


class ServerLinks:
    """Links from the root of a server: the address as it is."""

    live = True
    documents = True
    root = "/"

    def at(self, address: str, query: Mapping[str, str] = _NOTHING) -> "ServerLinks":  # noqa: ARG002 - the same everywhere
        """Return these links."""
        return self

    def page(self, address: str, query: Mapping[str, str] = _NOTHING) -> str:
        """Return the path, with its query."""
        return f"/{address}" + (f"?{urlencode(query)}" if query else "")

    def document(self, address: str) -> str:
        """Return the path of the Turtle of what has an address."""
        return f"/{address}.ttl"

    def asset(self, name: str) -> str:
        """Return the path of a file that all pages share."""
        return f"/assets/{name}"


class SiteLinks:
    """Links between the files of a site, which work in any folder and from disk; `documents` if it has Turtle too."""

    live = False

    def __init__(self, *, documents: bool = False) -> None:
        self.documents = documents

    def at(self, address: str, query: Mapping[str, str] = _NOTHING) -> "SiteWay":
        """Return how links are written on the page with an address."""
        return SiteWay("../" * self.file(address, query).count("/"))

    @staticmethod
    def file(address: str, query: Mapping[str, str] = _NOTHING) -> str:
        """Return the path of the file of a page; a view with a query lies in the folder of the view."""
        if not query:
            return file_name(address)
        named = "-".join(_QUOTED_KEY.sub("-", value.lower()) for value in query.values())
        return file_name(f"{address}/{named}")


class SiteWay(NamedTuple):
    """Links from one file of a site; `root` is the way to its top folder."""

    root: str

    def page(self, address: str, query: Mapping[str, str] = _NOTHING) -> str:
        """Return the relative path of a page."""
        return f"{self.root}{SiteLinks.file(address, query)}"

    def document(self, address: str) -> str:
        """Return the relative path of the Turtle of a node."""
        return f"{self.root}{turtle_name(address)}"

    def asset(self, name: str) -> str:
        """Return the relative path of a file that all pages share."""
        return f"{self.root}assets/{name}"
