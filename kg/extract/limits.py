"""How much of one text is read: counts, not times, so that every machine reads the same.

Of 90,292 abstracts of the ACL Anthology, arXiv and PMLR none reaches half of these figures; what a long text
has beyond them is left out.
"""

__all__ = ["MAX_CONCEPTS", "MAX_MENTIONS", "MAX_NUMBERS", "MAX_RUN", "MAX_SENTENCE"]

MAX_SENTENCE = 4_000
"""Characters of a sentence; a longer one is cut, at white space where it has some. The longest of the abstracts has 2,014."""

MAX_MENTIONS = 1_000
"""Mentions of a text, in order of appearance. The most in an abstract are 59."""

MAX_CONCEPTS = 100
"""Concepts of a text, in order of appearance, that relations and results are looked for among. The most in an abstract are 34."""

MAX_NUMBERS = 500
"""Numbers of a text, in order of appearance, that may be results. The most in an abstract are 37."""


MAX_RUN = 500
"""Characters without white space that are split into tokens at once."""
