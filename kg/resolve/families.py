"""Families of concepts by name: versions, sizes and editions of a concept, and its subclasses."""

__all__ = ["name_relations"]

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from kg.model import NameRelation, NodeRef
from kg.names import normal_form
from kg.resolve.curated import generic
from kg.resolve.forms import Form, Forms
from kg.resolve.paraphrases import ORDERED

_EDITION = re.compile(
    r"\d[\d.]*[bkmtx]?|v\d[\d.]*|task\d+|track\d+|r\d|[a-z]|base|large|small|tiny|mini|medium|xs|xl|xxl|huge|instruct|chat|turbo|pro|flash|"
    r"preview|lite|nano|plus|max|ultra|distill|sonnet|opus|haiku|uncased|cased|dev|test|val|minival"
)
_NUMBERED = re.compile(r"^(.*?[a-z])[-v]?(?:\d[\w.]*|@.+)$")
_AVERAGES = frozenset("average macro mean micro weighted top1 top3 top5 top10".split())
_OF_DATASETS = 2  # words that the edition of a dataset may add to its family: WMT14 en de
_KNOWN = 5  # papers that must use a general name
_SHORTEST = 3  # letters of a family's name
_BROADER = {"Method": "SUBCLASS_OF", "Task": "SUBTASK_OF"}


def name_relations(
    forms: Forms,
    refs: Mapping[Form, NodeRef],
    shown: Mapping[Form, str],
    first: Mapping[Form, tuple[str, str]],
) -> Iterator[NameRelation]:
    """Yield the relations that follow from names, in order, with an occurrence of the narrower one.

    `refs` maps root forms to concepts, `shown` to their names, `first` to a (paper, cluster). A variant
    belongs to the name of its family if papers use it (`GPT-3`, `GPT`), else to the most used member.
    """
    stems: dict[Form, list[Form]] = defaultdict(list)
    variants: dict[Form, Form] = {}
    for home in sorted(home for home in refs if home.label != "Task"):
        known = (
            _home(forms, refs, home.label, name)
            for name in _families(home)
            if len(name) >= _SHORTEST or home.label == "Metric"
        )
        family = next(
            (
                other
                for other in known
                if other is not None and other != home and _proper(other, shown[other])
            ),
            None,
        )
        family = family or _after_hyphen(forms, refs, home, shown[home])
        if family is not None:
            variants[home] = family
        elif (
            (numbered := _NUMBERED.match(home.name))
            and len(numbered[1]) >= _SHORTEST
            and " " not in numbered[1]
        ):
            stems[Form(home.label, numbered[1])].append(home)
    for _, members in sorted(stems.items()):
        best = max(members, key=lambda home: (forms.papers[home], home))
        variants.update((home, best) for home in members if home != best)
    for home, family in sorted(variants.items()):
        yield NameRelation(*first[home], refs[home], "VARIANT_OF", refs[family], "name-variant")
    for home in sorted(home for home in refs if home.label in _BROADER and home not in variants):
        if (general := _general(forms, refs, home, shown[home])) is not None:
            yield NameRelation(*first[home], refs[home], _BROADER[home.label], refs[general], "name-kind")


def _home(forms: Forms, refs: Mapping[Form, NodeRef], label: str, name: str) -> Form | None:
    form = forms.find(label, name)
    home = None if form is None else forms.root(form)
    return home if home is not None and home in refs and home.label == label else None


def _proper(home: Form, shown: str) -> bool:
    """Return whether a family has a proper name, such as GPT; that of a metric may be a common noun."""
    return home.label == "Metric" or any(c.isupper() or c.isdigit() for c in shown)


def _families(home: Form) -> Iterator[str]:
    """Yield the names that a name may be a variant of, nearest first: `llama2`, `llama` for `llama2 7b`."""
    words = home.name.split()
    if home.label == "Metric" and len(words) > 1 and words[0] in _AVERAGES:
        yield " ".join(words[1:])
    kept = words[:]
    while len(kept) > 1 and (
        _EDITION.fullmatch(kept[-1]) or (home.label == "Dataset" and len(words) - len(kept) < _OF_DATASETS)
    ):
        edition = _EDITION.fullmatch(kept.pop()) is not None
        if edition or any(c.isdigit() for c in kept[-1]):
            yield " ".join(kept)
    if numbered := _NUMBERED.match(kept[-1]):
        yield " ".join((*kept[:-1], numbered[1]))


def _after_hyphen(forms: Forms, refs: Mapping[Form, NodeRef], home: Form, shown: str) -> Form | None:
    """Return the abbreviation after a hyphen (`VQ-VAE`), unless both parts are names (`BERT-CRF`)."""
    before, _, behind = shown.rpartition("-")
    if (
        home.label != "Method"
        or not before
        or " " in shown
        or not behind.isupper()
        or len(behind) < _SHORTEST
    ):
        return None
    family = _home(forms, refs, home.label, normal_form(behind))
    return (
        None if family == home or _home(forms, refs, home.label, normal_form(before)) is not None else family
    )


def _general(forms: Forms, refs: Mapping[Form, NodeRef], home: Form, shown: str) -> Form | None:
    """Return the concept with the longest name that this name ends with.

    Hyphenated words stay whole, function words rule it out.
    """
    words = shown.split()
    if not ORDERED.isdisjoint(word.casefold() for word in words):
        return None
    for at in range(1, len(words)):
        name = normal_form(" ".join(words[at:]))
        other = _home(forms, refs, home.label, name)
        if (
            other is not None
            and other != home
            and other.name == name
            and name not in generic()
            and words[at - 1].casefold() != "non"
        ):
            return other if forms.papers[other] >= max(_KNOWN, forms.papers[home]) else None
    return None
