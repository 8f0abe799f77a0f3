"""Group the words of the corpora by the company they keep: floret vectors, then k-means, at three sizes.

words.py DATA OUT

Writes `words.tsv.gz`: word, group of 64, group of 256, group of 1,024, for every word seen at least eight
times; and `bigrams.tsv.gz`: two words and how strongly they are tied, 0 to 5 by pointwise mutual information
(Church and Hanks, Computational Linguistics 1990), for every pair seen at least ten times. One thread and a
fixed seed, so that a second run gives the same files.
"""

import gzip
import json
import lzma
import math
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import floret
import numpy as np
from sklearn.cluster import MiniBatchKMeans

from kg.extract.words import split

COMPANY = re.compile(
    r"[A-Za-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[^\w\s]|\w"
)  # the genitive stays on its word: it is other company
SIZES = (64, 256, 1024)
SEED = 0


def main() -> None:
    """Write the groups."""
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    counts: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as corpus:
        for path in sorted((data / "corpora").glob("*-abstracts.jsonl.xz")):
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                for paper in map(json.loads, lines):
                    for part in (paper["title"], paper["abstract"]):
                        words = COMPANY.findall(part)
                        counts.update(words)
                        folded = [word.text.lower() for word in split(part)]
                        lower.update(folded)
                        pairs.update(pairwise(folded))
                        corpus.write(" ".join(words) + "\n")
        corpus.flush()
        model = floret.train_unsupervised(
            corpus.name, model="cbow", mode="floret", hashCount=2, bucket=50_000, minn=4, maxn=5, minCount=5, dim=96, epoch=5, lr=0.05,
            neg=10, thread=1,
        )  # fmt: skip
    kept = [word for word, count in counts.most_common(60_000) if count >= 8 and word[0].isalpha()]
    vectors = np.array([model.get_word_vector(word) for word in kept], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    groups = [
        MiniBatchKMeans(size, batch_size=4096, n_init=3, random_state=SEED).fit(vectors).labels_
        for size in SIZES
    ]
    write(
        out / "words.tsv.gz",
        ("\t".join([word, *map(str, of)]) for word, *of in zip(kept, *groups, strict=True)),
    )
    write(out / "bigrams.tsv.gz", ties(lower, pairs))


def ties(lower: Counter[str], pairs: Counter[tuple[str, str]]) -> Iterator[str]:
    """Yield the lines of frequent pairs of words, sorted: one and a half bits of mutual information a step."""
    total = lower.total()
    for (a, b), count in sorted(pairs.items()):
        if count >= 10 and a[0].isalpha() and b[0].isalpha():
            bits = math.log2(count * total / (lower[a] * lower[b]))
            yield f"{a} {b}\t{min(5, max(0, int(bits / 1.5)))}"


def write(path: Path, rows: Iterable[str]) -> None:
    """Write lines, compressed, with no time in the file."""
    with gzip.GzipFile(path, "wb", mtime=0) as stream:
        stream.writelines(f"{row}\n".encode() for row in rows)


if __name__ == "__main__":
    main()
