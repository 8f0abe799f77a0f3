"""The process that answers the queries of one store, shut off from files and the network.

`python -m kg.query.worker MODULE[:CLASS] PARENT` names the store and the process that it ends with.
It reads a line of JSON for each request on stdin and writes frames (see kg.query.frames) to stdout. The first request opens the store;
the process then warms it up, seals itself (see kg.query.sandbox) and says so. It ends with its parent, and when its stdin ends.
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

UNSEALED = "this system cannot keep a query away from files and network, so only named queries run; --trust-queries runs all"


def main() -> None:
    """Answer requests until there are none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    sandbox.die_with_parent(int(sys.argv[2]))
    requests, answers = _pipes()
    module, _, name = sys.argv[1].partition(":")
    store = import_module(module)  # heavy: loaded while the parent still looks for the graph
    try:
        opened, sealed = _open(getattr(store, name) if name else store, json.loads(requests.readline()))
    except KgError as error:
        return answers.error(error)
    answers.value({"sealed": sealed})
    for line in requests:
        try:
            _answer(opened, json.loads(line), answers, sealed=sealed)
        except BrokenPipeError:
            break
        except Exception as error:
            answers.error(error)
    os._exit(0)  # there is nothing to save, and destructors may want what is forbidden


def _pipes() -> tuple[BinaryIO, FrameWriter]:
    """Return stdin and stdout, and leave neither to the libraries."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    return os.fdopen(requests, "rb"), FrameWriter(os.fdopen(answers, "wb"))


def _open(store: Any, request: dict[str, Any]) -> tuple[Any, bool]:
    opened = store.Reader(request["path"], request["memory"])
    opened.warm()
    sandbox.limit_memory(request["memory"])
    try:
        sandbox.seal(reads=store.Reader.READS_FILES)
    except sandbox.Unsupported:
        return opened, False
    return opened, True


def _answer(opened: Any, request: dict[str, Any], answers: FrameWriter, *, sealed: bool) -> None:
    if not (sealed or request["trusted"]):
        raise UsageError(UNSEALED)
    accept = request.get("accept")
    if accept is not None:
        kind, write = opened.serialized(request["query"], accept, request["limit"])
        answers.value({"type": kind})
        write(answers)
    else:
        columns, rows = opened.query(request["query"], request["parameters"], request["limit"])
        answers.value({"columns": columns})
        answers.rows(rows)
    answers.value({"end": True})


if __name__ == "__main__":
    main()
