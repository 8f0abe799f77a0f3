"""Fine-tune an encoder on labelled abstracts: tags, roles, relations, coreference, numbers and their slots, all at once.

train.py ENCODER TRAIN.jsonl OUT.pt [--test GOLD.jsonl] [--epochs N] …

ENCODER is a folder with a model of the Hugging Face library (BERT or MPNet). The weights after each epoch stand
in OUT.pt, with what is needed to go on; started again, the training goes on from there.
"""

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from examples import UNKNOWN, Example, examples, lines, tokenizer
from heads import Reader
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR
from transformers import AutoModel

from kg.extract.encoder import TAGS

WEIGHTS = {"tags": 2.0, "roles": 0.5, "relations": 2.0, "kinds": 0.5, "slots": 1.0, "same": 0.5}


def reader(folder: Path) -> Reader:
    """Return an encoder with heads not yet trained."""
    encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
    return Reader(encoder, encoder.config.hidden_size)


def vectors(model: Reader, batch: list[Example]) -> Tensor:
    """Return the vectors of the pieces, (texts, pieces, width)."""
    pad, most = model.encoder.config.pad_token_id, max(len(x.ids) for x in batch)
    ids = torch.tensor([x.ids + [pad] * (most - len(x.ids)) for x in batch])
    mask = torch.tensor([[1] * len(x.ids) + [0] * (most - len(x.ids)) for x in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
    return model.dropout(hidden.float())


def slot_scores(x: Example, slots: Tensor, empty: Tensor) -> Tensor:
    """Return the scores of the concepts of each group, and of none of them, (groups, most + 1)."""
    scores = torch.where(x.groups >= 0, slots[x.groups.clamp(min=0)], torch.tensor(-1e4))
    return torch.cat([scores, empty[x.empty[:, 0], x.empty[:, 1]].unsqueeze(1)], 1)


def losses(model: Reader, own: Tensor, x: Example) -> dict[str, Tensor]:
    """Return the loss of every head on one paper, those that have an answer there."""
    found = {"tags": cross_entropy(model.tag(own)[x.words], x.tags)}
    if not len(x.roles):
        return found
    role, relation, kind, slots, empty = model.concepts(own, *x.inputs)
    if (x.roles != UNKNOWN).any():
        found["roles"] = cross_entropy(role, x.roles, ignore_index=UNKNOWN)
    if len(x.relations):
        found["relations"] = cross_entropy(relation, x.relations)
    if len(x.kinds):
        found["kinds"] = cross_entropy(kind, x.kinds)
    if len(x.groups):
        found["slots"] = cross_entropy(slot_scores(x, slots, empty), x.slots)
    if len(x.same):
        members, pairs, features = x.coreference
        same = model.coreference(own, x.inputs[0], x.inputs[1], members, pairs, features)
        found["same"] = binary_cross_entropy_with_logits(same, x.same)
    return found


def test(model: Reader, held: list[Example]) -> dict[str, float]:
    """Return how often each head is right on papers not seen: F1 of spans, relations and pairs, accuracy of the others."""
    model.eval()
    right: Counter[str] = Counter()
    with torch.no_grad():
        for x in held:
            own = vectors(model, [x])[0]
            told = model.tag(own)[x.words].argmax(1)
            spans = [_spans([TAGS[t] for t in row.tolist()]) for row in (told, x.tags)]
            _count(right, "spans", *spans)
            if not len(x.roles):
                continue
            role, relation, kind, slots, empty = model.concepts(own, *x.inputs)
            known = x.roles != UNKNOWN
            right["roles"] += int((role.argmax(1) == x.roles)[known].sum())
            right["roles n"] += int(known.sum())
            if len(x.relations):
                _count(
                    right,
                    "relations",
                    *(
                        {(i, r) for i, r in enumerate(row.tolist()) if r}
                        for row in (relation.argmax(1), x.relations)
                    ),
                )
            if len(x.kinds):
                _count(
                    right,
                    "kinds",
                    *({(i, r) for i, r in enumerate(row.tolist()) if r} for row in (kind.argmax(1), x.kinds)),
                )
            if len(x.groups):
                right["slots"] += int((slot_scores(x, slots, empty).argmax(1) == x.slots).sum())
                right["slots n"] += len(x.slots)
            if len(x.same):
                same = model.coreference(own, x.inputs[0], x.inputs[1], *x.coreference) > 0
                _count(
                    right, "same", *({i for i, y in enumerate(row.tolist()) if y} for row in (same, x.same))
                )
    model.train()
    figures = {name: right[name] / max(right[f"{name} n"], 1) for name in ("roles", "slots")}
    for name in ("spans", "relations", "kinds", "same"):
        figures[name] = 2 * right[f"{name} hit"] / max(right[f"{name} told"] + right[f"{name} true"], 1)
    return {name: round(value, 4) for name, value in sorted(figures.items())}


def _count(right: Counter[str], name: str, told: set, true: set) -> None:
    right[f"{name} hit"] += len(told & true)
    right[f"{name} told"] += len(told)
    right[f"{name} true"] += len(true)


def _spans(tags: list[str]) -> set[tuple[int, int, str]]:
    """Return the spans of BILOU tags, whole ones alone."""
    spans, start = set(), -1
    for i, tag in enumerate(tags):
        if tag[0] in "BU":
            start = i
        if tag[0] in "LU" and start >= 0 and tags[start][2:] == tag[2:]:
            spans.add((start, i, tag[2:]))
        if tag[0] in "OLU":
            start = -1
    return spans


def batches(known: list[Example], size: int, seed: int) -> list[list[Example]]:
    """Return the papers in an order of chance, those of like length together."""
    chance = random.Random(seed)
    order = list(known)
    chance.shuffle(order)
    pools = [
        sorted(order[i : i + 10 * size], key=lambda x: len(x.ids)) for i in range(0, len(order), 10 * size)
    ]
    found = [pool[i : i + size] for pool in pools for i in range(0, len(pool), size)]
    chance.shuffle(found)
    return found


def options() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("encoder", "train", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--begin", type=Path, help="weights to begin with")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--heads-rate", type=float, default=1e-3)
    parser.add_argument("--size", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def optimizer(model: Reader, rates: tuple[float, float], steps: int) -> tuple[AdamW, LambdaLR]:
    """Return the optimizer, with the rates of encoder and heads, and its schedule: up for a tenth of the steps, then down to zero."""
    parts = {True: [], False: []}
    for name, weights in model.named_parameters():
        parts[name.startswith("encoder.")].append(weights)
    found = AdamW(
        [{"params": parts[True], "lr": rates[0]}, {"params": parts[False], "lr": rates[1]}], weight_decay=0.01
    )
    return found, LambdaLR(found, lambda i: min(1, (i + 1) / (0.1 * steps)) * max(0.0, 1 - i / steps))


def learn(
    model: Reader, known: list[list[Example]], optimizer: AdamW, schedule: LambdaLR
) -> Iterator[dict[str, float]]:
    """Go through the batches once, and yield the mean losses so far after each."""
    model.train()
    sums: Counter[str] = Counter()
    papers = 0
    for batch in known:
        own = vectors(model, batch)
        parts = [losses(model, own[i], x) for i, x in enumerate(batch)]
        loss = sum(WEIGHTS[name] * value for part in parts for name, value in part.items()) / len(batch)
        loss.backward()
        clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        papers += len(batch)
        for part in parts:
            sums.update({name: float(value.detach()) for name, value in part.items()})
        yield {name: round(value / papers, 4) for name, value in sorted(sums.items())}


def main() -> None:
    """Train, and write the weights."""
    args = options()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    pieces_of = tokenizer(args.encoder)
    known, held = (examples(lines(path), pieces_of) if path else [] for path in (args.train, args.test))
    model = reader(args.encoder)
    stepper, schedule = optimizer(
        model, (args.rate, args.heads_rate), args.epochs * math.ceil(len(known) / args.size)
    )
    if args.begin:
        model.load_state_dict(torch.load(args.begin)["model"])
    done = 0
    if args.out.exists():
        saved = torch.load(args.out)
        done = saved["epochs"]
        model.load_state_dict(saved["model"])
        stepper.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
    began = time.monotonic()
    for epoch in range(done, args.epochs):
        for step, mean in enumerate(
            learn(model, batches(known, args.size, args.seed + epoch), stepper, schedule)
        ):
            if step % 25 == 24:
                print(f"epoch {epoch} step {step + 1}: {time.monotonic() - began:.0f} s {mean}", flush=True)
        state = {"epochs": epoch + 1, "model": model, "optimizer": stepper, "schedule": schedule}
        new = args.out.with_suffix(".new")
        torch.save(
            {name: part if isinstance(part, int) else part.state_dict() for name, part in state.items()}, new
        )
        new.rename(args.out)
        if held:
            print(f"epoch {epoch}: {time.monotonic() - began:.0f} s, unseen {test(model, held)}", flush=True)


if __name__ == "__main__":
    main()
