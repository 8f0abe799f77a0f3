"""Abbreviations across papers: what a short form means where its paper does not define it."""

__all__ = ["abbreviates", "follow_senses", "follow_written_out", "is_short", "senses"]

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from kg.resolve.curated import canonical
from kg.resolve.forms import Form, Forms, most
from kg.resolve.paraphrases import GENERIC

_AGREEMENT = 2 / 3  # share of the papers defining a short form that must agree
_RARE = 2  # papers; one definition is enough for a short form used in at most this many
_VAGUE = 2  # letters; so short a form is ambiguous
_LONGEST = 12  # characters of a short form
_SMALL = frozenset("of the a an and for in on with to by from as at via using &".split())


def is_short(written: str) -> bool:
    """Return whether a spelling looks like an abbreviation: one word with at least two capitals."""
    return " " not in written and len(written) <= _LONGEST and sum(map(str.isupper, written.rstrip("s"))) > 1


@lru_cache(maxsize=65536)
def abbreviates(short: str, long: str) -> bool:
    """Return whether a short form consists of the first letters of the words of a long form, or more.

    Both are normal forms. Function words may be skipped, generic words at the end, and one other word if the
    short form has at least three letters.
    """
    wanted, words = [c for c in short if c.isalnum()], long.split()

    @cache
    def fits(letter: int, word: int, spare: int) -> bool:
        if letter == len(wanted):
            return all(rest in _SMALL or rest in GENERIC for rest in words[word:])
        if word == len(words):
            return False
        text = words[word]
        if word and (
            (text in _SMALL and fits(letter, word + 1, spare))
            or (spare and fits(letter, word + 1, spare - 1))
        ):
            return True
        at = 0 if text[0] == wanted[letter] else -1
        while at >= 0:
            letter += 1
            if fits(letter, word + 1, spare):
                return True
            at = text.find(wanted[letter], at + 1) if letter < len(wanted) else -1
        return False

    return len(words) > 1 and len(wanted) > 1 and fits(0, 0, 1 if len(wanted) > 2 else 0)


def senses(forms: Forms) -> Mapping[Form, Counter[Form]]:
    """Return the long forms that papers define for each short form, with the number of papers."""
    senses_of: dict[Form, Counter[Form]] = defaultdict(Counter)
    for _, _, of_cluster in forms.clusters:
        for short in of_cluster:
            if " " not in short.name and is_short(forms.written(short)):
                long = [
                    form for form in of_cluster if " " in form.name and abbreviates(short.name, form.name)
                ]
                if long:
                    senses_of[short][max(long, key=lambda form: (forms.papers[form], form))] += 1
    return senses_of


def follow_senses(forms: Forms, known: Mapping[Form, Counter[Form]]) -> dict[Form, Counter[Form]]:
    """Let each short form follow the long form on which the papers that define it agree.

    Return the disputed ones.

    Definitions under the label of the short form count first, then those under any label.
    """
    anywhere: dict[str, Counter[Form]] = defaultdict(Counter)
    for short, counts in known.items():
        anywhere[short.name].update(counts)
    disputed = {}
    for short in forms:
        if forms.follows(short) or short.name not in anywhere or not is_short(forms.written(short)):
            continue
        same_label, any_label = (
            _roots(forms, counts) for counts in (known.get(short, Counter[Form]()), anywhere[short.name])
        )
        for counts in (same_label, any_label):
            if (long := _agreed(forms, short, counts)) is not None:
                forms.follow(
                    short, long, f"defined so in {counts[long]} of {counts.total()} papers that define it"
                )
                break
        else:
            if len(any_label) > 1:
                disputed[short] = same_label if len(same_label) > 1 else any_label
    return disputed


def _roots(forms: Forms, counts: Counter[Form]) -> Counter[Form]:
    roots = Counter[Form]()
    for form, papers in counts.items():
        roots[forms.root(form)] += papers
    return roots


def _agreed(forms: Forms, short: Form, counts: Counter[Form]) -> Form | None:
    """Return the sense on which enough papers agree: at least two, or one for a rare, long form."""
    if not counts:
        return None
    long, papers = most(counts)
    rare = forms.papers[short] <= _RARE and len(short.name) > _VAGUE
    return long if papers >= _AGREEMENT * counts.total() and (papers > 1 or rare) else None


def follow_written_out(forms: Forms) -> None:
    """Join names that contain an abbreviation with those that write it out.

    The one in fewer papers follows the other.
    """
    long_of = {
        short.name: root.name
        for short in forms
        if " " not in short.name
        and is_short(forms.written(short))
        and (root := forms.root(short)) != short
        and " " in root.name
    }
    for form in forms:
        words = form.name.split()
        if len(words) > 1 and not long_of.keys().isdisjoint(words):
            other = forms.find(form.label, " ".join(long_of.get(word, word) for word in words))
            if other is not None and forms.root(other) != forms.root(form):
                one, two = sorted(
                    (forms.root(form), forms.root(other)),
                    key=lambda each: (each in canonical(), forms.papers[each], each),
                )
                forms.follow(one, two, "an abbreviation written out")
