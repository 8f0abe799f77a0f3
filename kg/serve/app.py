"""The endpoints `/sparql` and `/cypher`, the pages, and the HTTP status of each error."""

__all__ = ["application"]

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError, NotAcceptable, QueryTimeout, StoreError, UsageError
from kg.serve.description import FORMS, description
from kg.serve.gate import Cut, Gate, failure
from kg.serve.pages import PageReader, routes
from kg.serve.pool import Answer, Busy, Pool
from kg.serve.requests import Asked, asked
from kg.stores.accept import preferred

_MAX_ANSWER = 1 << 28  # bytes
_SEND_SECONDS = 20.0  # for a client to receive a part of an answer
_METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
_STATUSES = {
    NotAcceptable: HTTPStatus.NOT_ACCEPTABLE,
    QueryTimeout: HTTPStatus.GATEWAY_TIMEOUT,
    UsageError: HTTPStatus.BAD_REQUEST,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}  # the first match counts


def application(
    pools: Mapping[str, Pool], pages: PageReader, complain: Callable[[str], None], cors: str | None = None
) -> ASGIApp:
    """Return the ASGI application for pools by query language; for the rest see `kg.serve.gate.Gate`."""
    app = Starlette(
        routes=[
            Route(
                "/sparql",
                _Endpoint(pools["SPARQL"], "application/sparql-query", graphs=True),
                methods=_METHODS,
            ),
            Route("/cypher", _Endpoint(pools["Cypher"], "text/plain"), methods=_METHODS),
            *routes(pages, pools["SPARQL"]),
        ],
        exception_handlers={
            HTTPException: _on_http,
            Busy: _on_busy,
            Exception: _on_bug,
            **dict.fromkeys(_STATUSES, _on_error),
        },
    )
    app.router.redirect_slashes = False
    return Gate(app, complain, cors)


class _Endpoint:
    """Answers the queries of one language; `query_type` is the media type of a body that is only a query."""

    def __init__(self, pool: Pool, query_type: str, *, graphs: bool = False) -> None:
        self._pool = pool
        self._query_type = query_type
        self._graphs = graphs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == "OPTIONS":
            await Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(_METHODS)})(
                scope, receive, send
            )
            return
        request = Request(scope, receive)
        question = await asked(request, self._query_type, graphs=self._graphs)
        accept = ", ".join(request.headers.getlist("accept"))
        if question is None:
            await self._described(request, accept)(scope, receive, send)
            return
        await _while_connected(receive, self._answer(question, accept, scope, send))

    def _described(self, request: Request, accept: str) -> Response:
        """Return what the endpoint says of itself, where its language has a way to do so."""
        if not self._graphs:
            raise UsageError("the request has no query")
        media_type = preferred(accept, FORMS)
        if media_type is None:
            raise NotAcceptable(f"the description of this endpoint comes as {', '.join(FORMS)}")
        address = str(request.url.replace(query="", fragment=""))
        return Response(description(address, self._pool.limits, media_type), media_type=media_type)

    async def _answer(self, question: Asked, accept: str, scope: Scope, send: Send) -> None:
        started = False
        try:
            async with self._pool.answer(question.query, accept, question.dataset) as answer:
                response = Response(answer.first, media_type=answer.media_type)
                if not answer.whole:
                    if (
                        scope["http_version"] == "1.0"
                    ):  # it cannot tell the end of an answer from a lost connection
                        raise HTTPException(
                            HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "an answer of this length needs HTTP/1.1"
                        )
                    del response.headers["content-length"]
                    started = True
                    await _send_parts(answer, response, send)
        except KgError:
            if started:
                raise Cut from None
            raise
        if answer.whole:  # sent after the process is free again, as the client can be slow
            await _send_body(send, response, answer.first, more=False)
        else:
            await _send_message(send, {"type": "http.response.body", "body": b""})


async def _send_parts(answer: Answer, response: Response, send: Send) -> None:
    """Send a long answer except its end; raise Cut where it is too long."""
    await _send_body(send, response, answer.first, more=True)
    size = len(answer.first)
    async for part in answer.rest():
        size += len(part)
        if size > _MAX_ANSWER:
            raise Cut
        await _send_message(send, {"type": "http.response.body", "body": part, "more_body": True})


async def _send_body(send: Send, response: Response, body: bytes, *, more: bool) -> None:
    await _send_message(
        send, {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
    )
    await _send_message(send, {"type": "http.response.body", "body": body, "more_body": more})


async def _send_message(send: Send, message: Message) -> None:
    """Send a message; raise Cut where the client takes too long."""
    try:
        async with asyncio.timeout(_SEND_SECONDS):
            await send(message)
    except TimeoutError:
        raise Cut from None


async def _while_connected(receive: Receive, work: Coroutine[Any, Any, None]) -> None:
    """Run the work, cancelled when the client disconnects."""
    task, disconnected = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait((task, disconnected), return_when=asyncio.FIRST_COMPLETED)
    finally:
        disconnected.cancel()
        if not task.done():
            task.cancel()
        await asyncio.gather(task, disconnected, return_exceptions=True)
    if not task.cancelled():
        task.result()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


# Coroutines, because other handlers run in threads.
async def _on_error(_: Request, error: Exception) -> Response:
    return failure(
        next(status for error_type, status in _STATUSES.items() if isinstance(error, error_type)), str(error)
    )


async def _on_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = (
        "there is no such page; / has them all, /sparql and /cypher answer queries"
        if error.status_code == HTTPStatus.NOT_FOUND
        else error.detail
    )
    return failure(error.status_code, message, error.headers)


async def _on_busy(_: Request, error: Exception) -> Response:
    return failure(HTTPStatus.SERVICE_UNAVAILABLE, str(error), {"Retry-After": "1"})


async def _on_bug(*_: Any) -> Response:
    return failure(HTTPStatus.INTERNAL_SERVER_ERROR, "this is a bug in kg; see the server's stderr")
