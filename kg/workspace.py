"""What is done to a graph that is there: bring it up to date, change it as people say, tell its state."""

__all__ = ["compute", "forget", "judge", "link", "open_graph", "refresh", "state"]

import logging
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from kg.errors import StoreUnavailable, UsageError
from kg.evidence.database import EvidenceDatabase
from kg.evidence.storable import refuse_old
from kg.graph.build import is_current, wanted
from kg.graph.view import is_name
from kg.model import Decision
from kg.projection import Progress, made_stores, project, state_of_store

_logger = logging.getLogger(__name__)


def compute(evidence: EvidenceDatabase, progress: Progress) -> None:
    """Compute concepts, statements and their evidence, unless they are up to date."""
    from kg.graph.build import build
    from kg.resolve import resolve
    from kg.resolve.links import links, namesakes

    if is_current(evidence):
        return
    refuse_old(evidence)
    progress("resolve", 0, None)
    clusters = ((extraction.id, cluster) for extraction, _ in evidence.extractions.all() for cluster in extraction.clusters)
    resolution = resolve(clusters, evidence.settings.base, evidence.decisions.all())
    progress("graph", 0, None)
    build(evidence, resolution, chain(namesakes(resolution.concepts), links(resolution.concepts, evidence.authorities.entries())))


def open_graph(folder: Path, progress: Progress) -> EvidenceDatabase:
    """Return the evidence database of a graph that is there, with its derived tables up to date; InputError when there is none.

    Where the folder cannot be written to, or another process is about to compute them, the tables are left as they are.
    """
    with ExitStack() as closed:
        evidence = closed.enter_context(EvidenceDatabase.existing(folder))
        if not is_current(evidence):
            _compute_or_warn(evidence, progress)
        closed.pop_all()
    return evidence


def _compute_or_warn(evidence: EvidenceDatabase, progress: Progress) -> None:
    made = evidence.graph_version
    if made is not None and not evidence.writable:
        reason = made.difference(wanted(evidence))
        _logger.warning("%s cannot be written to and its graph is out of date (%s): answers are those of then", evidence.folder, reason)
        return
    try:
        with evidence.exclusive_lock():
            compute(evidence, progress)
    except StoreUnavailable:
        if made is None:
            raise


def refresh(evidence: EvidenceDatabase, progress: Progress, stores: Iterable[str] = ()) -> None:
    """Bring the graph up to date, and then these local stores and those that were made before."""
    compute(evidence, progress)
    for store in dict.fromkeys((*stores, *made_stores(evidence))):
        project(evidence, store, progress)


def forget(papers: Iterable[str], folder: Path, progress: Progress) -> list[str]:
    """Remove papers, each by any of its ids, and all that only they support; return the ids that were not there."""
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        unknown = evidence.papers.forget(papers)
        refresh(evidence, progress)
    return unknown


def judge(decision: Decision, folder: Path, progress: Progress, *, undo: bool = False) -> None:
    """Keep a person's decision on two names, or take it back, and bring the graph up to date.

    Raises UsageError for names that no paper uses or that only differ in spelling, and for a decision to take back that is not there.
    """
    with open_graph(folder, progress) as evidence, evidence.exclusive_lock():
        if unknown := [name for name in decision[1:] if not is_name(evidence, name)]:
            raise UsageError(f"no concept is called {unknown[0]!r} in {folder}")
        if decision.name == decision.other:
            raise UsageError(f"both names are {decision.name!r}, whatever their spelling")
        if not undo:
            evidence.decisions.add(decision)
        elif not evidence.decisions.remove(decision):
            raise UsageError(f"{decision.name!r} and {decision.other!r} were not {decision.kind} by hand")
        refresh(evidence, progress)


def link(files: Iterable[Path], remove: Iterable[str], folder: Path, progress: Progress) -> dict[str, int]:
    """Keep authority files, by their names, or forget some, and bring the graph up to date; return how many entries each has.

    Nothing is added unless the graph that follows could be computed; what is removed stays so even where it cannot. Raises InputError for a
    file that cannot be used, and UsageError for a name to forget that is not there; then nothing is changed.
    """
    from kg.resolve.authorities import read_authority

    entries = {path.name: list(read_authority(path)) for path in files}
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        known = evidence.authorities.names()
        if unknown := [name for name in remove if name not in known]:
            raise UsageError(f"no authority is called {unknown[0]!r} in {folder}")
        with evidence.transaction(counts=False):
            counts = {name: evidence.authorities.replace(name, entries.get(name, ())) for name in (*remove, *entries)}
            if entries:
                compute(evidence, progress)
        refresh(evidence, progress)
    return counts


def state(evidence: EvidenceDatabase) -> list[tuple[str, str | int]]:
    """Return facts about a graph's folder: what it holds, and which part is behind, and why."""
    from kg.stores import all_stores

    settings, made, now = evidence.settings, evidence.graph_version, wanted(evidence)
    rows: list[tuple[str, str | int]] = [("folder", str(evidence.folder)), ("base IRI", settings.base)]
    rows += [("pipeline", settings.language or "papergraph"), *evidence.counts(), ("extracted by", _extracted_by(evidence))]
    rows.append(("graph", "not made" if made is None else "up to date" if made == now else f"behind: {made.difference(now)}"))
    local = [name for name, store in all_stores().items() if not store.schemes]
    return [*rows, *((store, state_of_store(evidence, store, now)) for store in [*local, *sorted(set(made_stores(evidence)) - {*local})])]


def _extracted_by(evidence: EvidenceDatabase) -> str:
    """Return which models extracted how many texts, and whether the next run would extract them again."""
    from kg.extract.language import version

    try:
        present = version(evidence.settings.language)
    except UsageError as error:
        present = ""
        _logger.warning("%s", error)
    models = evidence.extractions.models()
    return ", ".join(
        model if model == present and len(models) == 1 else f"{model} ({count}{'' if model == present else ', behind: another version'})"
        for model, count in models.items()
    )  # fmt: skip
