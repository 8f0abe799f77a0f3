"""The query process of one store, without access to files and the network.

Run as `python -m kg.query.worker MODULE[:CLASS] PARENT`: the store's import path and the id of the parent
process. It reads one JSON request per line from stdin and writes frames (see kg.query.frames) to stdout. The
first request opens the store; the process then warms it up, seals itself (see kg.query.sandbox) and confirms.
It ends with its parent, or at the end of stdin.
"""

__all__ = ["main"]

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any, BinaryIO

from kg.errors import KgError, UsageError
from kg.query import sandbox
from kg.query.frames import FrameWriter

UNSEALED = (
    "this system cannot keep queries from files and the network, so only named queries run; "
    "--trust-queries allows all"
)


def main() -> None:
    """Answer requests until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C and ends this process
    sandbox.die_with_parent(int(sys.argv[2]))
    requests, answers = _pipes()
    module, _, name = sys.argv[1].partition(":")
    store = import_module(module)  # slow: imported while the parent still locates the graph
    try:
        reader, sealed = _open(getattr(store, name) if name else store, json.loads(requests.readline()))
    except KgError as error:
        return answers.error(error)
    answers.value({"sealed": sealed})
    for line in requests:
        try:
            _answer(reader, json.loads(line), answers, sealed=sealed)
        except BrokenPipeError:
            break
        except Exception as error:
            answers.error(error)
    os._exit(0)  # nothing to save, and destructors could make forbidden calls


def _pipes() -> tuple[BinaryIO, FrameWriter]:
    """Return stdin and stdout, and redirect the standard handles to /dev/null for the libraries."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    return os.fdopen(requests, "rb"), FrameWriter(os.fdopen(answers, "wb"))


def _open(store: Any, request: dict[str, Any]) -> tuple[Any, bool]:
    reader = store.Reader(request["path"], request["memory"])
    reader.warm()
    sandbox.limit_memory(request["memory"])
    try:
        sandbox.seal(reads=store.Reader.READS_FILES)
    except sandbox.Unsupported:
        return reader, False
    return reader, True


def _answer(reader: Any, request: dict[str, Any], answers: FrameWriter, *, sealed: bool) -> None:
    if not (sealed or request["trusted"]):
        raise UsageError(UNSEALED)
    accept = request.get("accept")
    if accept is not None:
        graphs = {"dataset": request["dataset"]} if "dataset" in request else {}
        media_type, write = reader.serialized(request["query"], accept, request["limit"], **graphs)
        answers.value({"type": media_type})
        write(answers)
    else:
        columns, rows = reader.query(request["query"], request["parameters"], request["limit"])
        answers.value({"columns": columns})
        answers.rows(rows)
    answers.value({"end": True})


if __name__ == "__main__":
    main()
