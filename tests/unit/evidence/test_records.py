"""What a paper has of its records: the longest text, or a cleaner one with nearly all of its words."""

from itertools import permutations

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.model import Metadata, Paper

CLEAN = "We don't sort 12 pebbles & stones by weight with MossNet, the naïve network, in O(n) steps."


def merged(tmp_path, *papers):
    """Return the paper that records are merged into, in any order."""
    found = set()
    for order in permutations(papers):
        with EvidenceDatabase(tmp_path / str(len(list(tmp_path.iterdir())))) as evidence:
            evidence.papers.add(order)
            found.add(evidence.papers.get("p"))
    (one,) = found
    return one


def record(source, abstract, title="MossNet", language=None):
    return Paper("p", title, abstract, sources=(source,), metadata=Metadata(language=language))


@pytest.mark.parametrize(
    "dirty",
    [
        CLEAN.replace("MossNet", "<i>MossNet</i>"),
        CLEAN.replace("&", "&amp;"),
        CLEAN.replace("MossNet", r"\\emph{MossNet}"),
        CLEAN.replace("O(n)", "$O(n)$"),
        CLEAN.replace("naïve", "na\ufffdve") + " now",
        CLEAN.replace("don't", "donâ€™t"),
        CLEAN.replace("naïve", "naÃ¯ve"),
        CLEAN.replace("12", "<sub>1</sub>2").replace("pebbles", "<b>peb</b>bles").replace("&", "&#38;"),
    ],
)
def test_the_clean_text_wins_over_a_longer_one_with_markup(tmp_path, dirty):
    assert len(dirty) > len(CLEAN) or "\ufffd" in dirty
    assert merged(tmp_path, record("a#1", dirty), record("b#1", CLEAN)).abstract == CLEAN


def test_a_title_counts_too(tmp_path):
    one = merged(tmp_path, record("a#1", f"{CLEAN}.", title="<b>MossNet</b>"), record("b#1", CLEAN))
    assert (one.title, one.abstract) == ("MossNet", CLEAN)


def test_a_shorter_text_is_not_cleaner(tmp_path):
    dirty = CLEAN.replace("&", "&amp;")
    assert merged(tmp_path, record("a#1", dirty), record("b#1", CLEAN[:60])).abstract == dirty
    assert merged(tmp_path, record("a#1", dirty), record("b#1", "")).abstract == dirty


def test_of_texts_with_markup_the_one_with_least_and_of_clean_ones_the_longest(tmp_path):
    texts = [CLEAN.replace("&", "&amp;"), CLEAN.replace("&", "<i>&amp;</i>"), f"$x$ {CLEAN}"]
    assert merged(tmp_path, *(record(f"{i}#1", text) for i, text in enumerate(texts))).abstract == texts[0]
    texts += [CLEAN, f"{CLEAN} It works."]
    assert (
        merged(tmp_path, *(record(f"{i}#1", text) for i, text in enumerate(texts[2:]))).abstract == texts[4]
    )


def test_the_language_is_that_of_the_text_or_what_all_others_say(tmp_path):
    text = f"{CLEAN} It works."
    english, portuguese = record("b#1", CLEAN, language="en"), record("c#1", CLEAN, language="pt")
    assert merged(tmp_path, record("a#1", text, language="pt-br"), english).metadata.language == "pt-br"
    assert merged(tmp_path, record("a#1", text), english).metadata.language == "en"
    assert merged(tmp_path, record("a#1", text), english, portuguese).metadata.language is None
