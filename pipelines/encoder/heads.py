"""The heads of the encoder: what is told of words, concepts, pairs of concepts, and numbers, from the vectors of word pieces.

All take arrays of indexes (`kg.extract.encoder_inputs`), so that they can be exported to ONNX and run alike.
"""

import torch
from torch import Tensor, nn

from kg.extract.encoder import KINDS, RELATIONS, ROLES, TAGS
from kg.extract.encoder_inputs import BUCKETS, FEATURES, LABELS


def mlp(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """Return two layers with dropout."""
    return nn.Sequential(
        nn.Dropout(0.1), nn.Linear(inputs, hidden), nn.ReLU(), nn.Dropout(0.1), nn.Linear(hidden, outputs)
    )


class Concepts(nn.Module):
    """Roles (C, roles), relations (P, relations), kinds of numbers (M, kinds), slots (Q), and slots left empty (M, labels)."""

    def __init__(self, width: int, inner: int = 256, small: int = 128) -> None:
        super().__init__()
        self.label = nn.Embedding(len(LABELS), 16)
        whole = 2 * width + 16
        self.role = mlp(whole + width, inner, len(ROLES))
        self.head, self.tail = nn.Linear(whole, inner), nn.Linear(whole, inner)
        self.near_head, self.near_tail = nn.Linear(2 * width, small), nn.Linear(2 * width, small)
        self.context = nn.Linear(width, small)
        self.bucket = nn.Embedding(BUCKETS, 32)
        self.relation = mlp(3 * inner + 3 * small + 32, inner, len(RELATIONS))
        self.kind = mlp(2 * width, inner, len(KINDS))
        self.number, self.concept = nn.Linear(2 * width, inner), nn.Linear(whole, inner)
        self.near_slot = nn.Linear(2 * width, small)
        self.slot_bucket = nn.Embedding(BUCKETS, 32)
        self.slot = mlp(3 * inner + small + 32 + FEATURES, inner, len(LABELS))
        self.empty = mlp(2 * width, inner, len(LABELS))

    def forward(  # noqa: PLR0917 - the inputs of a graph stand in order
        self,
        vectors: Tensor,
        first: Tensor,
        last: Tensor,
        members: Tensor,
        label: Tensor,
        pair: Tensor,
        pair_bucket: Tensor,
        between: Tensor,
        number: Tensor,
        slot: Tensor,
        slot_bucket: Tensor,
        slot_features: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return the scores; `vectors` are (pieces, width), the rest as ConceptInputs says."""
        mentions = torch.cat([vectors[first], vectors[last]], 1)
        whole = torch.cat([mentions[members].amax(1), self.label(label)], 1)
        role = self.role(torch.cat([whole, vectors[:1].expand(whole.shape[0], -1)], 1))
        a, b = torch.tanh(self.head(whole))[pair[:, 0]], torch.tanh(self.tail(whole))[pair[:, 1]]
        near_a = torch.tanh(self.near_head(mentions))[pair[:, 2]]
        near_b = torch.tanh(self.near_tail(mentions))[pair[:, 3]]
        context = self.context(vectors)[between].amax(1)
        relation = self.relation(
            torch.cat([a, b, a * b, near_a, near_b, context, self.bucket(pair_bucket)], 1)
        )
        of_number = torch.cat([vectors[number[:, 0]], vectors[number[:, 1]]], 1)
        n = torch.tanh(self.number(of_number))[slot[:, 0]]
        c = torch.tanh(self.concept(whole))[slot[:, 1]]
        near = torch.tanh(self.near_slot(mentions))[slot[:, 2]]
        by_label = self.slot(torch.cat([n, c, n * c, near, self.slot_bucket(slot_bucket), slot_features], 1))
        slots = by_label.gather(1, label[slot[:, 1]].unsqueeze(1)).squeeze(1)
        return role, relation, self.kind(of_number), slots, self.empty(of_number)


class Coreference(nn.Module):
    """Whether two groups of mentions mean one concept, (P,)."""

    def __init__(self, width: int, inner: int = 128) -> None:
        super().__init__()
        self.group = nn.Linear(2 * width, inner)
        self.same = mlp(2 * inner + FEATURES, inner, 1)

    def forward(  # noqa: PLR0917 - the inputs of a graph stand in order
        self, vectors: Tensor, first: Tensor, last: Tensor, members: Tensor, pair: Tensor, features: Tensor
    ) -> Tensor:
        """Return the log-odds; `members` (groups, most) are mentions, `pair` (P, 2) groups, `features` (P, FEATURES)."""
        mentions = torch.cat([vectors[first], vectors[last]], 1)
        groups = torch.tanh(self.group(mentions[members].amax(1)))
        a, b = groups[pair[:, 0]], groups[pair[:, 1]]
        return self.same(torch.cat([a * b, (a - b).abs(), features], 1)).squeeze(1)


class Reader(nn.Module):
    """An encoder with all heads."""

    def __init__(self, encoder: nn.Module, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.tag = nn.Linear(width, len(TAGS))
        self.concepts = Concepts(width)
        self.coreference = Coreference(width)
