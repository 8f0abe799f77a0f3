"""Web pages with YAML front matter, one paper each, as PMLR publishes its volumes (https://github.com/mlresearch)."""

__all__ = ["read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.model import Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.entry import Entry, paper, rejected, year
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_LINE
from kg.read.window import Record

_HEAD = re.compile(rb"\A\s*---[ \t]*\r?\n(.*?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def sniff(head: str) -> bool:
    """Return whether front matter between lines of three hyphens has a title and an abstract."""
    return re.match(r"\s*---[ \t]*\r?\n", head) is not None and all(
        re.search(rf"^{name}:", head, re.M) for name in ("title", "abstract")
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield the one entry of the page."""
    data = stream.read(MAX_LINE + 1)
    record = Record(1, 0, data)
    where = f"{source}#1"
    match = _HEAD.match(data.removeprefix(b"\xef\xbb\xbf"))
    if len(data) > MAX_LINE:
        yield rejected(where, "too-long", f"a page of more than {MAX_LINE} bytes", record.shown, 0)
    elif not match:
        yield rejected(where, "cut", "no line of three hyphens ends the front matter", record.shown, 0)
    else:
        value = _yaml(match[1])
        yield (
            rejected(where, *value, record.shown, 0)
            if isinstance(value, tuple)
            else paper(where, _entry(value), record)
        )


def _yaml(data: bytes) -> dict[str, Any] | tuple[str, str]:
    """Return the values of the front matter as written, or the code and reason of a reject."""
    from yaml import AliasToken, BaseLoader, YAMLError, load, scan

    try:
        text = data.decode("utf-8")
        if "&" in text and any(isinstance(token, AliasToken) for token in scan(text, BaseLoader)):
            return "malformed", "YAML with aliases"  # needless here, and they can expand without limit
        value = load(text, BaseLoader)  # noqa: S506 - only makes strings, lists and mappings
    except UnicodeDecodeError as error:
        return "encoding", f"byte {error.start + 1} of the front matter is not UTF-8"
    except (YAMLError, RecursionError) as error:
        return "malformed", f"not YAML: {' '.join(str(error).split())[:200]}"
    return value if isinstance(value, dict) else ("wrong-type", "the front matter is not a mapping")


def _entry(value: dict[str, Any]) -> Entry:
    def field(name: str) -> str:
        text = value.get(name, "")
        return text if isinstance(text, str) else ""

    pdf, code = field("pdf"), field("software")
    ids = [identity.doi(field("doi")), identity.address(pdf) or identity.address(field("url"))]
    title, abstract = (marked_latex(unbroken(field(name), soft=True)) for name in ("title", "abstract"))
    claims = [SourceClaim("repository", code, "official")] if code.startswith(("http://", "https://")) else []
    return Entry(
        title, abstract, ids, year(field("date")) or year(field("year")), field("url") or pdf, claims=claims
    )
