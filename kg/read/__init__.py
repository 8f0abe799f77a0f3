"""Read papers: one module per format, chosen by the content of the input."""

__all__ = ["READERS", "format_of", "found", "paper_to_json", "read_files", "read_papers"]

import codecs
import glob
import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import InputError, UsageError, unknown_name
from kg.model import Paper, Rejected, SourceFile
from kg.read.archive import CONVERT, HINTS, OFFICE, ZIP, is_tar, tar_members
from kg.read.entry import rejected
from kg.read.expand import COMPRESSED, Unreadable, expand
from kg.read.limits import HEAD, PIECE
from kg.read.metadata import with_metadata
from kg.read.names import STDIN, Names
from kg.read.stream import begun, decoded, files, matches, open_parts

Reader = Callable[[BinaryIO, str], Iterator[Paper | Rejected]]

# name -> module with sniff(head) and read(stream, source), in the order in which they are tried, after the
# entry points of the group papergraph.readers
READERS = {
    "trending": "kg.read.formats.trending",
    "parquet": "kg.read.formats.parquet",
    "acl": "kg.read.formats.acl",
    "jats": "kg.read.formats.jats",
    "pubmed": "kg.read.formats.pubmed",
    "tei": "kg.read.formats.tei",
    "crossref-xml": "kg.read.formats.crossrefxml",
    "atom": "kg.read.formats.atom",
    "oai": "kg.read.formats.oai",
    "dblp": "kg.read.formats.dblp",
    "openalex": "kg.read.formats.openalex",
    "semanticscholar": "kg.read.formats.semanticscholar",
    "arxiv": "kg.read.formats.arxiv",
    "crossref": "kg.read.formats.crossref",
    "datacite": "kg.read.formats.datacite",
    "csl": "kg.read.formats.csl",
    "papers": "kg.read.formats.papers",
    "frontmatter": "kg.read.formats.frontmatter",
    "table": "kg.read.formats.table",  # before those that a cell or the body of a page may hold
    "nbib": "kg.read.formats.nbib",
    "ris": "kg.read.formats.ris",
    "bibtex": "kg.read.formats.bibtex",
    "text": "kg.read.formats.text",
}
_log = logging.getLogger(__name__)
_LATEX = re.compile(
    r"^[ \t]*\\(?:documentclass|documentstyle|begin\{document\}|NeedsTeXFormat|ProvidesPackage|bibitem)\b",
    re.M,
)


def _readers() -> dict[str, str]:
    return {**{point.name: point.value for point in entry_points(group="papergraph.readers")}, **READERS}


def read_papers(
    paths: Iterable[Path | str],
    *,
    format: str | None = None,
    encoding: str | None = None,
    titles: bool = False,
) -> Iterator[Paper | Rejected]:
    """Yield the papers and rejects of files, folders, archives and standard input (`-`), in order.

    A path that does not exist may be a pattern (`*`, `?`, `[…]`, `**` for any folders). `format` names the
    reader, which the content decides by default; `encoding` is that of text that is not UTF-8. `titles` keeps
    records without an abstract, as papers with an empty one. Raises InputError for a missing path, UsageError
    for an unknown format or encoding.
    """
    files = read_files(paths, Names(), format=format, encoding=encoding, titles=titles)
    return (item for item in files if not isinstance(item, SourceFile))


def read_files(
    paths: Iterable[Path | str],
    names: Names,
    *,
    format: str | None = None,
    encoding: str | None = None,
    titles: bool = False,
) -> Iterator[Paper | Rejected | SourceFile]:
    """Yield what `read_papers` yields, and each file before its records, called by `names`.

    It comes again behind them if they are all that it has; never if it is standard input or a pipe, whose
    next contents are others.
    """
    known = _readers()
    if format is not None and format not in known:
        raise unknown_name("format", format, known)
    if encoding is not None:
        _check_encoding(encoding)
    for given in paths:
        for path, below in _inputs(str(given)):
            absolute = os.path.abspath(path or "/dev/stdin")  # noqa: PTH100 - Path.absolute keeps `..`
            name = names.of(absolute, below)
            yield SourceFile(name, absolute)
            whole = yield from _read(path, name, format, encoding, titles=titles)
            if whole and path is not None and path.is_file():
                yield SourceFile(name, absolute, end=True)


