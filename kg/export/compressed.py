"""Compression by the ending of a file: the same bytes for the same content, without time or name."""

__all__ = ["COMPRESSIONS", "compressed", "compression"]

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from typing import Any, BinaryIO, cast

COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
_BUFFER = 1 << 18
_GZIP_LEVEL = 2  # a fifth larger than level 6, in a fraction of the time
_ZSTD_LEVEL = 3


def compression(path: Path | None) -> str | None:
    """Return the compression that the ending of a file names, or None."""
    return None if path is None else COMPRESSIONS.get(path.suffix.lower())


@contextmanager
def compressed(stream: BinaryIO, form: str | None) -> Iterator[BinaryIO]:
    """Give a stream whose bytes reach the other compressed; without a form, the other itself, which stays open."""
    if form is None:
        yield stream
        return
    with _writer(stream, form) as raw, BufferedWriter(raw, _BUFFER) as buffered:
        yield cast(BinaryIO, buffered)


def _writer(stream: BinaryIO, form: str) -> Any:
    if form == "gzip":
        from gzip import GzipFile

        return GzipFile(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=stream, mtime=0)
    from zstandard import ZstdCompressor

    return ZstdCompressor(level=_ZSTD_LEVEL).stream_writer(stream, closefd=False)
