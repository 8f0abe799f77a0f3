"""Numbers that a paper reports as outcomes, with their unit, kind, metric, dataset, method and task, by a trained model over rules."""

__all__ = [
    "KINDS",
    "LEAST_SLOT",
    "candidate_numbers",
    "kind_features",
    "read",
    "slot_features",
]

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from math import prod
from typing import TYPE_CHECKING

from kg.extract import discourse, numbers
from kg.extract.annotated import MarkedText
from kg.extract.limits import MAX_NUMBERS
from kg.extract.mention_features import word_groups
from kg.extract.numbers import CandidateNumber, NumberSentence
from kg.extract.roles import Role
from kg.extract.weights import Weights, log_odds, probability_of, weighed
from kg.generated.vocabulary import RESULT_EDGES
from kg.model import ResultMention

if TYPE_CHECKING:
    from kg.extract.encoder import Judgement

KINDS = ("absolute", "gain", "factor")
_ROW = ("Metric", "Dataset", "Method")  # with the number, a row of a leaderboard
LEAST_SLOT = 0.4  # the probability from which a concept belongs to a number


def candidate_numbers(marked: MarkedText) -> Iterator[CandidateNumber]:
    """Yield the numbers outside mentions, in order of appearance, MAX_NUMBERS at most; the title of an abstract reports none."""
    return islice(_in_sentences(marked), MAX_NUMBERS)


def _in_sentences(marked: MarkedText) -> Iterator[CandidateNumber]:
    for n, (start, end) in enumerate(marked.sentences):
        if n == 0 and marked.titled:
            continue
        inside = [m for m in marked.mentions if start <= m.start < end]
        around = NumberSentence(marked.text, start, end, inside, marked.words)
        free = [x for x in numbers.numbers(around) if not any(m.start <= x.start < m.end for m in inside)]
        for i in range(len(free)):
            yield CandidateNumber(n, i, free, around)


def read(
    marked: MarkedText,
    roles: Mapping[str, Role],
    kinds: Weights,
    slots: Weights,
    told: "Judgement | None" = None,
    *,
    least: float = LEAST_SLOT,
) -> list[ResultMention]:
    """Return the results in order of appearance: the numbers whose most probable kind is not "none", each with its likely partners.

    The confidence is that the number is a result, and its metric, dataset and method are right.
    The scores of an encoder, where given, are added to those of the weights.
    """
    candidates = list(candidate_numbers(marked))
    table = kinds.probabilities(kind_features(candidate) for candidate in candidates)
    role_of = {key: role.role for key, role in roles.items()}
    results = []
    for n, (candidate, row) in enumerate(zip(candidates, table.tolist(), strict=True)):
        probability = dict(zip(kinds.classes, row, strict=True))
        if told and told.kinds:
            probability = weighed(probability, told.kinds[n])
        if probability["none"] > 0.5:
            continue
        number = candidate.number
        kind = "absolute" if number.unit == "rank" else max(KINDS, key=lambda name: probability[name])
        partner = {
            label: _partner(
                marked,
                role_of,
                slots,
                (candidate, kind, label),
                told.slots.get((n, label)) if told else None,
                least=least,
            )
            for label in RESULT_EDGES
        }
        confidence = (1 - probability["none"]) * prod(partner[label][1] for label in _ROW)
        slot = {label.lower(): key for label, (key, _) in partner.items()}
        results.append(
            ResultMention(
                number.value, number.unit, kind, **slot, start=number.start, end=number.end,
                confidence=confidence, rule=f"result-{kind}",
            )
        )  # fmt: skip
    return results


def _partner(
    marked: MarkedText,
    role_of: Mapping[str, str],
    slots: Weights,
    wanted: tuple[CandidateNumber, str, str],
    told: Mapping[str | None, float] | None,
    *,
    least: float,
) -> tuple[str | None, float]:
    """Return the concept of a type that belongs to a number, or None, and how likely that is."""
    candidate, kind, label = wanted
    if f"{label}|bias" not in slots.row:  # nothing was learnt of this type
        return None, 1.0
    if label == "Metric" and candidate.number.unit == "rank":  # a place among others is its own measure
        return None, 1.0
    keys = [key for key in marked.concepts if marked.label(key) == label]
    table = slots.probabilities(slot_features(marked, role_of, candidate, kind, key) for key in keys)
    own = table[:, slots.classes.index("yes")].tolist()
    if told:
        own = [
            probability_of(odds + told[key] - told[None])
            for key, odds in zip(keys, log_odds(own).tolist(), strict=True)
        ]
    likely, best = max(zip(own, keys, strict=True), key=lambda pair: pair[0], default=(0.0, None))
    if best is None or likely < least:
        return None, 1 - likely
    return best, likely * max(marked.mentions[i].confidence for i in marked.clusters[best])


