"""Lines of N-Quads or N-Triples."""

__all__ = ["write_lines"]

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

_TOGETHER = 1 << 10  # lines, some 250 KB


def write_lines(lines: Iterator[str], stream: BinaryIO) -> None:
    """Write lines, many at once."""
    while text := "".join(islice(lines, _TOGETHER)):
        stream.write(text.encode())
