import pytest

from kg.extract.sentences import split


@pytest.mark.parametrize(
    "text",  # sentences end at |
    [
        "We rank third in subtask B. |Training helps.",
        "We took part in tracks A and C. |Adapters win.",
        "The cost grows with K. |We bound it.",
        "Both use ROUGE-L. |Pruned nets lose.",
        "It waits for I/O. |Caches help.",
        "It follows Wells et al. |Our bound is tighter.",
        "Rivers fall in the U.S. |However, data are few.",
        "It sorts leaves, moss, etc. |ClayNet sorts stones.",
        "We sort moss (sand, clay, etc.). |It works.",
    ],
)
def test_letters_and_etc_end_a_sentence(text):
    assert [text.replace("|", "")[slice(*span)] for span in split(text.replace("|", ""))] == text.replace(
        ". |", ".|"
    ).split("|")


@pytest.mark.parametrize(
    "text",
    [
        "It was proposed by A. Wells and later by J.-P. Moss.",
        "B. Moss proved it with W. E. Sand.",
        "The U.S. Moss Corpus is old.",
        "Wells et al. Moss is a name.",
        "E. coli images help, e.g. Moss, i.e. Sand, vs. The Pile (cf. Fig. 3).",
        "It sorts leaves, moss, etc. and stones.",
    ],
)
def test_initials_and_abbreviations_end_none(text):
    assert split(text) == ((0, len(text)),)
