"""Operations on an existing graph: update it, apply decisions and authority files, report its state."""

__all__ = [
    "Change", "change_settings", "compute", "decide", "forget", "let_in", "link", "open_graph", "refresh", "said_of_itself", "state",
]  # fmt: skip

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import InputError, StoreUnavailable, UsageError
from kg.evidence.database import EvidenceDatabase
from kg.evidence.storable import refuse_old
from kg.evidence.versions import Settings
from kg.graph.build import is_current, wanted
from kg.graph.view import is_name
from kg.ids import DEFAULT_BASE
from kg.model import AuthorityEntry, Decision
from kg.projection import Progress, made_stores, project, state_of_store

_logger = logging.getLogger(__name__)


class Change(NamedTuple):
    """What became of an authority: its entries now, those left out as they are of the graph itself, and its links before."""

    entries: int
    own: int
    links_before: int


def compute(evidence: EvidenceDatabase, progress: Progress) -> None:
    """Compute concepts, statements and their evidence, unless they are current."""
    from kg.graph.build import build
    from kg.resolve import resolve
    from kg.resolve.links import links, namesakes

    if is_current(evidence):
        return
    refuse_old(evidence)
    progress("resolve", 0, None)
    clusters = (
        (extraction.id, cluster)
        for extraction, _ in evidence.extractions.all()
        for cluster in extraction.clusters
    )
    resolution = resolve(clusters, evidence.settings.base, evidence.decisions.all())
    progress("graph", 0, None)
    build(
        evidence,
        resolution,
        chain(
            namesakes(resolution.concepts),
            links(resolution.concepts, evidence.authorities.entries(), evidence.authorities.labels()),
        ),
    )


def open_graph(folder: Path, progress: Progress) -> EvidenceDatabase:
    """Open the evidence database of an existing graph, with its derived tables up to date.

    Raises InputError if there is none.

    If the folder is read-only, or another process is computing the tables, they are left unchanged.
    """
    with ExitStack() as stack:
        evidence = stack.enter_context(EvidenceDatabase.existing(folder))
        if not is_current(evidence):
            _compute_or_warn(evidence, progress)
        stack.pop_all()
    return evidence


def _compute_or_warn(evidence: EvidenceDatabase, progress: Progress) -> None:
    made = evidence.graph_version
    if made is not None and not evidence.writable:
        message = "%s is read-only and its graph is stale (%s): answers come from the stale graph"
        _logger.warning(message, evidence.folder, made.difference(wanted(evidence)))
        return
    try:
        with evidence.exclusive_lock():
            compute(evidence, progress)
    except StoreUnavailable:
        if made is None:
            raise


def refresh(evidence: EvidenceDatabase, progress: Progress, stores: Iterable[str] = ()) -> None:
    """Update the graph, and then these local stores and those made before."""
    compute(evidence, progress)
    for store in dict.fromkeys((*stores, *made_stores(evidence))):
        project(evidence, store, progress)


def change_settings(folder: Path, changes: Mapping[str, Any], progress: Progress) -> None:
    """Change what a graph says of itself, or its base IRI, by the names of kg.evidence.versions.Settings; nothing is extracted anew.

    An empty text takes a value back; the base is then the default one.

    Raises UsageError for a value that is not in its form, and then changes nothing.
    """
    from kg.describe import checked

    if "creators" in changes:
        changes = {**changes, "creators": tuple(filter(None, changes["creators"]))}
    if "base" in changes:
        changes = {**changes, "base": _base(changes["base"] or DEFAULT_BASE)}
    checked(**{name: value for name, value in changes.items() if name != "base"})
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        evidence.settings = evidence.settings._replace(**changes)
        refresh(evidence, progress)


def _base(text: str) -> str:
    """Return a text that can be the base of IRIs; UsageError for any other."""
    from kg.rdf import is_base

    if is_base(text):
        return text
    missing = next((f"; the {end} at its end is missing" for end in "/:" if is_base(text + end)), "")
    raise UsageError(
        f"a base is an IRI such as https://example.org/graph/, without ? and #, not {text!r:.200}{missing}"
    )


def said_of_itself(folder: Path) -> list[tuple[str, str]]:
    """Return what a graph says of itself, and its base IRI, as (fact, value)."""
    with EvidenceDatabase.existing(folder) as evidence:
        settings = evidence.settings
    return [("base IRI", settings.base), *_said(settings)]


def _said(settings: Settings) -> list[tuple[str, str]]:
    return [
        ("title", settings.title), ("creators", "; ".join(settings.creators)), ("license", settings.license),
        ("version", settings.version),
    ]  # fmt: skip