def kind_features(candidate: CandidateNumber) -> list[str]:
    """Return what can be seen of a number by itself: its form, the words around it, the rules, the mentions in its sentence."""
    number, around = candidate.number, candidate.around
    words = around.words
    left = [w.text.lower() for w in words.between(max(around.start, number.start - 90), number.start)]
    right = [w.text.lower() for w in words.between(number.stop, min(around.end, number.stop + 60))]
    unit = number.unit or "-"
    labels = {m.label for m in around.mentions}
    rule = numbers.kind(around, number, candidate.numbers) or "none"
    size = (
        "range"
        if "-" in number.value
        else ("decimal" if "." in number.value else f"digits{min(len(number.value), 5)}")
    )
    names = [
        "bias", f"unit={unit}", f"rule={rule}", f"rule={rule} {unit}", f"size={size}", f"size={size} {unit}",
        f"count={min(len(candidate.numbers), 4)}",
        f"metric={'Metric' in labels}", f"metric={'Metric' in labels} {unit} {size}", f"metric={'Metric' in labels} {rule}",
        f"dataset={'Dataset' in labels} {unit}",
        f"partner={numbers.partner(around, number, rule, candidate.numbers, 'Metric') is not None} {rule}",
    ]  # fmt: skip
    groups = word_groups()
    for side, words_, near in (("<", left[::-1], 6), (">", right, 5)):
        names += [f"{side}{i}={w}" for i, w in enumerate(words_[:3])]
        names += [f"{side}={w}" for w in words_[:near]]
        names += [f"{side}b={groups[w][1]}" for w in words_[:near] if w in groups]
        names += [f"{side}c={groups[w][2]}" for w in words_[:2] if w in groups]
        names += [f"{side}2={' '.join(words_[:2])}", f"{side}u={' '.join(words_[:1])} {unit}"]
    names += [f"in={w}" for w in around.vocabulary]
    return list(dict.fromkeys(names))


def slot_features(
    marked: MarkedText, roles: Mapping[str, str], candidate: CandidateNumber, kind: str, key: str
) -> list[str]:
    """Return what can be seen of a number and a concept that may be its metric, dataset, method or task; all carry the concept's type."""
    label, number, around = marked.label(key), candidate.number, candidate.around
    members = marked.clusters[key]
    here = [i for i in members if marked.sentence[i] == candidate.sentence]
    rivals = marked.keys(label)
    inside = [k for k in rivals if candidate.sentence in marked.sentences_of[k]]
    ruled = numbers.partner(around, number, kind, candidate.numbers, label)
    by_rule = "none" if ruled is None else ("yes" if marked.key_of[ruled.start, ruled.end] == key else "no")
    role = roles[key]
    names = [
        "bias", f"rule={by_rule}", f"rule={by_rule} {kind}", f"role={role}", f"rivals={min(len(rivals), 4)}",
        f"inside={min(len(inside), 3)} {bool(here)}",
        f"role={role} here={bool(here)} inside={min(len(inside), 2)}", f"title={marked.in_title(key)} {role}",
        f"rank={min(marked.ranks[key], 4)} {role} {bool(here)}",
        f"kind={kind} here={bool(here)}", f"count={min(len(members), 4)} {role} {bool(here)}", f"kind={kind} role={role} here={bool(here)}",
        f"unit={number.unit} here={bool(here)}",
    ]  # fmt: skip
    names += discourse.features(marked, candidate, key, role, here=bool(here))
    if label == "Metric":
        name = marked.text[marked.mentions[members[0]].start : marked.mentions[members[0]].end].lower()
        names += [f"name={name.split()[-1]} {number.unit}", f"name={name.split()[-1]} {kind}"]
    if here:
        names += _distance(marked, candidate, inside, here)
    else:
        apart = min(abs(marked.sentence[i] - candidate.sentence) for i in members)
        before = any(marked.sentence[i] < candidate.sentence for i in members)
        names += [
            f"apart={min(apart, 4)} {before}",
            f"apart={min(apart, 2)} {before} {role} rivals={min(len(rivals), 3)}",
        ]
    return [f"{label}|{name}" for name in dict.fromkeys(names)]


def _distance(
    marked: MarkedText, candidate: CandidateNumber, inside: Sequence[str], here: Sequence[int]
) -> Iterator[str]:
    """Yield where the nearest mention of a concept stands to the number in the same sentence, and the words between."""
    number = candidate.number
    i = min(here, key=lambda j: abs(marked.mentions[j].start - number.start))
    mention = marked.mentions[i]
    after = mention.start >= number.start
    gap = (number.stop, mention.start) if after else (mention.end, number.start)
    words = marked.words.between(*gap) if gap[0] < gap[1] else []
    near = [w.text.lower() for w in words[:14]]  # no feature looks at more, but for the last
    side = "after" if after else "before"
    low, high = sorted((mention.start, number.start))
    same = [m for m in candidate.around.of(mention.label) if low < m.start < high]
    between = [x for x in candidate.numbers if low < x.start < high and x is not number]
    yield f"{side}"
    yield f"{side} same={min(len(same), 3)} numbers={min(len(between), 3)}"
    yield f"{side} far={min(len(words) // 3, 6)}"
    yield f"{side} near={min(len(words), 4)} same={min(len(same), 1)}"
    if len(words) <= 4:
        yield f"{side} gap={' '.join(near)}"
    for word in near:
        yield f"{side} w={word}"
    for a, b in pairwise(near[:10]):
        yield f"{side} w={a} {b}"
    yield f"{side} first={' '.join(near[:1])}"
    yield f"{side} last={' '.join(w.text.lower() for w in words[-1:])}"
    respectively = "respectively" in marked.text[candidate.around.start : candidate.around.end]
    order = list(dict.fromkeys(marked.key_of[m.start, m.end] for m in candidate.around.of(mention.label)))
    rank = order.index(marked.key_of[mention.start, mention.end])
    yield f"order={rank == candidate.position} same-count={len(order) == len(candidate.numbers)} respectively={respectively}"
    yield f"inside={min(len(inside), 3)} {side} same={min(len(same), 2)}"
