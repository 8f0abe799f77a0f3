"""How an answer travels from the process that finds it: frames of one letter for their kind, a length, and that many bytes."""

__all__ = ["HEAD", "Error", "FrameWriter", "head", "raise_error", "value"]

import json
import struct
import time
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Literal, cast

from kg.errors import KgError, NotAcceptable, StoreError, UsageError

Kind = Literal["value", "rows", "body"]
HEAD = 5  # bytes before each frame's content
_HEAD = struct.Struct(">cI")
_KINDS: dict[bytes, Kind] = {b"v": "value", b"r": "rows", b"b": "body"}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
_FULL = 1 << 16  # bytes of rows or of a body a frame: they come as they are found
_SECONDS = 0.25  # and soon, where they are found slowly
_LARGEST = 1 << 26  # bytes of one row: the asking process has to hold it
Error = dict[str, str]
_ERRORS: dict[str, type[KgError]] = {"store": StoreError, "form": NotAcceptable, "usage": UsageError}  # what is not listed is our bug


class FrameWriter:
    """Writes frames into a pipe; as a file it takes the bytes of a body."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._body = bytearray()

    def value(self, value: Any) -> None:
        """Send one value that JSON can hold, after what is left of a body."""
        self._send_body()
        self._send("value", json.dumps(value).encode())

    def rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Send rows in frames; UsageError for a row that is too large to be passed on."""
        waiting: list[str] = []
        size, due = 0, time.monotonic() + _SECONDS
        for row in rows:
            text = json.dumps(row)
            if len(text) > _LARGEST:
                raise UsageError(f"a row of the answer is larger than {_LARGEST >> 20} MB: ask for less")
            waiting.append(text)
            size += len(text)
            if size > _FULL or time.monotonic() > due:
                self._send("rows", f"[{','.join(waiting)}]".encode())
                waiting, size, due = [], 0, time.monotonic() + _SECONDS
        self._send("rows", f"[{','.join(waiting)}]".encode())

    def write(self, data: bytes) -> int:
        """Send a part of a body, together with others where it is small."""
        self._body += data
        if len(self._body) >= _FULL:
            self._send_body()
        return len(data)

    def flush(self) -> None:
        """Do nothing: a body is sent when there is enough of it."""

    def error(self, error: Exception) -> None:
        """Send an error; one that is not ours as its type and text."""
        name = next((name for name, kind in _ERRORS.items() if isinstance(error, kind)), "bug")
        self.value({"error": str(error) if name != "bug" else f"{type(error).__name__}: {error}", "kind": name})

    def _send_body(self) -> None:
        body, self._body = self._body, bytearray()
        for start in range(0, len(body), _FULL):
            self._send("body", bytes(body[start : start + _FULL]))

    def _send(self, kind: Kind, data: bytes) -> None:
        self._stream.write(_HEAD.pack(_LETTERS[kind], len(data)) + data)
        self._stream.flush()


def head(data: bytes) -> tuple[Kind, int]:
    """Return the kind and the length of the frame that starts with these five bytes."""
    letter, length = _HEAD.unpack(data)
    return _KINDS[letter], int(length)


def value(data: bytes) -> Any:
    """Return what a frame of a value or of rows holds."""
    return json.loads(data)


def raise_error(found: Any) -> None:
    """Raise the error that a value is, if it is one."""
    if isinstance(found, dict) and "error" in found:
        error = cast("Error", found)
        raise _ERRORS.get(error["kind"], KgError)(error["error"])
