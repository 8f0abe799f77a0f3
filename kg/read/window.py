"""Split a stream of bytes into records: the units that are parsed, and rejected, one by one."""

__all__ = ["Record", "Window"]

from typing import BinaryIO, NamedTuple

from kg.read.limits import MAX_RECORD, PIECE


class Record(NamedTuple):
    """The bytes of one record: `number` counts from 1, `offset` is the byte of the stream at which it starts.

    With a `code` and `reason`, the record cannot be used, and `data` is only for display.
    """

    number: int
    offset: int
    data: bytes
    code: str = ""
    reason: str = ""

    @property
    def shown(self) -> str:
        """The start of the record, as a reject shows it."""
        return self.data[: 4 * MAX_RECORD].decode("utf-8", "replace")


class Window:
    """The part of a stream that is in memory; its start can be dropped.

    `offset` is the byte of the stream at which `data` starts; initially `data` has at least `least` bytes, if
    the stream does. A UTF-8 byte order mark at the start is skipped.
    """

    def __init__(self, stream: BinaryIO, least: int = 3) -> None:
        self._stream = stream
        self.data = b""
        self.offset = 0
        self.ended = False
        while len(self.data) < least and self.more():
            pass
        if self.data.startswith(b"\xef\xbb\xbf"):
            self.drop(3)

    def more(self, least: int = 0) -> bool:
        """Add the next piece of the stream, of at least `least` bytes if possible.

        Return False at the end.
        """
        piece = self._stream.read(max(least, PIECE))
        self.ended = not piece
        self.data += piece
        return not self.ended

    def drop(self, count: int) -> None:
        """Drop the first bytes."""
        self.data = self.data[count:]
        self.offset += count
