"""The static site: every page as a file, readable without scripts, from disk or from any folder of a web server."""

__all__ = ["write"]

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from kg.describe import NOTHING_SAID, About
from kg.evidence.database import EvidenceDatabase
from kg.page import ontology
from kg.page.addresses import SiteLinks, file_name, turtle_name
from kg.page.apache import write_rules
from kg.page.documents import counted, turtle
from kg.page.known import Known
from kg.page.render import Pages
from kg.page.search import shards
from kg.page.views.lists import PAGE, years
from kg.page.words import PLURALS
from kg.projection import Progress
from kg.rdf import write_triples

_STEP = 500  # pages between two reports of progress
_VIEWS = ("", "about", "papers", "leaderboards", "conflicts", "compare")
_NOT_OF_SITES = ("app.js", "query.js", "sources.sha256")  # of what the bundle holds
_Address = tuple[str, Mapping[str, str]]
_NOTHING: Mapping[str, str] = {}


def write(
    evidence: EvidenceDatabase,
    folder: Path,
    progress: Progress,
    about: About = NOTHING_SAID,
    *,
    store: Path | None = None,
) -> int:
    """Write the site into an existing, empty folder and return the number of pages.

    The files depend on the graph, and on what a person says about it. With an RDF `store` of the graph, each node, the
    scheme of the concepts and the description of the graph are there as Turtle too, with rules for Apache to answer at each IRI.
    """
    pages = Pages(evidence, SiteLinks(documents=store is not None), about)
    addresses = list(_addresses(pages.known))
    made: set[Path] = set()
    for number, (address, query) in enumerate(addresses):
        if number % _STEP == 0:
            progress("pages", number, len(addresses))
        html = pages.page(address, query)
        assert html is not None, f"no page {address} {query}"
        path = folder / SiteLinks.file(address, query)
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(html.encode("utf-8", "replace"))
    progress("pages", len(addresses), len(addresses))
    _write_assets(folder / "assets")
    for name in ontology.FILES:
        (folder / name).write_bytes(ontology.file(name))
    if store is not None:
        _write_documents(pages, store, folder, progress)
    progress("search", 0, None)
    _write_search(pages.known, folder / "assets" / "search")
    return len(addresses) + 1  # the page of the ontology


def _addresses(known: Known) -> Iterator[_Address]:
    """Yield the address of every page of the site."""
    for view in _VIEWS:
        yield view, _NOTHING
    for year, count in years(known):
        yield from _pages("papers", count, {"year": year})
    for label, plural in PLURALS.items():
        count = sum(one.label == label for one in known.names.values())
        if count:
            yield from _pages(plural, count, {})
    for iri in sorted(known.ranked):
        yield f"leaderboard/{known.names[iri].address}", _NOTHING
    for iri in sorted(known.compared):
        yield f"compare/{known.names[iri].address}", _NOTHING
    for named in known.names.values():
        yield named.address, _NOTHING
    for paper in known.papers.values():
        yield paper.address, _NOTHING


def _pages(address: str, count: int, query: Mapping[str, str]) -> Iterator[_Address]:
    yield address, query
    for number in range(2, -(-count // PAGE) + 1):
        yield address, {**query, "page": str(number)}


def _write_documents(pages: Pages, store: Path, folder: Path, progress: Progress) -> None:
    from pyoxigraph import Store

    known, opened = pages.known, Store.read_only(str(store))
    addresses = [named.address for named in known.names.values()] + [
        paper.address for paper in known.papers.values()
    ]
    for number, address in enumerate((*addresses, "concepts")):
        if number % _STEP == 0:
            progress("documents", number, len(addresses))
        (folder / turtle_name(address)).write_bytes(turtle(opened, known.base + address))
    with (folder / turtle_name("about")).open("wb") as stream:
        write_triples(pages.document("about", counted(opened)) or (), stream, "text/turtle")
    write_rules(known, folder)


def _write_assets(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for file in (files("kg.page") / "bundle").iterdir():
        if file.name not in _NOT_OF_SITES:
            (folder / file.name).write_bytes(file.read_bytes())


def _write_search(known: Known, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, script in shards(known.search.entries, file_name):
        (folder / name).write_bytes(script.encode("utf-8", "replace"))
