"""The stages wired together: read, extract, resolve, compute the graph and update the stores."""

__all__ = ["Summary", "preview", "retry", "run"]

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from kg.bugs import BUG, GRAPH_BUG, Bugs
from kg.errors import TooManyRejects, UsageError, unknown_name
from kg.evidence.database import EvidenceDatabase
from kg.evidence.duplicates import Clash
from kg.evidence.storable import fault, refuse_old
from kg.model import TOO_LONG, Extraction, Paper, Rejected, SourceFile
from kg.pipeline import Pipeline
from kg.projection import Progress
from kg.workspace import refresh

_T = TypeVar("_T")
_BATCH = 256  # papers a transaction
_CHECKPOINT = 32  # extractions a transaction: what an interrupt waits for, some seconds with an encoder


@dataclass(slots=True)
class Summary:
    """What a run did: every record read is accepted, a duplicate of an accepted one, or rejected.

    `pending` papers took too long to extract; the next run retries them.
    """

    read: int = 0
    extracted: int = 0
    pending: int = 0
    forgotten: int = 0
    """Records of papers that were forgotten for good."""
    changed: bool = False
    reasons: Counter[str] = field(default_factory=Counter)
    """How many records were rejected, by code."""
    papers: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    clashes: tuple[Clash, ...] = ()
    unusable: dict[str, int] = field(default_factory=dict)
    """The number of unusable entries, kept by an older kg, of each authority."""
    bugs: Bugs = field(default_factory=Bugs)
    """Bugs that papers of this and earlier inputs hit."""

    @property
    def accepted(self) -> int:
        """Papers of this input that are in the graph."""
        return len(self.papers - self.failed)

    @property
    def rejected(self) -> int:
        """Records of this input that could not be used, or failed later."""
        return self.reasons.total()

    @property
    def duplicate(self) -> int:
        """Records of a paper that this input has already given, under any of its ids."""
        return self.read - self.rejected - self.accepted - self.forgotten

    def fail(self, paper: str, code: str) -> None:
        """Count a paper of this input as rejected because its extraction or its statements failed."""
        if paper in self.papers and paper not in self.failed:
            self.failed.add(paper)
            self.reasons[code] += 1

    def line(self) -> str:
        """Return the closing line."""
        return (
            f"read {self.read} = accepted {self.accepted} "
            f"+ duplicate {self.duplicate} + rejected {self.rejected}"
            f"{f' + forgotten {self.forgotten}' if self.forgotten else ''}"
        )

    def counts(self) -> dict[str, int]:
        """Return the counts of the closing line."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            **({"forgotten": self.forgotten} if self.forgotten else {}),
        }


def run(
    pipeline: Pipeline,
    inputs: Iterable[str],
    folder: Path,
    *,
    engine: str = "local",
    max_rejects: int | None = None,
    progress: Progress,
) -> Summary:
    """Run all stages into the graph in `folder` and return the summary.

    Work is committed batch by batch, so an interrupted run resumes where it stopped. Raises TooManyRejects if
    more than `max_rejects` records cannot be used, and StoreUnavailable while another process writes to the
    folder.
    """
    from kg.stores import find

    for store in pipeline.stores:
        find(store)
    _extract_on(engine)
    paths = _paths(pipeline, inputs)
    with EvidenceDatabase(folder) as evidence, evidence.exclusive_lock():
        before = evidence.generation
        refuse_old(evidence)
        if pipeline.settings is not None:
            evidence.settings = pipeline.settings.over(evidence.settings)
        if pipeline.model is not None:
            evidence.settings = evidence.settings._replace(language=pipeline.model)
        summary = _read(pipeline, paths, evidence, progress, max_rejects)
        _extract(evidence, summary, engine, pipeline.workers, progress)
        refresh(evidence, progress, pipeline.stores)
        _count_bugs(evidence, summary)
        summary.changed = evidence.generation != before
        summary.unusable = evidence.authorities.unusable()
    return summary


def preview(
    pipeline: Pipeline, inputs: Iterable[str], *, max_rejects: int | None = None, progress: Progress
) -> Summary:
    """Read and count as `run` would into an empty graph, and keep nothing."""
    with TemporaryDirectory() as folder, EvidenceDatabase(Path(folder)) as evidence:
        return _read(pipeline, _paths(pipeline, inputs), evidence, progress, max_rejects)


def _paths(pipeline: Pipeline, inputs: Iterable[str]) -> list[str]:
    """Return what to read; InputError for what does not exist, before a graph is made."""
    from kg.read import found

    paths = list(inputs) or list(pipeline.paths)
    if not paths:
        raise UsageError("nothing to read: name files or folders, as in kg run refs.bib")
    for path in paths:
        if path != "-":
            found(path)
    return paths


def _batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _read(
    pipeline: Pipeline,
    paths: list[str],
    evidence: EvidenceDatabase,
    progress: Progress,
    max_rejects: int | None,
) -> Summary:
    from kg.read import read_files
    from kg.read.names import Names

    summary = Summary()
    reading = evidence.reading()
    files = read_files(
        paths, Names(reading.paths()),
        format=pipeline.format, encoding=pipeline.encoding, titles=pipeline.titles,
    )  # fmt: skip
    for batch in _batches(files):
        reading.add(batch)
        summary.read += sum(not isinstance(item, SourceFile) for item in batch)
        summary.reasons.update(item.code for item in batch if isinstance(item, Rejected))
        progress("read", summary.read, None)
        if max_rejects is not None and summary.rejected > max_rejects:
            raise TooManyRejects(
                f"rejected {summary.rejected} records, more than {max_rejects}: "
                f"kg rejects --store {evidence.folder}"
            )
    progress("merge", 0, None)
    summary.papers, summary.clashes = reading.end(), tuple(evidence.papers.clashes())
    summary.forgotten = reading.forgotten
    return summary


def _extract_on(engine: str) -> Callable[[Iterable[Paper], str | None, int], Iterator[Extraction | Rejected]]:
    if engine == "local":
        from kg.engine import local

        return local.extract
    if engine == "spark":
        from kg.engine import spark

        return spark.extract
    raise unknown_name("engine", engine, ("local", "spark"))


def _extract(
    evidence: EvidenceDatabase, summary: Summary, engine: str, workers: int, progress: Progress
) -> None:
    from kg.extract.language import version

    for code in ("extract", BUG):
        evidence.rejects.clear(code)
    with evidence.transaction():  # if there are any, this makes the graph stale
        evidence.rejects.clear(GRAPH_BUG)
    language = evidence.settings.language
    model = version(language)
    pending = sum(1 for _ in evidence.extractions.pending(model))
    done = 0
    batch: list[Extraction | Rejected] = []
    try:
        for item in _extract_on(engine)(evidence.extractions.pending(model), language, workers):
            batch.append(_checked(item))
            if len(batch) == _CHECKPOINT:
                done += len(batch)
                _keep(evidence, batch, model, summary)
                batch = []
                progress("extract", done, pending)
    finally:
        _keep(evidence, batch, model, summary)  # also when extraction stops with an error
    progress("extract", done + len(batch), pending)


def _checked(item: Extraction | Rejected) -> Extraction | Rejected:
    if isinstance(item, Extraction) and (reason := fault(item)):
        return Rejected(item.id, "extract", reason, item.text[:2000])
    return item


def _keep(
    evidence: EvidenceDatabase, batch: Iterable[Extraction | Rejected], model: str, summary: Summary
) -> None:
    """Store extractions and rejects; papers that took too long stay pending."""
    extractions = [item for item in batch if isinstance(item, Extraction)]
    evidence.extractions.add(extractions, model)
    summary.extracted += len(extractions)
    for item in batch:
        if isinstance(item, Rejected) and item.code == TOO_LONG:
            summary.pending += 1
        elif isinstance(item, Rejected):
            evidence.rejects.add([item])
            summary.fail(item.source, item.code)


def _count_bugs(evidence: EvidenceDatabase, summary: Summary) -> None:
    """Count bugs; a paper without statements has failed too."""
    rejects = [rejected for rejected in evidence.rejects.all() if rejected.code in (BUG, GRAPH_BUG)]
    summary.bugs = Bugs.among(rejects)
    for rejected in rejects:
        summary.fail(rejected.source, rejected.code)


def retry(folder: Path, workers: int, progress: Progress) -> Summary:
    """Extract failed and stale papers again, with the graph's own spaCy pipeline, and update the stores.

    The summary holds the numbers `extracted` and still `rejected`, and the bugs.
    """
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        summary = Summary()
        _extract(evidence, summary, "local", workers, progress)
        refresh(evidence, progress)
        _count_bugs(evidence, summary)
        summary.reasons = Counter(rejected.code for rejected in evidence.rejects.all())
    return summary
