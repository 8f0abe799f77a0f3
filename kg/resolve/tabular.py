"""Authority files as tables: CSV and TSV with ids and names, or SSSOM."""

__all__ = ["entries"]

import csv
import io
import re
from collections.abc import Iterator

from kg.entries import MAX_NAMES, fault
from kg.generated.vocabulary import CONCEPTS
from kg.model import AuthorityEntry

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_COLUMNS = {
    "id": ("id", "iri", "uri", "url"),
    "name": ("name", "label", "preflabel", "title"),
    "aliases": ("aliases", "altlabel", "altlabels"),
    "type": ("type",),
}
_STATED = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "confidence",
)
_SCHEMES = ("http://", "https://", "urn:")
_SEPARATOR = re.compile("[|;]")  # between the aliases in a cell
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_TYPES = {label.casefold(): label for label in CONCEPTS}
_MAX_LINE = 10_000_000  # bytes

_Row = tuple[int, dict[str, str]]  # its first line number, and its cells by field


def entries(data: bytes) -> Iterator[AuthorityEntry]:
    """Yield an entry for each row with a name, in order.

    Raises ValueError, with the line if known, for invalid data.
    """
    lines = _Lines(data)
    first = next(lines, "")
    delimiter = "\t" if "\t" in first else ","
    header = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    columns = {column.strip().casefold(): place for place, column in reversed(list(enumerate(header)))}
    if {"subject_id", "object_id"} <= columns.keys():
        chosen = {name: columns[name] for name in _STATED if name in columns}
        numbered = _mappings(_prefixes(lines.comments), _rows(lines, delimiter, len(header), chosen))
    else:
        chosen = {
            field: columns[name]
            for field, names in _COLUMNS.items()
            for name in reversed(names)
            if name in columns
        }
        if not {"id", "name"} <= chosen.keys():
            shown = ", ".join(filter(None, map(str.strip, header))) or "none"
            raise ValueError(
                f"a table needs the columns id and name, or those of SSSOM, but has {shown:.200}"
            )
        numbered = _named_entries(_rows(lines, delimiter, len(header), chosen))
    names = 0
    for line, entry in numbered:
        names += 1 + len(entry.aliases)
        if reason := fault(entry) or (f"more than {MAX_NAMES} names" if names > MAX_NAMES else ""):
            raise ValueError(f"line {line}: {reason}")
        yield entry


class _Lines:
    """The lines for the csv module, without blank lines and comments between rows."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)
        self._number = 0
        self._below_header = False
        self.comments: list[str] = []  # those above the header, where SSSOM keeps metadata
        self.begin()

    def begin(self) -> None:
        """Treat the next line as the first of a row."""
        self.start = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        while raw := self._stream.readline(_MAX_LINE + 1):
            self._number += 1
            if len(raw) > _MAX_LINE:
                raise ValueError(f"line {self._number}: more than {_MAX_LINE} bytes")
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError as error:
                raise ValueError(
                    f"line {self._number}, byte {error.start + 1}: 0x{raw[error.start]:02x} is not UTF-8"
                ) from None
            if self.start or (line.strip() and not line.startswith("#")):
                self.start, self._below_header = self.start or self._number, True
                return line
            if not self._below_header and line.startswith("#"):
                self.comments.append(line)
        raise StopIteration


def _rows(lines: _Lines, delimiter: str, width: int, chosen: dict[str, int]) -> Iterator[_Row]:
    """Yield the rows below the header, with whitespace collapsed."""
    table = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            raise ValueError(f"line {lines.start}: {error}") from None
        if any(map(str.strip, cells[width:])):
            raise ValueError(
                f"line {lines.start}: {len(cells)} cells under a header of {width}: "
                "quote cells that contain the delimiter"
            )
        yield (
            lines.start,
            {
                field: " ".join(cells[index].split()) if index < len(cells) else ""
                for field, index in chosen.items()
            },
        )


def _named_entries(rows: Iterator[_Row]) -> Iterator[tuple[int, AuthorityEntry]]:
    for line, row in rows:
        if row["name"]:
            type_ = row.get("type", "").casefold()
            if type_ and type_ not in _TYPES:
                raise ValueError(
                    f"line {line}: the type {row['type']!r:.100} is not one of {', '.join(_TYPES.values())}"
                )
            aliases = {alias.strip() for alias in _SEPARATOR.split(row.get("aliases", ""))} - {""}
            yield (
                line,
                AuthorityEntry(
                    _iri(line, row["id"]), row["name"], tuple(sorted(aliases)), _TYPES.get(type_, "")
                ),
            )


def _mappings(prefixes: dict[str, str], rows: Iterator[_Row]) -> Iterator[tuple[int, AuthorityEntry]]:
    """Yield the exact and close matches, as entries for their objects."""

    def expand(line: int, curie: str) -> str:
        prefix, _, local = curie.partition(":")
        return prefixes[prefix] + local if prefix in prefixes else _iri(line, curie)

    for line, row in rows:
        predicate = expand(line, row.get("predicate_id") or "skos:closeMatch").removeprefix(_SKOS)
        if predicate not in ("exactMatch", "closeMatch") or row.get("predicate_modifier"):  # "Not"
            continue
        confidence = row.get("confidence") or "1"
        if not _NUMBER.fullmatch(confidence):
            raise ValueError(
                f"line {line}: the confidence {confidence!r:.100} is not a number between 0 and 1"
            )
        subject, target = expand(line, row["subject_id"]), expand(line, row["object_id"])
        name, of = row.get("object_label", ""), row.get("subject_label", "")
        yield (
            line,
            AuthorityEntry(target, name, (), "", of, subject, predicate, float(confidence) + 0.0),
        )  # + 0.0: no -0.0


def _prefixes(comments: list[str]) -> dict[str, str]:
    """Return the prefixes of the `curie_map` in the comments above an SSSOM table."""
    prefixes = {"skos": _SKOS}
    for line in comments:
        prefix, _, address = line.lstrip("# ").partition(":")
        address = address.strip().strip("'\"")
        if address.startswith(_SCHEMES):
            prefixes[prefix.strip()] = address
    return prefixes


def _iri(line: int, value: str) -> str:
    if not value.startswith(_SCHEMES):
        raise ValueError(f"line {line}: {value!r:.100} is not an IRI (http:, https: or urn:)")
    return value
