"""Names of concepts: the normal form that decides identity, and the surface form that people read."""

__all__ = ["normal_form", "preferred"]

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_DASHES = re.compile(r"[‐-―−_/\-\s]+")
_OTHER = re.compile(r"[^\w\s+#.&@%*]|(?<!\w)[.&@%*]|[.&@%*](?!\w)")
_LETTER_SPACE_DIGIT = re.compile(r"(?<=[^\W\d_]) (?=\d)")
_NOT_PLURAL = ("ss", "us", "is", "as", "os", "ics", "series", "species")


def _singular(word: str) -> str:
    """Return the singular of the head word, by spelling alone: only plurals that English forms regularly."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(_NOT_PLURAL) or not word[-2].isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "shes", "ches")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def normal_form(name: str) -> str:
    """Return the normal form of a name: NFKC, case folded, hyphens as spaces, `CIFAR-10` = `CIFAR 10` = `cifar10`, head word singular.

    Idempotent. A name without any letter or digit is its own normal form, stripped.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = " ".join(_OTHER.sub(" ", _DASHES.sub(" ", text)).split())
    text = _LETTER_SPACE_DIGIT.sub("", text)
    if not text:
        return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    head, space, last = text.rpartition(" ")
    return f"{head}{space}{_singular(last)}"


def preferred(surfaces: Mapping[str, int]) -> str:
    """Return the surface form to show: the most used one.

    On a tie a mixed-case name (`KalmanSGD`) comes first, an acronym and a form that starts a sentence last; then the alphabet decides.
    """

    def rank(surface: str) -> tuple[int, bool, bool, bool, str]:
        mixed = " " not in surface and any(c.isupper() for c in surface[1:]) and any(c.islower() for c in surface.rstrip("s"))
        acronym = surface.rstrip("s").isupper()
        sentence_case = surface[:1].isupper() and (surface[1:].islower() or surface.istitle()) and " " in surface
        return -surfaces[surface], not mixed, acronym, sentence_case, surface

    return min(surfaces, key=rank)
