"""Authority files: what others call things, read from SKOS (any RDF syntax), CSV or SSSOM; docs/security.md says what is refused."""

__all__ = ["read_authority"]

import csv
import stat
from collections.abc import Iterator
from pathlib import Path

from kg.entries import OURS, text_fault
from kg.errors import InputError
from kg.model import AuthorityEntry
from kg.resolve import skos, tabular

MAX_BYTES = 500_000_000
_SYNTAX = {".ttl": "ttl", ".nt": "nt", ".nq": "nq", ".trig": "trig", ".rdf": "rdf", ".xml": "rdf", ".owl": "rdf", ".jsonld": "jsonld"}
_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"PK\x03\x04")  # gzip, bzip2, xz, Zstandard, zip
_MESSAGE = 300  # characters of what a library says


def read_authority(path: Path) -> Iterator[AuthorityEntry]:
    """Yield the entries of an authority file, told by its ending: RDF with SKOS or RDFS labels (in English or no language), else a table.

    A table with the columns `subject_id` and `object_id` is SSSOM (https://mapping-commons.github.io/sssom/): each row is a mapping that
    somebody states. Any other wants `id` and `name`, and may have `aliases` (`|` or `;` between them) and `type`.

    Raises InputError, with the line where there is one, for a file that cannot be read, that holds an entry which some store or export
    could not hold, or that holds no entries.
    """
    try:
        data = _content(path)
        syntax = _SYNTAX.get(path.suffix.lower())
        yield from skos.entries(data, syntax) if syntax else tabular.entries(data)
    except OSError as error:
        raise InputError(f"cannot read the authority {path}: {error.strerror or error}") from None
    except (ValueError, SyntaxError, MemoryError, csv.Error) as error:  # MemoryError: a token is longer than a parser's buffer
        raise InputError(f"cannot read the authority {path}: {' '.join(str(error).split())[:_MESSAGE]}") from None


def _content(path: Path) -> bytes:
    """Return the bytes of a file that may be an authority, without a byte order mark; ValueError for any other."""
    if path.name == OURS:
        raise ValueError(f"{OURS!r} stands for the links that the graph makes itself: rename the file")
    if reason := text_fault("file name", path.name):
        raise ValueError(reason)
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a FIFO or a device might never end
        raise ValueError("not a regular file")
    if found.st_size > MAX_BYTES:
        raise ValueError(f"{found.st_size} bytes, more than {MAX_BYTES}")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:  # files of /proc have no size, others may grow
        raise ValueError(f"more than {MAX_BYTES} bytes")
    if data.startswith(_COMPRESSED):
        raise ValueError("a compressed file: expand it first")
    return data.removeprefix(b"\xef\xbb\xbf")
