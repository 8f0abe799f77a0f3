"""Collect the abbreviations that the corpora define.

abbreviations.py DATA OUT

Writes `abbreviations.tsv.gz`: a short form and the long forms that at least three papers give it, all in normal form.
"""

import gzip
import sys
from collections import Counter
from pathlib import Path

from corpus import lines

from kg.extract import abbreviations
from kg.names import normal_form

LEAST = 3


def main() -> None:
    """Write the pairs."""
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted((data / "corpora").glob("*-abstracts.jsonl.xz")):
        for paper in lines(path):
            text = f"{paper['title']}\n{paper['abstract']}"
            counts.update(
                {
                    (normal_form(text[slice(*pair.short)]), normal_form(text[slice(*pair.long)]))
                    for pair in abbreviations.find(text)
                }
            )
    long_of: dict[str, list[str]] = {}
    for (short, long), count in sorted(counts.items()):
        if count >= LEAST and short != long and long:
            long_of.setdefault(short, []).append(long)
    rows = "".join("\t".join([short, *long]) + "\n" for short, long in long_of.items())
    (out / "abbreviations.tsv.gz").write_bytes(gzip.compress(rows.encode(), mtime=0))
    print(f"{len(long_of)} short forms, {sum(map(len, long_of.values()))} long ones")


if __name__ == "__main__":
    main()
