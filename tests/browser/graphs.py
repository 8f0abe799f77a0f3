"""Graphs to look at: a small one with a little of everything, and one whose every name is made to do harm."""

__all__ = ["CANARIES", "hostile", "named", "small"]

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kg.evidence.database import EvidenceDatabase
from kg.extract.language import version
from kg.graph.view import nodes
from kg.model import Author, Cluster, Extraction, Mention, MentionRelation, Metadata, Paper, Relation
from kg.pipeline import Pipeline
from kg.run import run
from kg.workspace import refresh
from tests import small_corpus
from tests.reported import Said, report
from tests.security.hostile import EVIL, TEXTS, papers

_SAMPLE = Path(__file__).parents[2] / "pipelines" / "sample"
CANARIES = (
    "<script>canary()</script>", "</script><script>canary()</script>", "<img src=x onerror=canary()>", "<svg/onload=canary()>",
    "'\"><svg onload=canary()>", "' autofocus onfocus=canary() x='", '" onmouseover="canary()" x="', "</style><script>canary()</script>",
    "</title><script>canary()</script>", "</textarea></template></noscript><script>canary()</script>", "<!--<script>canary()//", "--><script>canary()</script>",
    "]]><script>canary()</script>", "\u2028canary()\u2029", "`${canary()}`", "');canary();//", "\\u003cscript\\u003ecanary()\\u003c/script\\u003e",
    "javascript:canary()", "data:text/html,<script>canary()</script>", "{{canary()}}{% print(canary()) %}", "__proto__", "constructor", "toString",
    "&lt;script&gt;canary()&lt;/script&gt;", f"<base href={EVIL}>", f"<meta http-equiv=refresh content=0;url={EVIL}>", f"<link rel=stylesheet href={EVIL}>",
    f"<iframe src={EVIL}></iframe>", f"<form action={EVIL}><button>go</button></form>", f"url({EVIL})", "#/method/../../x?y=1&z=%00", "a/b%2Fc?d#e", "<x\0y>",
)  # fmt: skip
"""Texts that call `canary`, load something from elsewhere or change a page where somebody takes them for more than text."""
_LONG = 1_000  # characters of a name


def small(folder: Path, sources: Path) -> Path:
    """Make the small graph in a folder, from files that are written into another, and return the folder."""
    small_corpus.written(sources)
    (sources / "citing.jsonl").write_text("".join(_citing()), encoding="utf-8")
    run(Pipeline(model="fast", stores=()), [str(_SAMPLE), str(sources)], folder, progress=_silent)
    return _with(folder, _reports())


def hostile(folder: Path, sources: Path) -> Path:
    """Make the hostile graph in a folder, from a file that is written into another, and return the folder."""
    sources.mkdir()
    given = (
        {"title": f"{text}!", "abstract": text, "url": text, "given": [{"kind": "Dataset", "name": text}]}
        for text in CANARIES
    )
    lines = (json.dumps(paper) + "\n" for paper in (*papers(), *given))
    (sources / "hostile.jsonl").write_text("".join(lines), encoding="utf-8")
    run(Pipeline(model="fast", stores=()), [str(sources)], folder, progress=_silent)
    return _with(folder, _harmful())


def named(folder: Path) -> dict[str, str]:
    """Return the name of every node of a graph that has a page, by its address."""
    with EvidenceDatabase.existing(folder) as evidence:
        base = len(evidence.settings.base)
        return {
            node.iri[base:]: str(
                node.properties.get("title") or node.properties.get("url") or node.properties["name"]
            )
            for node in nodes(evidence)
            if node.label != "Result"
        }


def _silent(stage: str, done: int, total: int | None) -> None:
    """Show no progress."""


def _with(folder: Path, said: Iterator[Said]) -> Path:
    """Add papers, with what they say, to a graph."""
    found = list(said)
    with EvidenceDatabase(folder) as evidence:
        evidence.papers.add(paper for paper, _ in found)
        evidence.extractions.add((extraction for _, extraction in found), version("fast"))
        refresh(evidence, _silent)
    return folder


def _citing() -> Iterator[str]:
    """Yield records of papers that cite each other and have authors in common."""
    for number, (title, abstract, cited) in enumerate(
        (
            ("Moss revisited", "We train MossNet on PebbleSet for stone sorting and reach an accuracy of 93.0%.", ["W7"]),
            ("A survey of sorting", "We compare MossNet and GlowNet for stone sorting on PebbleSet.", ["W7", "W100"]),
        )
    ):  # fmt: skip
        yield json.dumps(
            {
                "id": f"https://openalex.org/W{100 + number}", "display_name": title, "publication_year": 2022 + number, "type": "article", "language": "en",
                "authorships": [{"author": {"id": f"https://openalex.org/A{n}", "display_name": name}} for n, name in ((1, "Jane Doe"), (9, "José Muñoz"))],
                "primary_location": {"source": {"display_name": "Journal of Moss", "type": "journal"}},
                "referenced_works": [f"https://openalex.org/{work}" for work in cited],
                "abstract_inverted_index": {word: [place] for place, word in enumerate(abstract.split())},
            }
        ) + "\n"  # fmt: skip


