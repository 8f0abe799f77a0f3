"""Fuzz what checks the text of queries: `python tests/fuzz/queries.py cypher|sparql [libFuzzer options]` (Linux; needs atheris).

The process seals itself as those that answer queries do. A text that passes the check and then runs into the
wall is a hole in the check; whatever is raised and is not one of our errors, or is longer than a line, is a
fault too.
"""

import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["kg.stores.embedded.query", "kg.stores.oxigraph"]):
    from kg.stores import embedded, oxigraph
from kg.errors import KgError
from kg.query import sandbox
from tests.compliance.graph import graph

WORDS = {
    "cypher": [
        "LOAD", "FROM", "'/etc/passwd'", "(file_format='csv', header=false)", "(", ")", "RETURN", "WITH", "1", "AS", "y", "LIMIT", "SKIP", "CALL",
        "show_tables", "`show_tables`", "COPY", "TO", "'/tmp/stolen.csv'", "MATCH", "(n)", "WHERE", "n.name", "=", "EXPLAIN", "PROFILE", ";", "/*",
        "*/", "//", "\n", "'", '"', "`", "\\", "\\'", "{", "}", "[", "]", "*", "column0", "UNWIND", "HEADERS", "1.5", "0x1", "$", "\u00a0", "CREATE",
        "INSTALL", "ATTACH", "EXTENSION", "OPTIONAL", "UNION", "ALL", "''", "--", "CHECKPOINT", "READ_CSV_SERIAL",
    ],
    "sparql": [
        "SELECT", "*", "{", "}", "SERVICE", "service", "SILENT", "<http://127.0.0.1:9/>", "<http://x/\\u0041#>", "?x", "?service", "BIND", "(", ")",
        "AS", "#", "\n", "\r", "'", '"', "'''", '"""', "\\", "\\u0053", "\\u0022", "\\u0023", "\\U00000053", "ERVICE", "<", ">", "PREFIX", "BASE", ":",
        "x:", "a", ".", ";", ",", "1", "true", "FILTER", "OPTIONAL", "GRAPH", "VALUES", "UNION", "ASK", "CONSTRUCT", "WHERE", "LOAD", "FROM", "NAMED",
        "@en", "^^", "_:b", "x:\\#y",
    ],
}  # fmt: skip


def text_of(language: str, data: bytes) -> str:
    """Return words of the language, with or without spaces between them, and now and then a piece of the bytes themselves."""
    given = atheris.FuzzedDataProvider(data)
    start = given.PickValueInList(
        ["", "RETURN 1 ", "WITH 1 AS y LIMIT 1", "SELECT * { ", "PREFIX x: <http://127.0.0.1:9/> SELECT * { "]
    )
    parts = [start]
    while given.remaining_bytes() > 1 and len(parts) < 60:
        parts.append(
            given.PickValueInList(WORDS[language])
            if given.ConsumeIntInRange(0, 9)
            else given.ConsumeUnicodeNoSurrogates(3)
        )
        parts.append(given.PickValueInList([" ", "", "", "/**/", "\t"]))
    return "".join(parts)


def check(reader: Any, language: str, data: bytes) -> None:
    """Ask, and see that the text was refused or did no more than read the graph."""
    seal(reader)
    text = text_of(language, data)
    try:
        for _ in reader.query(text, {}, 10)[1]:
            pass
    except KgError as error:
        if "not permitted" in str(error) or "may not open" in str(error) or "\n" in str(error):
            raise AssertionError(f"{text!r}: {error}") from error


@cache
def seal(reader: Any) -> None:
    """Shut the process off, once: only now has the fuzzer loaded all that it needs."""
    sandbox.seal(reads=reader.READS_FILES)


def main() -> None:
    """Fuzz until the options of libFuzzer say stop."""
    language, *options = sys.argv[1:]
    store = embedded if language == "cypher" else oxigraph
    with tempfile.TemporaryDirectory() as folder:
        store.load(Path(folder) / "store", *graph())
        if child := os.fork():  # the one that seals itself could not remove the folder
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        reader = store.Reader(Path(folder) / "store", 1 << 28)
        if language == "cypher":
            reader._opened.set_query_timeout(500)
        reader.warm()
        atheris.Setup([sys.argv[0], *options], lambda data: check(reader, language, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
