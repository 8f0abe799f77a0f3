"""Extract the query from a request by the SPARQL 1.1 Protocol, section 2.1; the same for Cypher."""

__all__ = ["Asked", "asked"]

from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kg.errors import UsageError

_MAX_BODY = 1 << 20  # bytes
_MAX_FIELDS = 100
_FORM = "application/x-www-form-urlencoded"
_GRAPHS = {"default-graph-uri": "default", "named-graph-uri": "named"}


class Asked(NamedTuple):
    """A query, and the graphs that the request puts in the place of those that it names, by part of the dataset; None for none."""

    query: str
    dataset: dict[str, list[str]] | None


async def asked(request: Request, query_type: str, *, graphs: bool) -> Asked | None:
    """Return the query of a GET or POST request: from its URL, a form, or a body of type `query_type`.

    None is a GET without any parameter. `graphs` says that the language has graphs. Raises UsageError for no query, several, and
    unsupported parameters; HTTPException 413 and 415 for the body.
    """
    fields = _fields(request.scope["query_string"])
    queries = [value for name, value in fields if name == "query"]
    if request.method == "POST":
        media_type = _media_type(request, (_FORM, query_type))
        body = await _body(request)
        if media_type == _FORM:
            fields += (form := _fields(body))
            queries += [value for name, value in form if name == "query"]
        else:
            queries.append(_text(body))
    elif not fields:
        return None
    _check((name for name, _ in fields), graphs=graphs)
    if len(queries) != 1:
        raise UsageError("the request has no query" if not queries else "the request has more than one query")
    dataset: dict[str, list[str]] = {"default": [], "named": []}
    for name, value in fields:
        if name in _GRAPHS:
            dataset[_GRAPHS[name]].append(value)
    return Asked(queries[0], dataset if any(dataset.values()) else None)


def _check(names: Iterable[str], *, graphs: bool) -> None:
    for name in names:
        if name == "update":
            raise UsageError("updates are refused: the graph is read-only")
        if name in ("using-graph-uri", "using-named-graph-uri") or (name in _GRAPHS and not graphs):
            raise UsageError(f"{name} is not for queries of this language")


def _fields(data: bytes) -> list[tuple[str, str]]:
    text = _text(data)
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError:
        raise UsageError("the request is not in UTF-8") from None
    except ValueError:
        raise UsageError(f"the request has more than {_MAX_FIELDS} parameters") from None


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise UsageError("the request is not in UTF-8") from None


def _media_type(request: Request, known: tuple[str, ...]) -> str:
    media_type, *parameters = request.headers.get("content-type", "").lower().split(";")
    charsets = [
        value.strip(' "')
        for name, _, value in (each.partition("=") for each in parameters)
        if name.strip() == "charset"
    ]
    if media_type.strip() not in known or any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"a query has to be sent as {' or '.join(known)}, in UTF-8"
        )
    return media_type.strip()


async def _body(request: Request) -> bytes:
    body = bytearray()
    too_long = int(request.headers.get("content-length", 0)) > _MAX_BODY
    if not too_long:
        async for part in request.stream():
            body += part
            if too_long := len(body) > _MAX_BODY:
                break
    if too_long:
        raise HTTPException(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a query can have up to {_MAX_BODY >> 20} MB"
        )
    return bytes(body)
