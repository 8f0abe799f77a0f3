"""Papers that report results, without text worth reading: for tests of what answers make of them."""

__all__ = ["graph", "report"]

from pathlib import Path

from kg.evidence.database import EvidenceDatabase
from kg.model import Author, Cluster, Extraction, Mention, Metadata, Paper, ResultMention
from kg.workspace import refresh

Said = tuple[Paper, Extraction]
_SORTS = {
    "method": ("Method", "m1"),
    "dataset": ("Dataset", "d1"),
    "metric": ("Metric", "k1"),
    "task": ("Task", "t1"),
}


def report(
    id: str,
    value: str,
    unit: str = "%",
    *,
    method: str | None = "GlowNet",
    dataset: str | None = "PebbleSet",
    metric: str | None = "accuracy",
    task: str | None = None,
    role: str = "proposed",
    kind: str = "absolute",
    confidence: float = 0.9,
    year: int | None = 2020,
    more: str = "",
    keys: tuple[str, ...] = (),
) -> Said:
    """Return a paper that reports one result in one sentence, and its extraction; `more` is said in the sentence too."""
    ends = {"method": method, "dataset": dataset, "metric": metric, "task": task}
    known = {sort: name for sort, name in ends.items() if name}
    title = f"On {id}"
    sentence = " ".join(("We report", *known.values(), f"{value}{unit}", more)).strip() + "."
    text = f"{title}\n{sentence}"
    base = len(title) + 1
    entities, clusters = [], []
    for sort, name in known.items():
        start = text.index(name, base)
        label, key = _SORTS[sort]
        said = {"method": role, "dataset": "used", "metric": "reported", "task": "addressed"}[sort]
        entities.append(Mention(start, start + len(name), label, key, 0.9, "test"))
        clusters.append(Cluster(key, label, (name,), said, start, start + len(name), 0.9, "test"))
    at = text.index(f"{value}{unit}", base)
    slots = {sort: _SORTS[sort][1] if sort in known else None for sort in _SORTS}
    result = ResultMention(
        value=value, unit=unit, kind=kind, **slots, start=at, end=at + len(value), confidence=confidence, rule="test"
    )  # fmt: skip
    extraction = Extraction(
        id, text, ((0, len(title)), (base, len(text))), tuple(entities), tuple(clusters), (), (), (result,)
    )
    metadata = Metadata(authors=(Author("Jane Doe", "Doe", "Jane"),), keys=keys, venue="Journal of Light")
    return Paper(id, title, sentence, year, sources=(f"f#{id}",), metadata=metadata), extraction


def graph(folder: Path, *said: Said) -> Path:
    """Make a graph of these papers in a folder, with its local stores, and return the folder."""
    from kg.extract.language import version

    with EvidenceDatabase(folder) as evidence:
        evidence.papers.add(paper for paper, _ in said)
        evidence.extractions.add((extraction for _, extraction in said), version(None))
        refresh(evidence, lambda *_: None, ("embedded",))
    return folder
