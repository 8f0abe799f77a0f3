"""What is done to a graph that is there: bring it up to date, change it as people say, tell its state."""

__all__ = ["compute", "forget", "judge", "link", "open_graph", "refresh", "state"]

from collections.abc import Iterable
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

from kg.errors import StoreUnavailable, UsageError
from kg.evidence.authorities import check, keep, names, stored
from kg.evidence.database import Log
from kg.evidence.storable import refuse_old
from kg.graph.build import is_current
from kg.graph.view import base_of, is_name
from kg.model import Judgement
from kg.projection import Progress, project, state_of


def compute(log: Log, base: str, progress: Progress) -> None:
    """Compute concepts, statements and evidence from the log, unless they are up to date."""
    from kg.graph.build import build
    from kg.resolve import resolve
    from kg.resolve.links import links, namesakes

    if is_current(log, base):
        return
    check(log)
    refuse_old(log)
    if is_current(log, base):  # nothing had to be refused
        return
    progress("resolve", 0, None)
    clusters = ((extraction.id, cluster) for extraction, _ in log.extractions() for cluster in extraction.clusters)
    resolution = resolve(clusters, base, log.judgements())
    progress("graph", 0, None)
    found = chain(namesakes(resolution.concepts), links(resolution.concepts, stored(log)))
    build(log, resolution, base, found)


def open_graph(folder: Path, progress: Progress) -> Log:
    """Return the log of a graph that is there, with its derived tables up to date; InputError when there is none."""
    with ExitStack() as closed:
        log = closed.enter_context(Log.existing(folder))
        if not is_current(log, base_of(log)):
            try:
                with log.alone():
                    compute(log, base_of(log), progress)
            except StoreUnavailable:  # another kg is about to do it
                if log.meta("graph") is None:
                    raise
        closed.pop_all()
    return log


def refresh(log: Log, progress: Progress) -> None:
    """Recompute the graph and those local stores that were made before."""
    stores = [store for store in ("embedded", "oxigraph") if log.meta(f"store:{store}") is not None]
    compute(log, base_of(log), progress)
    for store in stores:
        project(log, store, progress)


def forget(papers: Iterable[str], folder: Path, progress: Progress) -> list[str]:
    """Remove papers, each by any of its ids, and all that only they support; return the ids that were not there."""
    with Log.existing(folder) as log, log.alone():
        unknown = log.forget(papers)
        refresh(log, progress)
    return unknown


def judge(judgement: Judgement, folder: Path, progress: Progress, *, undo: bool = False) -> None:
    """Keep a person's decision on two names, or take it back, and bring the graph up to date.

    Raises UsageError for names that no paper uses or that only differ in spelling, and for a decision to take back that is not there.
    """
    with open_graph(folder, progress) as log, log.alone():
        if unknown := [name for name in judgement[1:] if not is_name(log, name)]:
            raise UsageError(f"no concept is called {unknown[0]!r} in {folder}")
        if judgement.name == judgement.other:
            raise UsageError(f"both names are {judgement.name!r}, whatever their spelling")
        if not undo:
            log.judge(judgement)
        elif not log.unjudge(judgement):
            raise UsageError(f"{judgement.name!r} and {judgement.other!r} were not {judgement.kind} by hand")
        refresh(log, progress)


def link(files: Iterable[Path], remove: Iterable[str], folder: Path, progress: Progress) -> dict[str, int]:
    """Keep authority files, by their names, or forget some, and bring the graph up to date; return how many entries each has.

    Nothing is added unless the graph that follows could be computed; what is removed stays so even where it cannot. Raises InputError for a
    file that cannot be used, and UsageError for a name to forget that is not there; then nothing is changed.
    """
    from kg.resolve.authorities import read_authority

    entries = {path.name: list(read_authority(path)) for path in files}
    with Log.existing(folder) as log, log.alone():
        known = names(log)
        if unknown := [name for name in remove if name not in known]:
            raise UsageError(f"no authority is called {unknown[0]!r} in {folder}")
        with log.atomic():
            counts = {name: keep(log, name, entries.get(name, ())) for name in (*remove, *entries)}
            if entries:
                compute(log, base_of(log), progress)
        refresh(log, progress)
    return counts


def state(log: Log) -> list[tuple[str, str | int]]:
    """Return facts about a graph's folder."""
    base = base_of(log)
    rows: list[tuple[str, str | int]] = [("folder", str(log.folder)), ("base IRI", base), *log.counts()]
    rows.append(("graph", "up to date" if is_current(log, base) else "behind the log"))
    for store in ("embedded", "oxigraph"):
        made = log.meta(f"store:{store}")
        rows.append((store, "not made" if made is None else "up to date" if made == state_of(log) else "behind the log"))
    return rows
