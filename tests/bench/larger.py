"""A graph several times over, for measuring: `python tests/bench/larger.py GRAPH NEW TIMES`."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

# What names papers and nodes, which are other ones in each copy; keys of statements are turned, so that they mix.
_NAMED = {
    "record": ("id",), "paper": ("id",), "member": ("paper", "id"), "known_as": ("id", "paper"), "concept": ("iri",),
    "link": ("concept",), "repository": ("iri", "url"), "result": ("iri", "paper"), "statement": ("subject", "object"),
    "evidence": ("paper",), "wrote": ("paper", "author"), "published": ("paper", "venue"), "cites": ("paper", "cited"),
}  # fmt: skip
_TURNED = {"statement": ("key",), "evidence": ("key", "statement")}


def larger(folder: Path, new: Path, times: int) -> None:
    """Write into a new folder a graph with so many copies of what the tables of another say; it cannot be computed anew."""
    new.mkdir(parents=True)
    with (
        closing(sqlite3.connect(folder / "evidence.sqlite")) as source,
        closing(sqlite3.connect(new / "evidence.sqlite")) as target,
    ):
        source.backup(target)
    with closing(sqlite3.connect(new / "evidence.sqlite")) as db, db:
        db.execute("ATTACH ? AS source", (str(folder / "evidence.sqlite"),))
        for copy in range(1, times):
            for table, named in _NAMED.items():
                changed = {name: f"\"{name}\" || 'copy{copy}'" for name in named}
                for name in _TURNED.get(table, ()):
                    changed[name] = (
                        f"substr({name}, {copy % 32 + 1}) || substr({name}, 1, {copy % 32}) || {copy}"
                    )
                columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
                values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
                db.execute(f"INSERT INTO {table} SELECT {values} FROM source.{table}")


if __name__ == "__main__":
    larger(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
