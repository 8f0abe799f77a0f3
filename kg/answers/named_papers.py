"""The papers that somebody names, of a graph or in a file, and their extractions."""

__all__ = ["extracted", "in_file", "in_graph"]

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.evidence.database import EvidenceDatabase
from kg.graph.explain import LEAST, things
from kg.ids import fold, paper_iri
from kg.model import Extraction, Paper, Rejected
from kg.read import format_of, read_papers
from kg.read.expand import Unreadable
from kg.read.formats.text import is_prose, one_paper
from kg.read.identity import written
from kg.read.limits import HEAD
from kg.read.names import STDIN
from kg.read.stream import decoded


def in_graph(evidence: EvidenceDatabase, name: str) -> tuple[list[Paper], list[str]]:
    """Return the papers that a name means, by id, and the types of everything else that it means.

    A name is an id, citation key, DOI, title, IRI, or a part of a title.
    """
    found = things(evidence, name, filter(None, [written(name)]))
    wanted = {iri for iri, label, _ in found if label == "Paper"}
    base, part = evidence.settings.base, fold(name)
    in_title = not wanted and len(part) >= LEAST  # a method often has the name with which its paper begins
    papers = [
        paper
        for paper in evidence.papers.all()
        if paper_iri(paper.id, base) in wanted or (in_title and part in fold(paper.title))
    ]
    return papers, sorted({label for _, label, _ in found} - {"Paper"})


def extracted(
    evidence: EvidenceDatabase, papers: Iterable[Paper], model: str | None
) -> Iterator[Extraction | Rejected]:
    """Yield the stored extraction of each paper; one without, or each if a model is named, is extracted now.

    Nothing is extracted from a title alone, which stays as it is.
    """
    from kg.engine.local import extract

    for paper in papers:
        stored = evidence.extractions.of(paper) if model is None else None
        if stored is not None:
            yield stored[0]
        elif paper.abstract == "":
            yield Extraction(paper.id, paper.title)
        else:
            yield from extract([paper], model or evidence.settings.language)


def in_file(name: str) -> Iterator[Paper | Rejected]:
    """Yield the papers and rejects of a file, a folder, or standard input (`-`), in any format that kg reads.

    Besides, a text that is a title, or a title, a blank line and an abstract, is one paper.
    """
    with _file(name) as path:
        paper = _plain(path)
        if paper is not None:
            yield paper
        else:
            yield from read_papers([path])


@contextmanager
def _file(name: str) -> Iterator[Path]:
    """Give a path, for standard input that of a copy, as it is read more than once."""
    if name != "-" or sys.stdin is None:
        yield Path(name)
        return
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        path = Path(folder) / STDIN
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        yield path


def _plain(path: Path) -> Paper | Rejected | None:
    """Return the only paper of a short text in no other format, or None.

    As a format, text has papers in blocks, so a title that is a block of its own would be one without abstract.
    """
    if not path.is_file():
        return None
    with path.open("rb") as file:
        data = file.read(HEAD + 1)
    try:
        text = b"".join(decoded([data], None)).decode("utf-8-sig")
    except (Unreadable, UnicodeDecodeError):
        return None
    text = text.replace("\r\n", "\n").strip()
    if len(data) > HEAD or not is_prose(text):
        return None
    known = format_of(text)
    alone = "\n" not in text.split("\n\n", 1)[0]
    return one_paper(text, path.name) if known is None or (known == "text" and alone) else None
