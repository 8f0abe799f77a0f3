"""Restrict access to programs on this machine, the page itself, and the one other site named by `--cors`."""

__all__ = ["MAX_HEAD", "QUERIED", "SECURITY", "Cut", "Gate", "failure"]

import itertools
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Any other name can be pointed at this machine to make a foreign page same-origin (DNS rebinding).
_LOCAL_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d*)?", re.I | re.A)
MAX_HEAD = 1 << 16  # bytes of the target and the headers of a request
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
QUERIED = ("/sparql", "/cypher")
"""The paths at which queries are asked."""

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}


class Cut(Exception):  # noqa: N818 - control flow, not an error
    """Abort an answer that has started: closing the connection shows the client that it is incomplete."""


class Gate:
    """Passes local requests to `app` and adds response headers; `cors` is the one other origin allowed.

    Unexpected errors go to `complain` in one line; the client only learns that there was one.
    """

    def __init__(self, app: ASGIApp, complain: Callable[[str], None], cors: str | None = None) -> None:
        self._app = app
        self._complain = complain
        self._cors = cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = Headers(scope=scope)
        shared = self._cors is not None and headers.getlist("origin") == [self._cors]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                response_headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    response_headers.setdefault(name, value)
                if self._cors is not None:
                    response_headers["Vary"] = "Origin"
                if shared and self._cors is not None:
                    response_headers["Access-Control-Allow-Origin"] = self._cors
            await send(message)

        app = self._refused(scope, headers, shared=shared) or self._app
        try:
            await app(scope, receive, send_with_headers)
        except (Cut, ClientDisconnect):
            pass  # the server closes the connection
        except Exception as error:
            self._complain(f"kg serve: this is a bug in kg: {type(error).__name__}: {error}")

    def _refused(self, scope: Scope, headers: Headers, *, shared: bool) -> Response | None:
        """Return the response to a refused request, None for one that is allowed."""
        if (
            len(scope["raw_path"]) + len(scope["query_string"]) + sum(map(len, itertools.chain(*headers.raw)))
            > MAX_HEAD
        ):
            return failure(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"the URL and the headers are longer than {MAX_HEAD >> 10} KB",
            )
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return failure(HTTPStatus.BAD_REQUEST, "the request needs one Host header")
        if not _LOCAL_HOST.fullmatch(hosts[0]):
            return failure(HTTPStatus.FORBIDDEN, "the Host header has to be 127.0.0.1 or localhost")
        if "content-length" in headers and "transfer-encoding" in headers:  # request smuggling
            return failure(
                HTTPStatus.BAD_REQUEST,
                "a request must not have both Content-Length and Transfer-Encoding",
                {"Connection": "close"},
            )
        if not shared and _cross_site(headers, hosts[0]) and not _followed_link(scope, headers):
            return failure(
                HTTPStatus.FORBIDDEN, "pages of other sites are refused; kg serve --cors ORIGIN allows one"
            )
        if shared and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
        return None


def _cross_site(headers: Headers, host: str) -> bool:
    """Return whether the browser's headers show a page of another site; other programs send none."""
    origins = headers.getlist("origin")
    sites = headers.getlist("sec-fetch-site")
    return any(origin.lower() != f"http://{host.lower()}" for origin in origins) or any(
        site.lower() not in ("same-origin", "none") for site in sites
    )


def _followed_link(scope: Scope, headers: Headers) -> bool:
    """Return whether the browser opens a page because somebody followed a link: the other site sees nothing of it."""
    mode, target = headers.getlist("sec-fetch-mode"), headers.getlist("sec-fetch-dest")
    asks = scope["path"] in QUERIED
    return (
        scope["method"] in ("GET", "HEAD")
        and not asks
        and mode == ["navigate"]
        and target in ([], ["document"])
    )


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response for an error."""
    return JSONResponse({"error": message}, status, dict(headers or {}))
