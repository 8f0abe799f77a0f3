"""Write the parts of the documentation that the program knows best.

Each part is between `<!-- NAME: written by make docs -->` and `<!-- end -->`.
"""

import argparse
import dataclasses
import re
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
import yaml
from typer.main import get_command

from kg.cli.app import EXIT_CODES, app
from kg.export import EXPORTERS
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Metadata
from kg.query.named import load_query, names
from kg.read import READERS
from kg.stores import STORES

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "schema" / "papergraph.yaml"
SHARED = 3  # the last options of every command: --quiet, --verbose, --log-format
BLOCK = re.compile(r"(<!-- ([a-z -]+): written by make docs -->\n).*?(<!-- end -->)", re.S)


def commands() -> str:
    """Return a section for each command: its help, its example, its arguments and options."""
    known: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    sections = [_section(f"kg {name}", command) for name, command in known.items()]
    command = known["run"]
    common = _table(("option", "means"), _records(command, command.params[-SHARED:]))
    return "\n".join([*sections, f"## Options of every command\n\n{common}"])


def _section(name: str, command: Any) -> str:
    said, _, example = command.help.partition("Example:")
    usage = " ".join([name, *command.collect_usage_pieces(typer.Context(command))])
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params[:-SHARED] if param.param_type_name == "option"]
    tables = [
        _table((kind, "means"), _records(command, params))
        for kind, params in (("argument", arguments), ("option", options))
        if params
    ]
    return "\n".join(
        [f"## {name}\n\n{said.strip()}\n\n    {usage}\n\nExample:\n\n    {example.strip()}\n", *tables]
    )


def _records(command: Any, params: Iterable[Any]) -> list[tuple[str, str]]:
    context = typer.Context(command)
    return [
        (f"`{names}`", said.replace("  [", " ["))
        for names, said in (param.get_help_record(context) for param in params)
    ]


def exit_codes() -> str:
    """Return what each exit code means."""
    return _table(("exit code", "means"), ((str(code), said) for code, said in EXIT_CODES.items()))


def modules(table: dict[str, str]) -> str:
    """Return what the modules of a table are for, in their own words, by name."""
    first = {
        name: (import_module(module).__doc__ or "").partition("\n\n")[0] for name, module in table.items()
    }
    return _table(
        ("name", "what"), ((f"`{name}`", said.removesuffix(".")) for name, said in sorted(first.items()))
    )


def fields() -> str:
    """Return which fields of a paper's metadata each format gives."""
    names = [field.name for field in dataclasses.fields(Metadata)]
    given = {name: import_module(module).FIELDS for name, module in sorted(READERS.items())}
    rows = (
        (f"`{form}`", *("✓" if name in known else "" for name in names))
        for form, known in given.items()
        if known
    )
    return _table(("format", *names), rows)


def stores() -> str:
    """Return the stores with what each can do."""
    rows = (
        (
            f"`{store.name}`",
            (import_module(store.module).__doc__ or "").partition("\n\n")[0].removesuffix("."),
            store.language,
            ", ".join(f"`{scheme}://`" for scheme in store.schemes)
            or f"in the graph's folder, as `{store.name}`",
            "only what changed" if store.incremental else "rebuilt as a whole",
            "yes" if store.verify else "no",
        )
        for store in STORES.values()
    )
    return _table(("store", "what", "asked in", "where", "a load writes", "`kg load --verify`"), rows)


def nodes() -> str:
    """Return the node types with their properties."""
    said = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["classes"]
    rows = (
        (f"`{label}`", said[label]["description"], f"`{' '.join(known)}`")
        for label, known in NODE_PROPERTIES.items()
    )
    return _table(("node", "what", "properties"), rows)


def edges() -> str:
    """Return the edge types with what they join."""
    described = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["slots"]
    rows = (
        (
            f"`{name}`",
            ", ".join(f"{start} → {end}" for start, end in edge.pairs),
            described[edge.local_name]["description"],
        )
        for name, edge in EDGES.items()
    )
    evidence = EDGES["MENTIONS"].properties
    said = [name for name, edge in EDGES.items() if "sentence" not in edge.properties]
    more = [
        f"`{name}` `{' '.join(own)}`"
        for name, edge in EDGES.items()
        if (own := [key for key in edge.properties if key not in evidence])
    ]
    return (
        f"Every edge carries `{' '.join(evidence)}`, but {', '.join(f'`{name}`' for name in said)}, which records state "
        f"and no sentence, only `key paper`; {', '.join(more)} too.\n\n"
        f"{_table(('edge', 'from → to', 'what'), rows)}"
    )


def named_queries() -> str:
    """Return the named queries with what they answer and their parameters."""
    rows = (
        (
            f"`{name}`",
            query.title.removesuffix("."),
            f"`{' '.join(parameter.name for parameter in query.parameters)}`",
        )
        for name, query in ((name, load_query(name, "cypher")) for name in names())
    )
    return _table(("named query", "answers", "parameters"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    cells = (head, ("---",) * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows))
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


BLOCKS: dict[str, Callable[[], str]] = {
    "commands": commands, "exit codes": exit_codes, "nodes": nodes, "edges": edges,
    "formats": lambda: modules(READERS), "fields": fields, "exports": lambda: modules(EXPORTERS), "stores": stores,
    "named queries": named_queries,
}  # fmt: skip


def written(text: str) -> str:
    """Return a page with its blocks as they should be; KeyError for a block that nothing writes."""
    return BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found[2]]()}{found[3]}", text)


def main() -> int:
    """Write the pages or compare them with what is there; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page differs")
    check = parser.parse_args().check
    differing, missing = [], set(BLOCKS)
    for page in sorted(ROOT.glob("docs/*.md")):
        old = page.read_text(encoding="utf-8")
        missing -= {found[2] for found in BLOCK.finditer(old)}
        if (new := written(old)) != old:
            differing.append(page.name)
            if not check:
                page.write_text(new, encoding="utf-8")
    if missing:
        print(f"no page of docs/ has a place for: {', '.join(sorted(missing))}", file=sys.stderr)
    if check and differing:
        print(f"docs/ differs from the program: {', '.join(differing)}; run make docs", file=sys.stderr)
    return int(bool(missing or (check and differing)))


if __name__ == "__main__":
    sys.exit(main())
