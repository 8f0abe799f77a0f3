"""The curated data: sorted, unique, typed, without chains or circles, and each derived file with its notice."""

from importlib.resources import files

import pytest

from kg.generated.vocabulary import NODE_PROPERTIES
from kg.names import normal_form
from kg.resolve.curated import aliases, canonical, generic, words
from kg.resolve.paraphrases import paraphrase_key

LABELS = {label for label, properties in NODE_PROPERTIES.items() if "keys" in properties}
ALIASES = ("aliases.tsv", "aliases-by-sa.tsv")


def rows(name):
    lines = files("kg.resolve").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("name", [*ALIASES, "words.tsv", "generic.tsv"])
def test_files_are_sorted_and_unique(name):
    assert rows(name) == sorted(set(rows(name)))
    assert {len(row) for row in rows(name)} == {1 if name == "generic.tsv" else 3}


def test_aliases_are_typed_and_each_leads_to_one_name():
    found = [row for name in ALIASES for row in rows(name)]
    assert {label for label, _, _ in found} <= LABELS
    assert len(found) > 500
    keys = [(label, normal_form(alias)) for label, _, alias in found]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    spelled = {}
    for label, name, _ in found:
        assert spelled.setdefault((label, normal_form(name)), name) == name


def test_no_alias_leads_on_or_in_a_circle():
    assert [
        (alias, name) for alias, name in aliases().items() if alias in canonical() and alias != name
    ] == []


def test_every_alias_adds_something():
    """An alias of the same spelling only gives a name its label, and that only where no other row does."""
    for label, name, alias in (row for file in ALIASES for row in rows(file)):
        if normal_form(alias) == normal_form(name):
            others = [
                row for file in ALIASES for row in rows(file) if row[:2] == (label, name) and row[2] != alias
            ]
            assert others == [], f"{name}: {alias} says nothing new"


def test_what_derives_from_share_alike_sources_says_so():
    head = files("kg.resolve").joinpath("aliases-by-sa.tsv").read_text(encoding="utf-8").split("\n# label")[0]
    assert "CC BY-SA 4.0" in head
    assert "https://" in head


def test_words_are_normal_forms_that_stay_as_they_are():
    for (label, found), meant in words().items():
        assert label in LABELS | {"*"}
        assert normal_form(f"x {found} x") == f"x {found} x"
        assert meant == found or all(words().get((label, word), word) == word for word in meant.split()), (
            label,
            found,
            meant,
        )


def test_generic_names_are_normal_forms_and_no_names_of_anything():
    named = {form.name for form in (*aliases(), *canonical())}
    for name in generic():
        assert normal_form(name) == name
        assert name not in named


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Task", "question answering over knowledge graph", "knowledge graph question answering"),
        ("Task", "automatic question generation", "question generation"), ("Task", "video text retrieval", "text video retrieval"),
        ("Method", "prompt based learning", "prompting learning"), ("Method", "kernel density estimator", "kernel density estimation"),
        ("Metric", "macro averaged accuracy", "average macro accuracy"), ("Method", "pre training model", "pre trained model"),
    ],
)  # fmt: skip
def test_one_gist(label, one, other):
    assert paraphrase_key(label, one) == paraphrase_key(label, other)


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Task", "automatic evaluation", "evaluation"), ("Task", "text to speech", "speech to text"), ("Method", "vision transformer", "vision transform"),
        ("Method", "neural encoder", "neural encoding"), ("Dataset", "wmt14 english german", "wmt14 german english"),
        ("Task", "translation from english", "english translation"), ("Method", "dependency parser", "dependency parsing"),
    ],
)  # fmt: skip
def test_two_gists(label, one, other):
    assert paraphrase_key(label, one) != paraphrase_key(label, other)
