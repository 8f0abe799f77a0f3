"""Papers as JSON lines: what `kg read` prints, and any file with title and abstract, or with `text`."""

__all__ = ["read", "sniff", "to_json"]

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from kg.model import Paper, Rejected
from kg.read.entry import identity, paper, rejected
from kg.read.lines import Line

_DIGITS = 400  # of a number: more is an attack on the parser
_YEARS = range(1000, 10000)


def sniff(head: str) -> bool:
    """Return whether the first line that is not blank starts a JSON object with a text or a title."""
    start = head.lstrip()[:200_000]
    return start.startswith("{") and ('"text"' in start or '"title"' in start)


def to_json(value: Paper) -> dict[str, Any]:
    """Return the object of a paper; read back, it is the same paper but for the place that it was read from."""
    texts = {"text": value.title} if value.abstract is None else {"title": value.title, "abstract": value.abstract}
    return {"id": value.id, **texts, "year": value.year, "url": value.url, "sources": list(value.sources)}


def read(lines: Iterable[Line], source: str) -> Iterator[Paper | Rejected]:
    """Yield one entry per line that is not blank; texts are taken letter by letter and ids kept."""
    number = 0
    for line in lines:
        if line.text.strip() or line.code:
            number += 1
            where = f"{source}#{number}"
            yield rejected(where, line.code, line.reason, line.text) if line.code else _entry(where, line.text)


def _entry(where: str, line: str) -> Paper | Rejected:
    try:
        value = json.loads(line, parse_int=_integer, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return rejected(where, "malformed", f"no JSON: {str(error).splitlines()[0]}", line)
    if not isinstance(value, dict):
        return rejected(where, "wrong-type", "not an object", line)
    for name in ("text", "title", "abstract", "id", "url", "doi", "arxiv"):
        if not isinstance(value.get(name, ""), str | None):
            return rejected(where, "wrong-type", f"{name} must be text", line)
    year, sources = value.get("year"), value.get("sources") or []
    if year is not None and (not isinstance(year, int) or isinstance(year, bool) or year not in _YEARS):
        return rejected(where, "wrong-type", "year must be a number of four digits", line)
    if not isinstance(sources, list) or not all(isinstance(item, str) for item in sources):
        return rejected(where, "wrong-type", "sources must be a list of texts", line)
    title, abstract = value.get("title") or "", value.get("abstract") or ""
    if value.get("text") and not title:
        title, newline, rest = (value["text"] or "").partition("\n")
        abstract = rest if newline else None
    own = value.get("id") or identity(value.get("doi") or "", value.get("arxiv") or "")
    return paper(where, title, abstract, id=own, year=year, url=value.get("url"), sources=sources, record=line)


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError("a number of too many digits")
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
