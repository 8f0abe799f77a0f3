"""The pages of the graph: rendered in one thread of the server, which reads the evidence database."""

__all__ = ["PageReader", "routes"]

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http import HTTPStatus
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.describe import Tally, about_graph
from kg.errors import NotAcceptable
from kg.evidence.database import EvidenceDatabase
from kg.evidence.versions import GraphVersion, Settings
from kg.page import ontology
from kg.page.addresses import ServerLinks
from kg.page.documents import ABOUT, CLASSES, PROPERTIES, query_for
from kg.page.render import Pages
from kg.rdf import write_triples
from kg.serve.description import FORMS
from kg.serve.pool import Pool, Stamp
from kg.stores.accept import preferred

_HTML = "text/html"
_XHTML = "application/xhtml+xml"  # what asks for it reads HTML too
_TURTLE = "text/turtle"
_ASSETS = {".js": "text/javascript", ".css": "text/css"}
_FOUND = 12  # things that a search proposes
_METHODS = ["GET", "OPTIONS"]  # and HEAD, which Starlette adds
_T = TypeVar("_T")


class PageReader:
    """Renders pages of the graph in a folder; what many pages need is kept until the graph changes, or what it says of itself.

    SQLite wants each connection in one thread, and pages take milliseconds, so one thread renders all, in turn.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, "pages")
        self._evidence: EvidenceDatabase | None = None
        self._pages: Pages | None = None
        self._made_of: tuple[GraphVersion | None, Settings] | None = None

    async def page(self, address: str, query: Mapping[str, str]) -> str | None:
        """Return the page with an address, the part of an IRI behind the base or the name of a view; None for none."""
        return await self._read(lambda pages: pages.page(address, query))

    async def missing(self, address: str) -> str:
        """Return the page that says that there is none with an address."""
        return await self._read(lambda pages: pages.missing(address))

    async def choices(self, addresses: list[str]) -> str:
        """Return the page that says what a name can mean."""
        return await self._read(lambda pages: pages.choices(addresses))

    async def meant(self, address: str) -> list[str]:
        """Return the addresses of the concepts that are called so."""
        return await self._read(lambda pages: pages.meant(address))

    async def shown_on(self, address: str) -> str | None:
        """Return the address of the page that shows what has none of its own."""
        return await self._read(lambda pages: pages.shown_on(address))

    async def document(self, address: str, form: str, tally: Tally, endpoint: str) -> bytes | None:
        """Return the RDF at an address in a media type, None where the RDF store has it."""

        def written(pages: Pages) -> bytes | None:
            triples = pages.document(address, tally, endpoint)
            if triples is None:
                return None
            write_triples(triples, stream := BytesIO(), form)
            return stream.getvalue()

        return await self._read(written)

    async def iri(self, address: str) -> str | None:
        """Return the IRI of what has RDF at an address, None for a view."""
        return await self._read(lambda pages: pages.iri(address))

    async def search(self, text: str) -> list[dict[str, str]]:
        """Return what a text finds, the best first."""
        return await self._read(lambda pages: pages.search(text, _FOUND))

    async def close(self) -> None:
        """Close the database, after the page that is being rendered."""
        if self._evidence is not None:
            await self._in_thread(self._evidence.db.close)
        self._thread.shutdown()

    async def _read(self, ask: Callable[[Pages], _T]) -> _T:
        return await self._in_thread(lambda: self._ask(ask))

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _ask(self, ask: Callable[[Pages], _T]) -> _T:
        if self._evidence is None:
            self._evidence = EvidenceDatabase.existing(self._folder)
        with self._evidence.snapshot():
            settings = self._evidence.settings
            made_of = self._evidence.graph_version, settings
            if self._pages is None or made_of != self._made_of:
                self._pages = Pages(self._evidence, ServerLinks(), about_graph(settings, environment={}))
                self._made_of = made_of
            return ask(self._pages)


class _Documents:
    """What the graph says of one thing, in a form of RDF; what is in the store is counted once until it is replaced."""

    def __init__(self, reader: PageReader, sparql: Pool) -> None:
        self._reader, self._sparql = reader, sparql
        self._tally = Tally()
        self._counted: Stamp | None = None

    async def answer(self, request: Request, address: str, form: str) -> Response:
        """Return what the graph says of what has an address."""
        tally = await self._counts() if address in ABOUT else Tally()
        endpoint = str(request.url.replace(path="/sparql", query="", fragment=""))
        body = await self._reader.document(address, form, tally, endpoint)
        if body is None:
            query = query_for(str(await self._reader.iri(address)))
            if query is None:
                raise HTTPException(HTTPStatus.NOT_FOUND)
            body, form = await self._ask(query, form)
        return _tagged(request, body, form)

    async def _counts(self) -> Tally:
        stamp = await self._sparql.current_stamp()
        if stamp != self._counted:
            tally = Tally()
            for query, counts in ((PROPERTIES, tally.properties), (CLASSES, tally.classes)):
                body, _ = await self._ask(query, "application/json")
                for row in json.loads(body)["results"]["bindings"]:
                    counts[row["iri"]["value"]] = int(row["n"]["value"])
            self._tally, self._counted = tally, stamp
        return self._tally

    async def _ask(self, query: str, form: str) -> tuple[bytes, str]:
        async with self._sparql.answer(query, form) as answer:
            return b"".join([answer.first, *[part async for part in answer.rest()]]), answer.media_type


def routes(reader: PageReader, sparql: Pool) -> list[Route]:
    """Return the routes of the pages, of the search that they use, and of the files that they share; the last one takes any path."""
    documents = _Documents(reader, sparql)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if request.method == "OPTIONS":
            return _options()
        bundle = files("kg.page").joinpath("bundle")
        known = {entry.name for entry in bundle.iterdir()}
        kind = _ASSETS.get(Path(name).suffix)
        if name not in known or kind is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _tagged(request, bundle.joinpath(name).read_bytes(), f"{kind}; charset=utf-8")

    async def page(request: Request) -> Response:
        if request.method == "OPTIONS":
            return _options()
        address = request.scope["raw_path"].decode("latin-1").removeprefix("/")
        accept = ", ".join(request.headers.getlist("accept"))
        if address == "search" and preferred(accept, ("application/json", _HTML)) == "application/json":
            return JSONResponse(await reader.search(request.query_params.get("q", "")))
        if address == ontology.ADDRESS or address in ontology.FILES:
            return _ontology(request, address, accept)
        for written in dict.fromkeys((address, _quoted(address))):
            iri = await reader.iri(written)
            form = _form(accept, FORMS if iri is not None else ())
            if iri is not None and form is None:
                raise _not_acceptable("this", FORMS)
            if form in FORMS:
                return await documents.answer(request, written, form)
            text = await reader.page(written, request.query_params)
            if text is not None:
                if form is None:
                    raise _not_acceptable("this page")
                answer = _tagged(request, text.encode("utf-8", "replace"), "text/html; charset=utf-8")
                if iri is not None:
                    answer.headers["Link"] = f'</{written}>; rel="alternate"; type="{_TURTLE}"'
                return answer
        for written in dict.fromkeys((address, _quoted(address))):
            node = written.removesuffix(".ttl")
            if node != written and await reader.iri(node) is not None:
                return await documents.answer(request, node, _TURTLE)
        return await _elsewhere(reader, address, html=_HTML in accept or _XHTML in accept)

    return [
        Route("/assets/{name}", asset, methods=_METHODS),
        Route("/{address:path}", page, methods=_METHODS),
    ]


def _ontology(request: Request, address: str, accept: str) -> Response:
    """Return the ontology in the form that is asked for, or one of its files."""
    form = ontology.FILES.get(address) or _form(accept, FORMS)
    if form is None:
        raise _not_acceptable("the ontology", FORMS)
    if form == _HTML:
        answer = _tagged(request, ontology.file(ontology.PAGE), "text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = f"{ontology.policy()}; frame-ancestors 'none'"
        return answer
    body = ontology.file(address) if address in ontology.FILES else ontology.document(form)
    return _tagged(request, body, f"{form}; charset=utf-8" if form.startswith("text/") else form)


def _form(accept: str, others: tuple[str, ...]) -> str | None:
    """Return the form that is preferred, of HTML and others; None where none is acceptable."""
    form = preferred(accept, (_HTML, _XHTML, *others))
    return _HTML if form == _XHTML else form


def _not_acceptable(what: str, others: tuple[str, ...] = ()) -> NotAcceptable:
    return NotAcceptable(f"{what} comes as {', '.join((_HTML, *others))}")


async def _elsewhere(reader: PageReader, address: str, *, html: bool) -> Response:
    """Return the way to what has another address, or say that there is nothing."""
    shown_on = await reader.shown_on(address)
    if shown_on is not None:
        return RedirectResponse(f"/{shown_on}", HTTPStatus.SEE_OTHER)
    meant = await reader.meant(address)
    if len(meant) == 1:
        return RedirectResponse(f"/{meant[0]}", HTTPStatus.MOVED_PERMANENTLY)
    if meant and not html:
        links = ", ".join(f'</{one}>; rel="alternate"' for one in meant)
        return JSONResponse(
            {"choices": [f"/{one}" for one in meant]}, HTTPStatus.MULTIPLE_CHOICES, {"Link": links}
        )
    if not meant and not html:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    text = await (reader.choices(meant) if meant else reader.missing(unquote(address)))
    status = HTTPStatus.MULTIPLE_CHOICES if meant else HTTPStatus.NOT_FOUND
    return Response(text.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")


def _tagged(request: Request, body: bytes, media_type: str) -> Response:
    """Return a body with its entity tag, or, to a client that has it already, just that (RFC 9110, 13.1.2)."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _options() -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": "GET, HEAD, OPTIONS"})


def _quoted(address: str) -> str:
    """Return an address as IRIs have it, where somebody has written its last part as it reads (doi:10.1/x)."""
    kind, slash, name = address.partition("/")
    return f"{kind}{slash}{quote(unquote(name), safe='')}"
