"""JSON-LD, parsed in a separate process: the parser is slow, takes much memory and ignores interrupts."""

__all__ = ["quads"]

import signal
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Quad

_SECONDS = 300  # of processor time; only a hostile file takes as long
_MEMORY = 4_000_000_000
_PROGRAM = f"""
import contextlib, resource, sys
for what, most in ((resource.RLIMIT_CPU, {_SECONDS}), (resource.RLIMIT_AS, {_MEMORY})):
    with contextlib.suppress(ValueError, OSError):  # a lower limit is set, or the system has none
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
from pyoxigraph import RdfFormat, parse, serialize
try:
    serialize(parse(input=sys.stdin.buffer, format=RdfFormat.JSON_LD), sys.stdout.buffer, \
format=RdfFormat.N_QUADS)
except (SyntaxError, ValueError, MemoryError, OSError) as error:
    sys.exit(str(error))
"""


def quads(data: bytes) -> "Iterator[Quad]":
    """Yield the quads of a JSON-LD document.

    Raises ValueError, with the parser's message, if it is invalid or exceeds a limit.
    """
    from pyoxigraph import RdfFormat, parse

    with TemporaryFile() as document, TemporaryFile() as stderr:
        document.write(data)
        document.seek(0)
        command = [sys.executable, "-I", "-c", _PROGRAM]
        with subprocess.Popen(command, stdin=document, stdout=subprocess.PIPE, stderr=stderr) as child:  # noqa: S603 - ours
            assert child.stdout is not None
            try:
                yield from parse(input=child.stdout, format=RdfFormat.N_QUADS)
            except SyntaxError:  # the child stopped within a line, and gives the reason
                if not child.wait():
                    raise
            except BaseException:
                child.kill()
                raise
            if child.wait():
                raise ValueError(_reason(child.returncode, stderr))


def _reason(code: int, stderr: IO[bytes]) -> str:
    if code == -signal.SIGXCPU:
        return f"its parser took more than {_SECONDS} seconds"
    if code < 0:
        return f"its parser was ended by signal {-code}, as it is where memory is short"
    stderr.seek(0)
    return stderr.read().decode("utf-8", "replace").strip() or f"its parser failed with code {code}"