def _reports() -> Iterator[Said]:
    """Yield papers with results that agree, disagree, tie, stand under conditions, or are doubtful for each reason there is."""
    task = "pebble sorting"
    for number, method in enumerate(("GlowNet", "TideNet", "FernNet", "ReedNet", "SiltNet")):
        value = f"{90.1 + number:.1f}"
        yield report(
            f"best{number}", value, method=method, task=task, year=2016 + number, keys=(f"doe{16 + number}",)
        )
        yield report(
            f"sand{number}", f"{70 + number}", method=method, dataset="SandSet", task=task, year=2019
        )
        yield report(
            f"wer{number}",
            f"{4 + number}.5",
            method=method,
            dataset="BrookSet",
            metric="word error rate",
            task="brook listening",
        )
    yield report("tie", "94.1", method="KelpNet", task=task, year=2021)
    yield report("again", "91.9", task=task, year=2022)  # GlowNet once more: a conflict
    yield report("rival", "93.3", method="TideNet", task=task, role="compared", year=2023)
    yield report("shots", "81.4", method="TideNet", task=task, more="in the 5-shot setting", year=2022)
    yield report("other", "79.9", method="FernNet", task=task, more="in the 5-shot setting", year=2023)
    yield report("unsure", "99.1", method="ReedNet", task=task, confidence=0.3)
    yield report("beyond", "191", method="ReedNet", task=task)
    yield report("nobody", "88.8", method=None, task=task)
    yield report("unmeasured", "77.7", method="SiltNet", metric=None, task=task)
    yield report("nowhere", "66.6", dataset=None, task=task)
    yield report(
        "long",
        "60.5",
        method=f"A {'very ' * 20}long name of a method",
        task=f"sorting of {'very ' * 20}small pebbles",
        year=None,
    )
    yield report("wide", "61.5", method="Pneumono" * 15, task="pneumono" * 15, dataset="PebbleSet")
    yield report("alone", "55.5", method="LoneNet", dataset=None, metric=None)
    yield report("gain", "2.5", method="SiltNet", kind="gain", task=task)
    yield report("speed", "12.5", "ms", method="GlowNet", dataset="SandSet", metric="latency", task=task)


def _harmful() -> Iterator[Said]:
    """Yield papers whose methods, datasets, authors, venues, keys and sentences are harmful, joined to each other."""
    texts = [text[:_LONG] for text in (*CANARIES, *TEXTS) if text.strip() and not set(text) & set("\n\r\0")]
    for number, text in enumerate(texts):
        paper, said = report(
            f"{text} {number}",
            f"{50 + number % 40}.5",
            method=text,
            dataset=f"{text} data",
            task=f"{text} task",
            keys=(text,),
        )
        known = Metadata(
            authors=(Author(text), Author(f"{text} Doe", "Doe", text)), venue=f"{text} venue", keys=(text, f"key{number}"),
            keywords=(text,), type=text, pdf=text, language="en",
        )  # fmt: skip
        yield replace(paper, title=paper.title, url=text, metadata=known), said
    yield _kinds(texts)


def _kinds(names: list[str]) -> Said:
    """Return a paper that says of each method that it is a kind of the first, so that all of them stand in one neighbourhood."""
    text, mentions, clusters, stated, said = "Kinds\n", [], [], [], []
    for number, name in enumerate(names):
        start = len(text)
        text += f"{name} . "
        mentions.append(Mention(start, start + len(name), "Method", f"m{number}", 0.9, "test"))
        clusters.append(
            Cluster(f"m{number}", "Method", (name,), "used", start, start + len(name), 0.9, "test")
        )
        if number:
            stated.append(Relation(f"m{number}", "subclassOf", "m0"))
            ends = (mentions[-1].start, mentions[-1].end), (mentions[0].start, mentions[0].end)
            said.append(MentionRelation(ends[0], "subclassOf", ends[1], 0.8, "test"))
    found = Extraction(
        "kinds", text, ((0, 5), (6, len(text))), tuple(mentions), tuple(clusters), tuple(stated), tuple(said)
    )
    return Paper("kinds", "Kinds", text[6:], 2024, sources=("f#kinds",)), found
