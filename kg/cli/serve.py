"""`kg serve`: the graph over HTTP on this machine: SPARQL 1.1 Protocol, Cypher, and a page to ask both."""

__all__ = ["serve"]

import io
import json
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import typer

from kg.cli.options import DEFAULT_STORE, SECONDS, Store, Timeout
from kg.cli.output import current
from kg.errors import KgError, StoreError, UsageError

_MAX_BODY = 1 << 20  # bytes of a query
_MAX_ROWS = 10_000  # of an answer in Cypher
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>papergraph</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
textarea{width:100%;height:7rem;font:14px/1.4 monospace;box-sizing:border-box}td,th{text-align:left;padding:.15rem .8rem .15rem 0;
vertical-align:top;border-bottom:1px solid #ddd}table{border-collapse:collapse}#error{color:#a00}</style>
<h1>papergraph</h1>
<p>Endpoints: <code>/sparql?query=…</code> (SPARQL 1.1 Protocol) and <code>/cypher?query=…</code>, read-only, JSON.</p>
<form id="form"><label>Language <select id="language"><option>cypher<option>sparql</select></label>
<p><textarea id="query" aria-label="query">MATCH (p:Paper)-[:PROPOSES]->(m:Method) RETURN m.name AS method, p.title AS paper ORDER BY method LIMIT 20</textarea>
<p><button>Ask</button> <span id="error" role="alert"></span></form><table id="rows"></table>
<script>
const by = id => document.getElementById(id);
const cell = (row, kind, text) => row.appendChild(document.createElement(kind)).textContent = text ?? "";
by("form").addEventListener("submit", async event => {
  event.preventDefault();
  by("rows").replaceChildren(); by("error").textContent = "";
  const language = by("language").value;
  const reply = await fetch(language + "?" + new URLSearchParams({query: by("query").value}));
  const value = await reply.json();
  if (!reply.ok) { by("error").textContent = value.error; return; }
  const columns = language === "sparql" ? value.head.vars || [] : value.columns;
  const rows = language === "sparql" ? (value.results?.bindings || []).map(b => columns.map(c => b[c]?.value)) : value.rows;
  const head = by("rows").insertRow(); columns.forEach(c => cell(head, "th", c));
  rows.forEach(values => { const row = by("rows").insertRow(); values.forEach(v => cell(row, "td", typeof v === "object" ? JSON.stringify(v) : v)); });
  if (value.more) by("error").textContent = `There are more rows than these ${rows.length}.`;
});
</script></html>
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}

Answer = tuple[str, bytes]  # content type, body


def serve(
    store: Store = DEFAULT_STORE,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 8765,
    timeout: Timeout = SECONDS,  # noqa: ARG001
) -> None:
    """Answer SPARQL and Cypher over HTTP, read-only, on the loopback address only.

    Example:  kg serve --port 8765
    """
    from kg.project import project
    from kg.run import open_graph

    progress = current().progress
    with open_graph(store, progress) as log:
        rdf, cypher = project(log, "oxigraph", progress), project(log, "embedded", progress)
    answers: dict[str, Callable[[str, str], Answer]] = {
        "/sparql": lambda query, accept: _sparql(rdf, query, accept),
        "/cypher": lambda query, _: _cypher(cypher, query),
        "/": lambda *_: ("text/html; charset=utf-8", _PAGE.encode()),
    }
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler(answers))
    except OSError as error:
        raise UsageError(f"cannot listen on 127.0.0.1:{port}: {error.strerror}; try another --port") from error
    current().note(f"serving {store} at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends)")
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            current().note("stopped")


def _sparql(path: Path, query: str, accept: str) -> Answer:
    from kg.stores import oxigraph

    kind, write = oxigraph.Reader(path).serialized(query, [accept or "*/*", "*/*"])
    body = io.BytesIO()
    write(body)
    return kind, body.getvalue()


def _cypher(path: Path, query: str) -> Answer:
    """Answer with columns and rows, and "more" where there are more rows than these."""
    from kg.stores import embedded

    columns, rows = embedded.query(path, query, {}, limit=_MAX_ROWS + 1)
    more = {"more": True} if len(rows) > _MAX_ROWS else {}
    answer = {"columns": columns, "rows": rows[:_MAX_ROWS], **more}
    return "application/json", json.dumps(answer, ensure_ascii=False, default=str).encode()


def _handler(answers: dict[str, Callable[[str, str], Answer]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET and POST; a web page of another origin gets no answer, since no CORS header is sent."""

        server_version = "papergraph"

        def do_GET(self) -> None:
            self._answer(parse_qs(urlsplit(self.path).query).get("query", [""])[0])

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if length > _MAX_BODY:
                self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "application/json", b'{"error": "the query is too long"}')
                return
            body = self.rfile.read(length).decode("utf-8", "replace")
            form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
            self._answer(parse_qs(body).get("query", [""])[0] if form else body)

        def _answer(self, query: str) -> None:
            answer = answers.get(urlsplit(self.path).path)
            host = self.headers.get("Host", "").rpartition(":")[0]
            if host not in ("127.0.0.1", "localhost"):  # a name that another site points at this machine (DNS rebinding)
                self._send(HTTPStatus.FORBIDDEN, "application/json", b'{"error": "ask 127.0.0.1 or localhost"}')
            elif answer is None:
                self._send(HTTPStatus.NOT_FOUND, "application/json", b'{"error": "there are /, /sparql and /cypher"}')
            else:
                try:
                    self._send(HTTPStatus.OK, *answer(query, self.headers.get("Accept", "")))
                except KgError as error:
                    status = HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, StoreError) else HTTPStatus.BAD_REQUEST
                    self._send(status, "application/json", json.dumps({"error": str(error)}).encode())

        def _send(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **_HEADERS}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, _format: str, *_: Any) -> None:
            """Say nothing: stderr is for what the user must know."""

    return Handler
