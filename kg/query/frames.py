"""Frames in which a query process sends its answer: a letter for the kind, a length, and the bytes."""

__all__ = ["HEAD", "Error", "FrameWriter", "head", "raise_error", "value"]

import json
import struct
import time
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Literal, cast

from kg.errors import KgError, NotAcceptable, StoreError, UsageError

Kind = Literal["value", "rows", "body"]
HEAD = 5  # bytes of a frame's header
_HEAD = struct.Struct(">cI")
_KINDS: dict[bytes, Kind] = {b"v": "value", b"r": "rows", b"b": "body"}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
_FULL = 1 << 16  # bytes of rows or of a body per frame
_SECONDS = 0.25  # seconds after which an incomplete frame of rows is sent
_LARGEST = 1 << 26  # bytes of a row: the receiver has to hold it in memory
Error = dict[str, str]
_ERRORS: dict[str, type[KgError]] = {
    "store": StoreError,
    "form": NotAcceptable,
    "usage": UsageError,
}  # others are bugs


class FrameWriter:
    """Writes frames to a pipe; also a file object for the bytes of a body."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._body = bytearray()

    def value(self, value: Any) -> None:
        """Send one JSON value, after the rest of the body."""
        self._send_body()
        self._send("value", json.dumps(value).encode())

    def rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Send rows in frames; raise UsageError for a row that is too large."""
        waiting: list[str] = []
        size, deadline = 0, time.monotonic() + _SECONDS
        for row in rows:
            text = json.dumps(row)
            if len(text) > _LARGEST:
                raise UsageError(f"a row of the answer is larger than {_LARGEST >> 20} MB: ask for less")
            waiting.append(text)
            size += len(text)
            if size > _FULL or time.monotonic() > deadline:
                self._send("rows", f"[{','.join(waiting)}]".encode())
                waiting, size, deadline = [], 0, time.monotonic() + _SECONDS
        self._send("rows", f"[{','.join(waiting)}]".encode())

    def write(self, data: bytes) -> int:
        """Send a part of a body; small parts are buffered."""
        self._body += data
        if len(self._body) >= _FULL:
            self._send_body()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the body is buffered."""

    def error(self, error: Exception) -> None:
        """Send an error; an unexpected one as its type and text."""
        name = next((name for name, error_type in _ERRORS.items() if isinstance(error, error_type)), "bug")
        self.value(
            {"error": str(error) if name != "bug" else f"{type(error).__name__}: {error}", "kind": name}
        )

    def _send_body(self) -> None:
        body, self._body = self._body, bytearray()
        for start in range(0, len(body), _FULL):
            self._send("body", bytes(body[start : start + _FULL]))

    def _send(self, kind: Kind, data: bytes) -> None:
        self._stream.write(_HEAD.pack(_LETTERS[kind], len(data)) + data)
        self._stream.flush()


def head(data: bytes) -> tuple[Kind, int]:
    """Return the kind and the content length of a frame from its header."""
    letter, length = _HEAD.unpack(data)
    return _KINDS[letter], int(length)


def value(data: bytes) -> Any:
    """Return the content of a frame of a value or of rows."""
    return json.loads(data)


def raise_error(message: Any) -> None:
    """Raise the error that a value represents, if any."""
    if isinstance(message, dict) and "error" in message:
        error = cast("Error", message)
        raise _ERRORS.get(error["kind"], KgError)(error["error"])
