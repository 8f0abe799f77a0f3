"""Authority files: SKOS in any RDF syntax, CSV or SSSOM; docs/security.md lists what is refused."""

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
_SYNTAX = {
    ".ttl": "ttl",
    ".nt": "nt",
    ".nq": "nq",
    ".trig": "trig",
    ".rdf": "rdf",
    ".xml": "rdf",
    ".owl": "rdf",
    ".jsonld": "jsonld",
}
_COMPRESSED = (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b"PK\x03\x04",
)  # gzip, bzip2, xz, Zstandard, zip
_MESSAGE = 300  # characters of a library's message


def read_authority(path: Path) -> Iterator[AuthorityEntry]:
    """Yield the entries of an authority file: RDF, with English or untagged labels, or a table.

    A table with the columns `subject_id` and `object_id` is SSSOM (https://mapping-commons.github.io/sssom/),
    one mapping per row. Any other needs `id` and `name`, and may have `aliases` (separated by `|` or `;`) and
    `type`.

    Raises InputError, with the line if known, for a file that cannot be read, has no entries, or has an entry
    that some store or export cannot hold.
    """
    try:
        data = _content(path)
        syntax = _SYNTAX.get(path.suffix.lower())
        yield from skos.entries(data, syntax) if syntax else tabular.entries(data)
    except OSError as error:
        raise InputError(f"cannot read the authority {path}: {error.strerror or error}") from None
    except (
        ValueError,
        SyntaxError,
        MemoryError,
        csv.Error,
    ) as error:  # MemoryError: a token exceeds a parser's buffer
        raise InputError(
            f"cannot read the authority {path}: {' '.join(str(error).split())[:_MESSAGE]}"
        ) from None


def _content(path: Path) -> bytes:
    """Return the bytes of an authority file without its byte order mark.

    Raises ValueError for a file that cannot be one.
    """
    if path.name == OURS:
        raise ValueError(f"{OURS!r} is reserved for the links that kg makes itself: rename the file")
    if reason := text_fault("file name", path.name):
        raise ValueError(reason)
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # a FIFO or a device might never end
        raise ValueError("not a regular file")
    if status.st_size > MAX_BYTES:
        raise ValueError(f"{status.st_size} bytes, more than {MAX_BYTES}")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:  # files of /proc have no size, others may grow
        raise ValueError(f"more than {MAX_BYTES} bytes")
    if data.startswith(_COMPRESSED):
        raise ValueError("a compressed file: decompress it first")
    return data.removeprefix(b"\xef\xbb\xbf")
