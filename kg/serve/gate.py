"""Who may ask: programs of this machine, the page itself, and the one other site that `--cors` names."""

__all__ = ["MAX_HEAD", "SECURITY", "Cut", "Gate", "failure"]

import itertools
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Any other name is one that somebody points at this machine, so that a page of theirs counts as ours (DNS rebinding).
_OURS = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d*)?", re.I | re.A)
MAX_HEAD = 1 << 16  # bytes of the target and the header fields of a request
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_PREFLIGHT = {"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "Content-Type", "Access-Control-Max-Age": "600"}


class Cut(Exception):  # noqa: N818 - a decision
    """An answer that has begun ends here: the connection is closed so that the client sees that something is missing."""


class Gate:
    """Lets through to `app` what comes from this machine, and gives each response its headers; `cors` is the other site that may ask.

    A bug, of whatever part, is told in one line through `complain`, and to the client only as such.
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
                found = MutableHeaders(scope=message)
                found.update(SECURITY)
                if self._cors is not None:
                    found["Vary"] = "Origin"
                if shared and self._cors is not None:
                    found["Access-Control-Allow-Origin"] = self._cors
            await send(message)

        app = self._refused(scope, headers, shared=shared) or self._app
        try:
            await app(scope, receive, send_with_headers)
        except (Cut, ClientDisconnect):
            pass  # the server closes the connection
        except Exception as error:
            self._complain(f"kg serve: this is a bug of kg: {type(error).__name__}: {error}")

    def _refused(self, scope: Scope, headers: Headers, *, shared: bool) -> Response | None:
        """Return the response to a request that goes no further, None where it does."""
        if len(scope["raw_path"]) + len(scope["query_string"]) + sum(map(len, itertools.chain(*headers.raw))) > MAX_HEAD:
            return failure(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"the URL and the headers are longer than {MAX_HEAD >> 10} KB")
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return failure(HTTPStatus.BAD_REQUEST, "the request needs one Host header")
        if not _OURS.fullmatch(hosts[0]):
            return failure(HTTPStatus.FORBIDDEN, "ask 127.0.0.1 or localhost")
        if "content-length" in headers and "transfer-encoding" in headers:  # whoever reads it otherwise finds another request inside
            return failure(HTTPStatus.BAD_REQUEST, "Content-Length and Transfer-Encoding exclude each other", {"Connection": "close"})
        if scope["path"] != "/" and not shared and _foreign(headers, hosts[0]):
            return failure(HTTPStatus.FORBIDDEN, "a page of another site may not ask; kg serve --cors ORIGIN allows one")
        if shared and scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
        return None


def _foreign(headers: Headers, host: str) -> bool:
    """Return whether a browser says that a page of another site has sent the request; other programs say nothing."""
    origins = headers.getlist("origin")
    sites = headers.getlist("sec-fetch-site")
    return any(origin.lower() != f"http://{host.lower()}" for origin in origins) or any(
        site.lower() not in ("same-origin", "none") for site in sites
    )


def failure(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response for what went wrong."""
    return JSONResponse({"error": message}, status, dict(headers or {}))