def _check_encoding(name: str) -> None:
    """Raise UsageError unless an encoding decodes bytes to text; Python also has codecs such as base64."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(b"", True)
    except (LookupError, ValueError, TypeError):  # some only fail on first use
        text = None
    if not isinstance(text, str):
        raise UsageError(f"unknown encoding {name!r}: use a text encoding, such as latin-1 or gbk")


def found(path: str) -> list[Path]:
    """Return the path, or what it matches as a pattern; InputError if there is nothing."""
    if os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a name that is too long
        return [Path(path)]
    if glob.has_magic(path) and (matched := matches(path)):
        return matched
    raise InputError(f"no such file or folder: {path}")


def _inputs(path: str) -> Iterator[tuple[Path | None, str]]:
    """Yield the files of a path, each with its name relative to the folder."""
    if path == "-":
        yield None, STDIN
        return
    for base in found(path):
        for file in files(base):
            yield file, file.name if file == base else file.relative_to(base).as_posix()


def _read(
    path: Path | None, source: str, format: str | None, encoding: str | None, *, titles: bool
) -> Generator[Paper | Rejected, None, bool]:
    """Yield the papers and rejects of a file; return whether these are all that it has.

    That is not known of one that is cut off or of an unknown format, nor of one without records in `format`.
    """
    some, cut = False, False
    try:
        for part, packed in open_parts(path, source):
            for name, pieces in _unpacked(part, packed, whole=part == source):
                try:
                    for item in _entries(*begun(decoded(pieces, encoding)), name, format, titles=titles):
                        if isinstance(item, Paper):
                            some = True
                        else:
                            some |= item.source != name or (item.code == "empty" and format is None)
                            cut |= item.code == "cut"
                        yield item
                except Unreadable as error:
                    cut = True
                    yield rejected(name, error.code, str(error))
    except Unreadable as error:
        cut = True
        yield rejected(source, error.code, str(error))
    return some and not cut


def _unpacked(source: str, packed: Iterator[bytes], *, whole: bool) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and the bytes of a file, or of each in a tar archive, decompressed; an archive within one stays whole."""
    if not whole:
        yield source, expand(packed)
        return
    stream, head = begun(expand(packed))
    if is_tar(head):
        for name, pieces in tar_members(stream):
            yield f"{source}/{name}", expand(pieces)
    else:
        yield source, iter(lambda: stream.read1(PIECE), b"")


def _entries(
    stream: BinaryIO, head: bytes, source: str, format: str | None, *, titles: bool
) -> Iterator[Paper | Rejected]:
    text = head.decode("utf-8-sig", "replace")
    if not text.strip() and len(head) < HEAD:
        yield rejected(source, "empty", "the file is empty")
        return
    if hint := next((hint for start, hint in HINTS.items() if head.startswith(start)), None):
        yield rejected(source, "unknown-format", hint)
        return
    if head.startswith(ZIP) and OFFICE.search(head):
        yield rejected(source, "unknown-format", f"an Office document: {CONVERT}")
        return
    if head.startswith((ZIP, *COMPRESSED)) or is_tar(head):
        yield rejected(source, "nested", "an archive in an archive or in compressed data: unpack it first")
        return
    if format is None and _LATEX.search(text):
        yield rejected(source, "unknown-format", "LaTeX source; kg reads its bibliography, the .bib file")
        return
    known = _readers()
    name = format or _looks_like(text, known)
    if name is None:
        yield rejected(
            source, "unknown-format", "unknown format: choose one with --format NAME (docs/formats.md)", text
        )
        return
    read: Reader = import_module(known[name]).read
    papers = others = foreign = 0
    over: Counter[str] = Counter()
    for found in read(stream, source):
        item = found.paper or found if titles and isinstance(found, Rejected) else found
        if isinstance(item, Paper):
            papers += 1
            checked, fields = with_metadata(item)
            over.update(fields)
            yield checked
        else:
            others += 1
            foreign += item.code == "encoding" and "is not UTF-8" in item.reason
            yield item
    stream.read(1)  # raises Unreadable if a broken file was cut after the last record
    if not papers + others:
        yield rejected(source, "empty", f"no record in the format {name}")
    for field, number in sorted(over.items()):
        _log.warning(
            "%s: cut or left out %s of %s, more than kg keeps",
            source,
            field,
            f"{number} paper{'s' * (number != 1)}",
        )
    if foreign:
        count = "1 record is" if foreign == 1 else f"{foreign} records are"
        hint = "%s: %s not UTF-8: name the encoding, as in --encoding cp1252 (Western), gbk or shift_jis"
        _log.warning(hint, source, count)
    if format and not papers and (other := _looks_like(text, known)) not in (format, None):
        _log.warning("%s: no paper in the format %s; it looks like %s", source, format, other)


def format_of(head: str) -> str | None:
    """Return the format that the start of a text has, "latex" for what kg refuses as such, None if it knows none."""
    return "latex" if _LATEX.search(head) else _looks_like(head, _readers())


def _looks_like(text: str, known: dict[str, str]) -> str | None:
    """Return the first format that the start of a file has."""
    return next((name for name, module in known.items() if import_module(module).sniff(text)), None)


def paper_to_json(paper: Paper) -> dict[str, Any]:
    """Return the object that `kg read` prints for a paper."""
    from kg.read.formats.papers import to_json

    return to_json(paper)
