"""Examples for the encoder: labelled papers as word pieces, arrays of indexes, and the right answers."""

__all__ = ["UNKNOWN", "Example", "examples", "lines", "tokenizer"]

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from kg.extract import encoder_inputs, sentences
from kg.extract.annotated import MarkedText
from kg.extract.encoder import KINDS, MOST, RELATIONS, ROLES, TAGS
from kg.extract.encoder_inputs import Pieces, same_concept
from kg.extract.words import split
from kg.names import normal_form

sys.path.insert(0, str(Path(__file__).parents[1] / "model" / "scripts"))
from concepts import marked as marked_text
from corpus import Paper, lines
from mentions import tags as tags_of_words
from outcomes import aligned

UNKNOWN = -100  # no answer: counts nowhere


@dataclass
class Example:
    """A paper: `ids` of its pieces, `words` (first pieces) with `tags`, the arrays for the heads, and their answers."""

    id: str
    ids: list[int]
    words: Tensor
    tags: Tensor
    inputs: tuple[Tensor, ...]
    roles: Tensor
    relations: Tensor
    kinds: Tensor
    groups: Tensor  # (G, most): rows of `slot` of one number and one label, -1 where there are fewer
    empty: Tensor  # (G, 2): number and label of each group
    slots: Tensor  # (G): the place of the right concept in its group, or `most` where the slot is empty
    coreference: tuple[Tensor, Tensor, Tensor]  # members, pairs, features
    same: Tensor


def tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of an encoder, which cuts after MOST pieces."""
    found = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(MOST)
    return found


def example(paper: Paper, pieces_of: Tokenizer) -> Example:
    """Return a paper as an example."""
    text = paper["text"]
    encoded = pieces_of.encode(text)
    pieces = Pieces(encoded.offsets)
    end = max(stop for _, stop in encoded.offsets)
    paper = {**paper, "entities": [e for e in paper["entities"] if e["end"] <= end]}
    marked = marked_text(paper)
    words, tags = _tagged(paper, pieces)
    numbers = [(c, r) for c, r in aligned(paper, marked) if c.number.end <= end]
    inputs = encoder_inputs.concept_inputs(marked, [c for c, _ in numbers], pieces)
    keys = encoder_inputs.concepts(marked)
    groups, empty, slots = _slots(marked, [r for _, r in numbers], inputs.slot)
    coreference, same = _coreference(marked)
    role_of = {c["key"]: c.get("role") for c in paper["clusters"]}
    return Example(
        paper["id"], encoded.ids, words, tags, tuple(map(torch.from_numpy, inputs)),
        torch.tensor([ROLES.index(role_of[k]) if role_of[k] in ROLES else UNKNOWN for k in keys]),
        _relations(paper, keys, inputs.pair),
        torch.tensor([KINDS.index("none" if r is None else r["kind"]) for _, r in numbers], dtype=torch.long),
        groups, empty, slots, coreference, same,
    )  # fmt: skip


@dataclass
class _Words:
    words: list[Any]


def _tagged(paper: Paper, pieces: Pieces) -> tuple[Tensor, Tensor]:
    own = [_Words(split(paper["text"], *span)) for span in sentences.split(paper["text"])]
    tagged = tags_of_words(paper, own)  # type: ignore[arg-type]
    firsts = [
        (pieces.first(w.start), tag)
        for s, row in zip(own, tagged, strict=True)
        for w, tag in zip(s.words, row, strict=True)
    ]
    known = [(place, TAGS.index(tag)) for place, tag in firsts if place >= 0]
    return torch.tensor([p for p, _ in known]), torch.tensor([t for _, t in known])


def _relations(paper: Paper, keys: list[str], pairs: Any) -> Tensor:
    true: dict[tuple[str, str], str] = {}
    for head, name, tail in paper["relations"]:
        true[head, tail] = name
        if name == "comparedWith":
            true.setdefault((tail, head), name)
    return torch.tensor(
        [RELATIONS.index(true.get((keys[h], keys[t]), "none")) for h, t, _, _ in pairs.tolist()],
        dtype=torch.long,
    )


def _slots(marked: MarkedText, results: list[dict | None], slot: Any) -> tuple[Tensor, Tensor, Tensor]:
    rows: dict[tuple[int, int], list[int]] = {}
    keys = encoder_inputs.concepts(marked)
    for row, (n, c, _) in enumerate(slot.tolist()):
        if results[n] is not None:
            rows.setdefault((n, encoder_inputs.LABELS.index(marked.label(keys[c]))), []).append(row)
    most = max(map(len, rows.values()), default=1)
    groups, empty, right = [], [], []
    for (n, label), own in rows.items():
        wanted = (results[n] or {}).get(encoder_inputs.LABELS[label].lower())
        place = next((i for i, row in enumerate(own) if keys[int(slot[row, 1])] == wanted), most)
        groups.append([*own, *[-1] * (most - len(own))])
        empty.append([n, label])
        right.append(place)
    long = torch.long
    return (
        torch.tensor(groups, dtype=long).reshape(len(groups), most),
        torch.tensor(empty, dtype=long).reshape(len(groups), 2),
        torch.tensor(right, dtype=long),
    )


def _coreference(marked: MarkedText) -> tuple[tuple[Tensor, Tensor, Tensor], Tensor]:
    """Return groups of mentions with one normal form, and whether two of one label mean one concept."""
    form_of: dict[tuple[str, str, str], list[int]] = {}
    for i, m in enumerate(marked.mentions):
        form = marked.text[m.start : m.end]
        form_of.setdefault((m.label, normal_form(form), marked.key_of[m.start, m.end]), []).append(i)
    groups = list(form_of)
    most = max(map(len, form_of.values()), default=1)
    members = [[*own, *[own[0]] * (most - len(own))] for own in form_of.values()]
    names = [
        [marked.text[marked.mentions[i].start : marked.mentions[i].end] for i in own]
        for own in form_of.values()
    ]
    pairs = [(a, b) for a, b in combinations(range(len(groups)), 2) if groups[a][0] == groups[b][0]]
    features = np.array([same_concept(names[a], names[b]) for a, b in pairs], np.float32).reshape(
        -1, encoder_inputs.FEATURES
    )
    return (
        torch.tensor(members, dtype=torch.long).reshape(len(groups), most),
        torch.tensor(pairs, dtype=torch.long).reshape(-1, 2),
        torch.from_numpy(features),
    ), torch.tensor([float(groups[a][2] == groups[b][2]) for a, b in pairs])


def examples(papers: Iterable[Paper], pieces_of: Tokenizer) -> list[Example]:
    """Return papers as examples."""
    return [example(paper, pieces_of) for paper in papers]
