"""The description of a graph: what a person says about it, what it holds, and what it was made from."""

__all__ = ["Description", "Kept", "Made", "about_graph", "described"]

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg.describe.about import About, checked
from kg.evidence.database import EvidenceDatabase
from kg.ids import paper_iri
from kg.model import file_names

# label -> how many nodes there are
_COUNTS = """
SELECT 'Paper', count(*) FROM paper UNION ALL
SELECT label, count(*) FROM concept GROUP BY label UNION ALL
SELECT 'Result', count(*) FROM result UNION ALL
SELECT 'Repository', count(*) FROM repository UNION ALL
SELECT 'Author', count(DISTINCT author) FROM wrote UNION ALL
SELECT 'Venue', count(DISTINCT venue) FROM published"""
# the concept of each label that most statements are about
_EXAMPLES = """
SELECT iri FROM (
    SELECT iri, label, row_number() OVER (PARTITION BY label ORDER BY statements DESC, iri) AS place
    FROM (SELECT object, count(*) AS statements FROM statement GROUP BY object) JOIN concept ON iri = object
) WHERE place = 1 ORDER BY label"""
_ORDER = ("Paper", "Author", "Venue", "Task", "Method", "Dataset", "Metric", "Repository", "Result")


@dataclass(frozen=True, slots=True)
class Made:
    """What a graph was made from, by versions of the code, models and tables (see kg.evidence.versions).

    `models` are (version, extractions), `authorities` and `files` names of files, `decisions` the number of
    names that a person merged or split.
    """

    version: str
    models: tuple[tuple[str, int], ...] = ()
    resolution: str = ""
    graph: str = ""
    authorities: tuple[str, ...] = ()
    decisions: int = 0
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A graph as every export describes it: `nodes` are (label, number), `examples` IRIs of nodes."""

    about: About
    base: str
    made: Made
    nodes: tuple[tuple[str, int], ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title that a person gave, or how many papers there are."""
        return self.about.title or f"Graph of {self._number('Paper')}"

    @property
    def text(self) -> str:
        """One or two sentences on what the graph holds and how it was made."""
        parts = [self._number(label) for label, count in self.nodes if label != "Paper" and count]
        holds = f": {', '.join(parts)}" if parts else ""
        return (
            f"What the abstracts and records of {self._number('Paper')} state{holds}. {self.method} "
            "Statements were found by a program and can be wrong; each leads to its sentence or source."
        )

    @property
    def method(self) -> str:
        """One sentence on how the graph was made."""
        models = ", ".join(model for model, _ in self.made.models)
        by = f" with the model {models}" if models else ""
        return f"Extracted by papergraph {self.made.version}{by}."

    def _number(self, label: str) -> str:
        count = dict(self.nodes).get(label, 0)
        name = label.lower()
        many = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
        return f"{count:,} {name if count == 1 else many}"


class Kept(Protocol):
    """What a person says about a graph in its pipeline, as the graph's settings keep it; empty where they say nothing."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def creators(self) -> Sequence[str]:
        """The creators, each a name, or a name and an address in angle brackets."""

    @property
    def license(self) -> str:
        """The licence, by its SPDX id or address."""

    @property
    def version(self) -> str:
        """The version."""


def about_graph(
    kept: Kept,
    *,
    title: str | None = None,
    creators: Sequence[str] = (),
    license: str | None = None,
    version: str | None = None,
    date: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> About:
    """Return what a person says about a graph: by options, which come first, or in the pipeline it was made with."""
    return checked(
        title=kept.title if title is None else title,
        creators=tuple(creators) or kept.creators,
        license=kept.license if license is None else license,
        version=kept.version if version is None else version,
        date=date,
        epoch=environment.get("SOURCE_DATE_EPOCH", ""),
    )


def described(evidence: EvidenceDatabase, about: About) -> Description:
    """Describe a graph whose tables are up to date."""
    counts = dict(evidence.db.execute(_COUNTS))
    examples = [str(iri) for (iri,) in evidence.db.execute(_EXAMPLES)]
    first = evidence.db.execute("SELECT min(id) FROM paper").fetchone()[0]
    base = evidence.settings.base
    return Description(
        about,
        base,
        _made(evidence),
        tuple((label, int(counts.get(label, 0))) for label in _ORDER),
        (*([paper_iri(first, base)] if first is not None else ()), *examples),
    )


def _made(evidence: EvidenceDatabase) -> Made:
    from kg import __version__

    version = evidence.graph_version
    known = {str(name) for (name,) in evidence.db.execute("SELECT CAST(name AS TEXT) FROM file")}
    used = {
        name
        for (source,) in evidence.db.execute("SELECT DISTINCT source FROM record")
        for name in file_names(source) & known
    }
    return Made(
        __version__,
        tuple(sorted(evidence.extractions.models().items())),
        version.resolution if version else "",
        version.graph if version else "",
        tuple(sorted(evidence.authorities.names())),
        len(evidence.decisions.all()),
        tuple(sorted(used)),
    )
