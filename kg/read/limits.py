"""Limits beyond which an input counts as hostile or broken."""

__all__ = [
    "EXPANDED_FREE", "HEAD", "MAX_DEPTH", "MAX_EXPANDED", "MAX_LINE", "MAX_LINES", "MAX_MEMBERS", "MAX_NAME",
    "MAX_RATIO", "MAX_RECORD", "MAX_TEXT", "PIECE", "XZ_MEMORY", "ZST_WINDOW",
]  # fmt: skip

MAX_LINE = 10_000_000
"""Bytes of one line or record, and characters of one table row that spans lines."""

MAX_LINES = 100_000
"""Lines of one record."""

MAX_DEPTH = 1_000
"""The depth of nested brackets in JSON."""

MAX_TEXT = 100_000
"""Characters of a title or an abstract; less than the 131,072 that Python's csv module allows in a cell."""

MAX_NAME = 2_000
"""Characters of an id or a URL."""

MAX_RECORD = 2_000
"""Characters of a record that a reject keeps."""

MAX_EXPANDED = 8_000_000_000
"""Bytes that one compressed file may expand to."""

MAX_RATIO = 200
"""How many times its size a compressed file may expand to; text compresses 3 to 30 times."""

EXPANDED_FREE = 16_000_000
"""Bytes that any compressed file may expand to, whatever the ratio: small files are harmless."""

MAX_MEMBERS = 100_000
"""Files in one zip archive."""

ZST_WINDOW = 128 * 2**20
"""Bytes of the window for decoding Zstandard; `zstd --long` needs that many."""

XZ_MEMORY = 128 * 2**20
"""Bytes of memory for decoding xz; `xz -9` needs 65 MiB."""

HEAD = 65_536
"""Bytes at the start of an input that decide its format."""

PIECE = 65_536
"""Bytes that are read or decompressed at once."""
