"""The spaCy pipeline that reads an abstract: the components in order, and the way from a Doc to an Extraction.

Every component is a function of the Doc that writes one custom attribute; `assigns` and `requires` name them,
so that another pipeline can put its own component in the place of any of ours.
"""

__all__ = ["COMPONENTS", "DEFAULT_MODEL", "MODELS", "extract", "make", "rules", "version"]

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.evidence import versions
from kg.extract.limits import MAX_RUN
from kg.model import Cluster, Extraction, Mention, Paper, Relation, RepositoryMention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENTS = (
    "kg_sentences", "kg_repositories", "kg_abbreviations", "kg_candidates", "kg_encoder", "kg_mentions", "kg_entities", "kg_clusters",
    "kg_roles", "kg_relations", "kg_results",
)  # fmt: skip

MODELS = ("accurate", "fast")
"""Our models: the log-linear ones with an encoder beside them, and alone."""

DEFAULT_MODEL = "accurate"

_RUN = re.compile(rf"\S{{{MAX_RUN + 1}}}")
_PIECE = re.compile(rf".*?\S{{{MAX_RUN}}}(?=\S)|.+", re.DOTALL)
_TRAINED = ("kg_encoder", "kg_mentions", "kg_clusters", "kg_roles", "kg_relations", "kg_results")


def rules() -> "Language":
    """Return the first part of the pipeline, which is rules alone: what the trained model reads and is trained on."""
    import spacy

    import kg.extract.components  # noqa: F401

    nlp = spacy.blank("en")
    for name in COMPONENTS[: COMPONENTS.index("kg_encoder")]:
        nlp.add_pipe(name)
    return nlp


def make(pipeline: str | None = None, folder: str | None = None) -> "Language":
    """Return the pipeline: ours by its model, or another by package name, folder or .cfg file, whose entities become candidates.

    Components of ours that the other pipeline lacks are added, but those whose attribute it writes itself, our
    mention model where it finds entities, and the encoder. `folder` holds trained weights to take instead of
    ours. UsageError when the pipeline cannot be loaded.
    """
    import spacy

    import kg.extract.components  # noqa: F401 - registers the factories, also where the package is not installed

    model = DEFAULT_MODEL if pipeline is None else pipeline
    nlp = spacy.blank("en") if model in MODELS else _load(model)
    given = {attribute for name in nlp.pipe_names for attribute in nlp.get_pipe_meta(name).assigns}
    for name in COMPONENTS:
        ours = spacy.Language.get_factory_meta(name).assigns
        replaced = given.intersection(ours) or (name == "kg_mentions" and "doc.ents" in given)
        left_out = name == "kg_encoder" and model != "accurate"
        if name not in nlp.pipe_names and not replaced and not left_out:
            before = _first_needing(nlp, ours)
            nlp.add_pipe(name, before=before, config={"folder": folder} if name in _TRAINED else {})
    return nlp


def _load(pipeline: str) -> "Language":
    """Return a spaCy pipeline by package name, by folder, or made from a config file that ends in .cfg."""
    import spacy
    from spacy.util import load_config, load_model_from_config

    import kg.extract.llm  # noqa: F401 - registers its factory, also where the package is not installed

    try:
        if pipeline.endswith(".cfg"):
            return load_model_from_config(load_config(pipeline), auto_fill=True)
        return spacy.load(pipeline)
    except (OSError, ValueError) as error:  # spaCy's and confection's errors are ValueErrors
        raise UsageError(
            f"cannot load the spaCy pipeline {pipeline!r}: {' '.join(str(error).split())[:200]}"
        ) from error


def _first_needing(nlp: "Language", attributes: Iterable[str]) -> str | None:
    """Return the first component of another pipeline that requires one of these attributes: ours must run before it."""
    return next(
        (name for name in nlp.pipe_names if set(attributes) & set(nlp.get_pipe_meta(name).requires)), None
    )


@cache
def version(pipeline: str | None = None) -> str:
    """Return the version of what decides an extraction (see kg.evidence.versions), with another pipeline's name, version and settings."""
    if pipeline is None or pipeline in MODELS:
        return versions.extraction(pipeline or DEFAULT_MODEL)
    nlp = _load(pipeline)
    return versions.extraction(
        "other", f"{pipeline} {nlp.meta.get('name')} {nlp.meta.get('version')} {nlp.config.to_str()}"
    )


def extract(papers: Iterable[Paper], nlp: "Language") -> Iterator[Extraction]:
    """Yield the extraction of every paper, in order."""
    texts = ((_bounded(paper.text, nlp), paper.id) for paper in papers)
    for doc, paper_id in nlp.pipe(texts, as_tuples=True, batch_size=64):
        yield _extraction(doc, paper_id)


def _bounded(text: str, nlp: "Language") -> "str | Doc":
    """Return the text, or its Doc made of several where it runs on without white space: spaCy takes quadratic time over such a run."""
    from spacy.tokens import Doc

    if not _RUN.search(text):
        return text
    return (
        Doc.from_docs([nlp.make_doc(piece) for piece in _PIECE.findall(text)], ensure_whitespace=False)
        or text
    )


def _extraction(doc: "Doc", paper_id: str) -> Extraction:
    text, key_of, roles, kept = doc.text, doc._.kg_keys, doc._.kg_roles, doc._.kg_mentions
    mentions = [
        Mention(c.start, c.end, c.label, key_of[c.start, c.end], _written(c.confidence), c.rule) for c in kept
    ]
    surfaces: dict[str, dict[str, None]] = {}
    labels: dict[str, str] = {}
    for mention in mentions:
        surfaces.setdefault(mention.cluster, {})[text[mention.start : mention.end]] = None
        labels[mention.cluster] = mention.label
    clusters = tuple(
        Cluster(
            key,
            labels[key],
            tuple(forms),
            role.role,
            role.span[0],
            role.span[1],
            _written(role.confidence),
            role.rule,
        )
        for key, forms in surfaces.items()
        for role in (roles[key],)
    )
    proposed = tuple(c.key for c in clusters if c.role in ("proposed", "introduced"))
    repositories = tuple(
        RepositoryMention(
            a.url_as_written,
            a.canonical,
            role,
            proposed if role == "official" else (),
            a.start,
            a.end,
            0.99,
            "address",
        )
        for a, role in doc._.kg_repositories
    )
    addresses = [
        Mention(r.start, r.end, "Repository", r.canonical, r.confidence, r.rule) for r in repositories
    ]
    relations = {
        Relation(key_of[r.head], r.label, key_of[r.tail]): None
        for r in doc._.kg_relations
        if r.label != "synonymOf"
    }
    return Extraction(
        id=paper_id,
        text=text,
        sentences=doc._.kg_sentences,
        entities=tuple(sorted(mentions + addresses, key=lambda m: m.start)),
        clusters=clusters,
        relations=tuple(relations),
        mention_relations=tuple(replace(r, confidence=_written(r.confidence)) for r in doc._.kg_relations),
        results=tuple(replace(r, confidence=_written(r.confidence)) for r in doc._.kg_results),
        repositories=repositories,
    )


def _written(confidence: float) -> float:
    """Return a confidence as it is written: six digits say all that weights of 16 bits can tell."""
    return round(float(confidence), 6)
