"""What search finds, and the shards of a site."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import fold
from kg.page import search as module
from kg.page.addresses import file_name
from kg.page.search import Entry, Search, folded, shards


def entry(name, papers=1, others=(), label="Method"):
    return Entry(label, name, f"{label.lower()}/{fold(name).replace(' ', '-')}", tuple(others), papers)


def names(found):
    return [one.name for one in found]


def test_names_that_begin_so_come_first_then_words_then_parts():
    every = [entry("deep net", 9), entry("subnet", 8), entry("Net", 1), entry("network", 5), entry("BERT", 7)]
    assert names(Search(every)("net")) == ["Net", "network", "deep net", "subnet"]
    assert names(Search(every)("NET", 2)) == ["Net", "network"]
    assert Search(every)("  ") == []


def test_other_names_are_found():
    assert names(Search([entry("generative adversarial network", others=("GAN",))])("gan")) == ["generative adversarial network"]  # fmt: skip


def read(files):
    """Return the index and the rows of shards as a script has them."""
    scripts = dict(files)
    index = json.loads(scripts.pop("index.js").removeprefix("papergraphShards(").removesuffix(");\n"))
    rows = {}
    for name, script in scripts.items():
        number, _, listed = script.removeprefix("papergraphShard(").removesuffix(");\n").partition(",")
        assert name == f"{number}.js"
        rows[int(number)] = json.loads(listed)
    return index, rows, scripts


def looked_up(word, index, rows):
    key = next(word[:length] for length in range(len(word), -1, -1) if word[:length] in index)
    return {row[1] for number in index[key] for row in rows[number]}


@pytest.mark.parametrize("most", [200, 1_000, 200_000])
@given(st.lists(st.text("abcé 中", min_size=1, max_size=8).filter(folded), unique_by=folded, max_size=60))
def test_every_entry_is_found_by_each_of_its_words(most, texts):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST", most)
        patch.setattr(module, "_BEST", 2)
        every = [entry(text) for text in texts]
        index, rows, scripts = read(shards(every, file_name))
        for one in every:
            for word in set(folded(one.name).split()) - module._SMALL:
                assert one.name in looked_up(word, index, rows)
        assert all(len(script.encode()) <= most + 100 for script in scripts.values())


def test_hostile_names_do_not_end_a_script():
    [_, (_, script)] = shards([entry("</script><b>\u2028\u202e", others=("<!--",))], file_name)
    assert "<" not in script
    assert "\u2028" not in script
    assert "\u202e" not in script


def test_words_are_found_in_any_order_and_without_accents():
    every = [entry("José Muñoz"), entry("Łukasz Ørsted"), entry("Munozini")]
    assert names(Search(every)("munoz")) == ["Munozini", "José Muñoz"]
    assert names(Search(every)("MUÑOZ jose")) == ["José Muñoz"]
    assert names(Search(every)("lukasz orsted")) == ["Łukasz Ørsted"]
    assert names(Search(every)("orsted jose")) == []
