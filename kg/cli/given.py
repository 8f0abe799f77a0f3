"""The text of a query: as given, from a file, or from standard input."""

__all__ = ["query_text"]

import os
import sys
from pathlib import Path

from kg.errors import InputError, UsageError
from kg.query.named import names

_MOST = 1 << 20  # bytes of a query, as in `kg serve`


def query_text(given: str) -> str:
    """Return the query that an argument gives: `-` reads standard input, and `@FILE` a file, in UTF-8.

    Raises InputError for what cannot be read, is empty, is not UTF-8 or has more than 1 MB, and UsageError for
    the name of a file without the `@`.
    """
    if given == "-":
        return _decoded("standard input", _of_stdin())
    if given.startswith("@"):
        return _decoded(given[1:], _of_file(given[1:]))
    if given not in names() and os.path.isfile(given):  # noqa: PTH113 - Path.is_file raises for a name that is too long
        raise UsageError(f"{given} is a file: write @{given} to run the query in it")
    return given


def _of_stdin() -> bytes:
    if sys.stdin is None:
        raise InputError("standard input is closed")
    return sys.stdin.buffer.read(_MOST + 1)


def _of_file(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(_MOST + 1)
    except (OSError, ValueError) as error:  # ValueError: U+0000 in a name
        raise InputError(
            f"cannot read the query in {name!r}: {getattr(error, 'strerror', None) or error}"
        ) from None


def _decoded(name: str, data: bytes) -> str:
    if len(data) > _MOST:
        raise InputError(f"the query in {name} is longer than {_MOST >> 20} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the query in {name} is not UTF-8: byte {error.start + 1} is 0x{data[error.start]:02x}"
        ) from None
    if not text.strip():
        raise InputError(f"there is no query in {name}")
    return text
