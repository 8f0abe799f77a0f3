"""Abbreviations across papers: what a short form means where no long form stands beside it."""

__all__ = ["abbreviates", "follow_senses", "follow_written_out", "is_short", "senses"]

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from kg.resolve.forms import Form, Forms
from kg.resolve.rules import GENERIC

_AGREEMENT = 0.7  # of the papers that define a short form, how many must mean the same
_RARE = 2  # papers; a short form that no more use may be defined by one of them alone
_VAGUE = 2  # letters; so few mean many things
_LONGEST = 12  # letters of a short form
_SMALL = frozenset("of the a an and for in on with to by from as at via using &".split())


def is_short(written: str) -> bool:
    """Return whether a spelling looks like an abbreviation: one word with two capitals at least."""
    return " " not in written and len(written) <= _LONGEST and sum(map(str.isupper, written.rstrip("s"))) > 1


@lru_cache(maxsize=65536)
def abbreviates(short: str, long: str) -> bool:
    """Return whether the letters of a short form are the first letters, and perhaps some more, of the words of a long one, in order.

    Both are normal forms. Small words may be left out, generic ones at the end, and one other word where there are three letters.
    """
    wanted, words = [c for c in short if c.isalnum()], long.split()

    @cache
    def fits(letter: int, word: int, spare: int) -> bool:
        if letter == len(wanted):
            return all(rest in _SMALL or rest in GENERIC for rest in words[word:])
        if word == len(words):
            return False
        text = words[word]
        if word and ((text in _SMALL and fits(letter, word + 1, spare)) or (spare and fits(letter, word + 1, spare - 1))):
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
    """Return for each short form the long forms that papers give it, with the number of papers."""
    found: dict[Form, Counter[Form]] = defaultdict(Counter)
    for _, _, of_cluster in forms.clusters:
        for short in of_cluster:
            if " " not in short.name and is_short(forms.written(short)):
                long = [form for form in of_cluster if " " in form.name and abbreviates(short.name, form.name)]
                if long:
                    found[short][max(long, key=lambda form: (forms.papers[form], form))] += 1
    return found


def follow_senses(forms: Forms, known: Mapping[Form, Counter[Form]]) -> dict[Form, Counter[Form]]:
    """Let each short form follow the long form that most of the papers that define it mean; return those on which they disagree.

    A short form that is never defined under its own label follows the sense that it has under another.
    """
    elsewhere: dict[str, Counter[Form]] = defaultdict(Counter)
    for short, counts in known.items():
        elsewhere[short.name].update(counts)
    disputed = {}
    for short in forms:
        counts = Counter[Form]()
        if short.name in elsewhere and is_short(forms.written(short)):
            for form, papers in (known.get(short) or elsewhere[short.name]).items():
                counts[forms.root(form)] += papers
        if not counts:
            continue
        long, most = min(counts.items(), key=lambda sense: (-sense[1], sense[0]))
        if most >= _AGREEMENT * counts.total() and (most > 1 or (len(short.name) > _VAGUE and forms.papers[short] <= _RARE)):
            forms.follow(short, long, f"defined so in {most} of {counts.total()} papers that define it")
        elif len(counts) > 1:
            disputed[short] = counts
    return disputed


def follow_written_out(forms: Forms, canonical: frozenset[Form]) -> None:
    """Let names with an abbreviation in them follow those that write it out, or the reverse: whichever fewer papers use follows."""
    long_of = {
        short.name: root.name
        for short in forms
        if " " not in short.name and is_short(forms.written(short)) and (root := forms.root(short)) != short and " " in root.name
    }
    for form in forms:
        words = form.name.split()
        if len(words) > 1 and not long_of.keys().isdisjoint(words):
            other = forms.find(form.label, " ".join(long_of.get(word, word) for word in words))
            if other is not None and forms.root(other) != forms.root(form):
                one, two = sorted((forms.root(form), forms.root(other)), key=lambda each: (each in canonical, forms.papers[each], each))
                forms.follow(one, two, "an abbreviation written out")