def forget(papers: Iterable[str], folder: Path, progress: Progress, *, for_good: bool = False) -> list[str]:
    """Remove papers, by any of their ids, and the statements that only they support.

    Return the unknown ids. Those forgotten for good stay out of later runs.
    """
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        unknown = evidence.papers.forget(papers, evidence.forgotten if for_good else None)
        refresh(evidence, progress)
        if for_good:  # nor are the texts to stay in files, between what is left
            evidence.db.execute("VACUUM")
            for store in made_stores(evidence):
                project(evidence, store, progress, rebuild=True)
    return unknown


def let_in(papers: Iterable[str], folder: Path) -> list[str]:
    """Let papers in again that were forgotten for good; return the ids that were not."""
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        return evidence.forgotten.undo(papers)


def decide(decision: Decision, folder: Path, progress: Progress, *, undo: bool = False) -> None:
    """Record a decision on two names, or undo it, and update the graph.

    Raises UsageError for names that no paper uses or that differ only in spelling, and for undoing a decision
    that does not exist.
    """
    with open_graph(folder, progress) as evidence, evidence.exclusive_lock():
        if unknown := [name for name in decision[1:] if not is_name(evidence, name)]:
            raise UsageError(f"{folder} has no concept called {unknown[0]!r}")
        if decision.name == decision.other:
            raise UsageError(f"both names have the same normal form, {decision.name!r}")
        if not undo:
            evidence.decisions.add(decision)
        elif not evidence.decisions.remove(decision):
            raise UsageError(
                f"there is no {decision.kind} of {decision.name!r} and {decision.other!r} to undo"
            )
        refresh(evidence, progress)


def link(
    files: Iterable[Path],
    remove: Iterable[str],
    folder: Path,
    progress: Progress,
    labels: Sequence[str] = (),
) -> dict[str, Change]:
    """Add authority files, replacing those of the same name, remove others, and update the graph.

    Return what became of each. With `labels`, the files are linked to concepts of these alone, now and in later runs.

    Files are added only if the graph can be computed with them; removals are kept even if it cannot. Raises
    InputError for an invalid file, or one of this graph's own IRIs, and UsageError for removing an unknown
    one, and then changes nothing.
    """
    from kg.graph.view import links
    from kg.resolve.authorities import read_authority

    read = {path.name: list(read_authority(path)) for path in files}
    with EvidenceDatabase.existing(folder) as evidence, evidence.exclusive_lock():
        known = evidence.authorities.names()
        if unknown := [name for name in remove if name not in known]:
            raise UsageError(f"{folder} has no authority called {unknown[0]!r}")
        before = Counter(each.source for each in links(evidence))
        base = evidence.settings.base
        entries = {name: _of_others(name, found, base) for name, found in read.items()}
        with evidence.transaction(counts=False):
            counts = {
                name: evidence.authorities.replace(name, entries.get(name, ()), labels)
                for name in (*remove, *entries)
            }
            if entries:
                compute(evidence, progress)
        refresh(evidence, progress)
    return {
        name: Change(count, len(read.get(name, ())) - count, before[name]) for name, count in counts.items()
    }


def _of_others(name: str, entries: list[AuthorityEntry], base: str) -> list[AuthorityEntry]:
    """Return the entries that are not of the graph itself, by its base IRI; InputError where there is none."""
    others = [entry for entry in entries if not entry.iri.startswith(base)]
    if entries and not others:
        raise InputError(f"{name} has only IRIs of this graph itself ({base}): link it to a file of others")
    return others


def state(evidence: EvidenceDatabase) -> list[tuple[str, str | int]]:
    """Return facts about a graph's folder: its contents, and which parts are stale and why."""
    from kg.extract.language import DEFAULT_MODEL
    from kg.stores import all_stores

    settings, made, now = evidence.settings, evidence.graph_version, wanted(evidence)
    rows: list[tuple[str, str | int]] = [("folder", str(evidence.folder)), ("base IRI", settings.base)]
    rows += [fact for fact in _said(settings) if fact[1]]
    rows += [
        ("model", settings.language or DEFAULT_MODEL),
        *evidence.counts(),
        ("extracted by", _extracted_by(evidence)),
    ]
    forgotten = [paper for paper, _ in evidence.forgotten.all()]
    rows.append(("forgotten for good", f"{len(forgotten)}: {', '.join(forgotten)}" if forgotten else 0))
    rows.append(
        (
            "graph",
            "not made" if made is None else "up to date" if made == now else f"stale: {made.difference(now)}",
        )
    )
    local = (store for store in all_stores().values() if not store.schemes)
    return [*rows, *((store.name, state_of_store(evidence, store, now)) for store in local)]


def _extracted_by(evidence: EvidenceDatabase) -> str:
    """Return how many texts each model extracted, and whether the next run would extract them again."""
    from kg.extract.language import version

    try:
        present = version(evidence.settings.language)
    except UsageError as error:
        present = ""
        _logger.warning("%s", error)
    models = evidence.extractions.models()
    if list(models) == [present]:
        return present
    stale = ", stale: another version"
    return ", ".join(
        f"{model} ({count}{'' if model == present else stale})" for model, count in models.items()
    )
