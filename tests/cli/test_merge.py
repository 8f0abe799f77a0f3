"""What a person decides on names: it holds in every run to come, is listed, and is undone exactly."""

import json
import random

import pytest

PAPERS = [
    (
        "1",
        "FooNet: parsing",
        "We propose FooNet, a BERT model for parsing. FooNet outperforms BERT on the Penn Treebank.",
    ),
    (
        "2",
        "BarNet for parsing",
        "We propose BarNet for parsing. BarNet is faster than FooNet, and better than BERT.",
    ),
    ("3", "A study of parsing", "We compare BERT with FooNet on the Penn Treebank."),
    ("4", "More on parsing", "We use BERT for dependency parsing."),
]


LISTED = {
    "3": "CNN/Daily Mail",
    "4": "CNN/DailyMail",
}  # datasets that the source names, so that nothing hangs on the extractor
BOTH, APART = ["cnn daily mail", "cnn dailymail"], [["cnn daily mail"], ["cnn dailymail"]]


@pytest.fixture
def store(kg, tmp_path):
    given = {paper: [{"kind": "Dataset", "name": name, "role": "used"}] for paper, name in LISTED.items()}
    objects = ({"id": i, "title": t, "abstract": a, "given": given.get(i, [])} for i, t, a in PAPERS)
    (tmp_path / "papers.jsonl").write_text("".join(json.dumps(value) + "\n" for value in objects))
    assert kg("run", "--input", tmp_path / "papers.jsonl", "--store", tmp_path / "g").code == 0
    return tmp_path / "g"


def exported(kg, store, form="nquads"):
    return kg("export", form, "--store", store).out


def concepts(kg, store):
    found = kg(
        "query",
        "MATCH (c) WHERE c.keys IS NOT NULL RETURN c.name AS name, c.keys AS keys",
        "--store",
        store,
        "--format",
        "jsonl",
    )
    assert found.code == 0, found.err
    return {row["name"]: row["keys"] for row in map(json.loads, found.out.splitlines())}


def test_two_names_become_one_and_two_again(kg, store):
    before = exported(kg, store)
    assert {"FooNet", "BarNet"} <= concepts(kg, store).keys()
    found = kg("merge", "BarNet", "foonet", "--store", store)
    assert (found.code, found.err.strip()) == (0, "'BarNet' and 'foonet' are now one concept")
    assert concepts(kg, store)["FooNet"] == ["barnet", "foonet"]
    assert "'barnet' merged: merged by hand" in kg("explain", "BarNet", "--store", store).err
    assert json.loads(kg("merge", "--store", store).out) == {
        "decision": "merge",
        "name": "barnet",
        "other": "foonet",
    }
    assert kg("validate", "--store", store, "--shacl").code == 0
    assert kg("merge", "BarNet", "FooNet", "--undo", "--store", store).code == 0
    assert exported(kg, store) == before


def test_a_merge_is_refused_and_holds_in_later_runs(kg, store, tmp_path):
    before = exported(kg, store)
    assert BOTH in concepts(kg, store).values()
    assert kg("split", "CNN/DailyMail", "CNN/Daily Mail", "--store", store).code == 0
    apart = exported(kg, store)
    assert sorted(keys for keys in concepts(kg, store).values() if keys[0].startswith("cnn")) == APART
    lines = (tmp_path / "papers.jsonl").read_text().splitlines(keepends=True)
    random.Random(3).shuffle(lines)
    (tmp_path / "papers.jsonl").write_text("".join(lines))
    kg("run", "--input", tmp_path / "papers.jsonl", "--store", store)
    assert sorted(keys for keys in concepts(kg, store).values() if keys[0].startswith("cnn")) == APART
    assert apart != before
    kg("split", "cnn daily-mail", "CNN dailymail", "--undo", "--store", store)
    assert BOTH in concepts(kg, store).values()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("merge", "FooNet", "Nothing"), "no concept called 'nothing'"),
        (("merge", "FooNet", "foo-net", "--undo"), "no concept called 'foo net'"),
        (("split", "BERT", "berts"), "both names have the same normal form, 'bert'"),
        (("merge", "FooNet"), "kg merge needs two names"),
        (("split", "FooNet", "BarNet", "--undo"), "there is no split of 'foonet' and 'barnet' to undo"),
    ],
)
def test_what_cannot_be_decided(kg, store, command, said):
    found = kg(*command, "--store", store)
    assert found.code == 2
    assert said in found.err


def test_the_last_decision_on_two_names_counts(kg, store):
    kg("merge", "BarNet", "FooNet", "--store", store)
    kg("split", "FooNet", "BarNet", "--store", store)
    assert [json.loads(line)["decision"] for line in kg("split", "--store", store).out.splitlines()] == [
        "split"
    ]
    assert {"FooNet", "BarNet"} <= concepts(kg, store).keys()


def test_an_abbreviation_on_which_papers_disagree_says_so(kg, tmp_path):
    meanings = ["contrastive learning"] * 3 + ["curriculum learning"] * 2
    papers = [
        {
            "id": str(n),
            "title": f"Paper {n}",
            "abstract": f"We use {meaning} (CL) to train BERT. With {meaning}, accuracy grows by {n}.5 points.",
        }
        for n, meaning in enumerate(meanings)
    ]
    (tmp_path / "papers.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in papers))
    kg("run", "--input", tmp_path / "papers.jsonl", "--store", tmp_path / "g")
    told = kg("explain", "CL", "--store", tmp_path / "g").err
    assert "CL may also mean 'contrastive learning', as 3 papers define it" in told
    assert "CL may also mean 'curriculum learning', as 2 papers define it" in told
