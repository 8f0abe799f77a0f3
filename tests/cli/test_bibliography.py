"""What a bibliography knows besides abstracts: people, places and keys, asked, explained, exported and forgotten."""

import json

import pytest

REFS = r"""
@inproceedings{doe2021glow,
  author = {Doe, Jane and {The Glow Group} and \O rsted, H. C.},
  title = {{GlowNet}: Bright Networks for Image Classification},
  booktitle = {Proceedings of Light}, year = 2021, month = may, doi = {10.1000/glow_net.1},
  abstract = {We propose GlowNet, a network for image classification. It reaches 94.5% accuracy on ImageNet.}
}
@article{roe20, author = {Roe, Richard}, title = {Sorting sand}, journal = {Journal of Sand}, year = 2020,
  eprint = {2001.00001}, archiveprefix = {arXiv}, abstract = {We sort sand with BERT and question answering (QA) on SQuAD.}}
@misc{poe, title = {Only a title}, author = {Poe, Edgar}, year = 1845}
"""
GLOW, SAND = "GlowNet: Bright Networks for Image Classification", "Sorting sand"


@pytest.fixture
def refs(tmp_path):
    (tmp_path / "refs.bib").write_text(REFS)
    return tmp_path / "refs.bib"


@pytest.fixture
def store(kg, refs, tmp_path):
    assert kg("run", refs, "--model", "fast", "--titles", "--store", tmp_path / "g").code == 0
    return tmp_path / "g"


def rows(done):
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.mark.parametrize(
    "thing",
    [
        "doe2021glow",
        "10.1000/glow_net.1",
        "doi:10.1000/GLOW_NET.1",
        "https://doi.org/10.1000/glow_net.1",
        "bright networks",
        GLOW,
    ],
)
def test_a_paper_is_explained_by_any_of_its_names(kg, store, thing):
    done = kg("explain", thing, "--store", store)
    assert {row["title"] for row in rows(done)} == {GLOW}
    assert "by Jane Doe, The Glow Group, H. C. Ørsted" in done.err
    assert "Proceedings of Light, 2021-05" in done.err
    assert "cited as doe2021glow" in done.err


def test_a_part_of_a_title_counts_only_where_nothing_has_the_name(kg, store):
    assert {row["object"] for row in rows(kg("explain", "BERT", "--store", store))} >= {"BERT"}
    assert kg("explain", "zzz", "--store", store).code == 2
    assert kg("explain", "of", "--store", store).code == 2


@pytest.mark.parametrize("name", ["Jane Doe", "Doe, Jane", "jane doe", "JANE  DOE"])
def test_an_author_is_explained_by_name(kg, store, name):
    assert [
        (row["subject"], row["predicate"], row["object"])
        for row in rows(kg("explain", name, "--store", store))
    ] == [("Jane Doe", "WROTE", GLOW)]


def test_a_venue_is_explained_by_name(kg, store):
    assert [row["subject"] for row in rows(kg("explain", "journal of sand", "--store", store))] == [SAND]


def test_an_alias_finds_what_has_another_name(kg, store):
    found = {name: rows(kg("explain", name, "--store", store)) for name in ("QA", "question answering")}
    assert found["QA"] == found["question answering"] != []


def test_papers_of_an_author_by_an_alias_of_the_name(kg, store):
    asked = kg("query", "papers-of-author", "--param", "author=Doe, Jane", "--store", store)
    assert [(row["author"], row["title"], row["position"]) for row in rows(asked)] == [("Jane Doe", GLOW, 1)]


def test_a_title_alone_is_kept_on_demand_and_nothing_is_read_from_it(kg, refs, tmp_path):
    without = kg("run", refs, "--model", "fast", "--store", tmp_path / "w")
    assert (without.code, "rejected 1" in without.err) == (1, True)
    done = kg("run", refs, "--model", "fast", "--titles", "--store", tmp_path / "w")
    assert done.code == 0
    assert "accepted 3" in done.err
    [row] = rows(kg("query", "MATCH (a:Author)-[:WROTE]->(p:Paper {id: $id}) OPTIONAL MATCH (p)-[r]->() RETURN a.name, count(r) AS n",
                    "--param", "id=" + json.loads(kg("read", refs, "--titles").out.splitlines()[2])["id"], "--store", tmp_path / "w"))  # fmt: skip
    assert row == {"a.name": "Edgar Poe", "n": 0}
    assert kg("validate", "--store", tmp_path / "w").code == 0
    assert "extracted 0" in kg("run", refs, "--model", "fast", "--titles", "--store", tmp_path / "w").err


def test_a_pipeline_can_keep_titles(kg, refs, tmp_path):
    (tmp_path / "p.toml").write_text(
        '[read]\npaths = ["refs.bib"]\ntitles = true\n[extract]\nmodel = "fast"\n'
    )
    assert "accepted 3" in kg("run", tmp_path / "p.toml", "--store", tmp_path / "g").err
    (tmp_path / "p.toml").write_text("[read]\ntitles = 1\n")
    refused = kg("run", tmp_path / "p.toml", "--store", tmp_path / "g")
    assert (refused.code, "titles must be true" in refused.err) == (2, True)


@pytest.mark.parametrize("name", ["arxiv:2001.00001", "2001.00001", "https://arxiv.org/abs/2001.00001v2"])
def test_a_paper_forgotten_for_good_stays_out_until_that_is_undone(kg, refs, store, tmp_path, name):
    assert kg("forget", name, "--for-good", "--store", store).code == 0
    again = kg("run", refs, "--model", "fast", "--titles", "--store", store)
    assert "read 3 = accepted 2 + duplicate 0 + rejected 0 + forgotten 1" in again.err
    facts = {row["fact"]: row["value"] for row in rows(kg("status", "--store", store))}
    assert facts["forgotten for good"] == "1: arxiv:2001.00001"
    assert facts["papers"] == 2
    (tmp_path / "other.jsonl").write_text(
        json.dumps({"title": "Sorting sand, again", "abstract": "A b.", "arxiv": "2001.00001"})
    )
    assert "forgotten 1" in kg("run", tmp_path / "other.jsonl", "--store", store).err, "under another title"
    assert kg("forget", name, "--undo", "--store", store).code == 0
    assert "accepted 3" in kg("run", refs, "--model", "fast", "--titles", "--store", store).err


def test_forget_says_what_it_does_not_know(kg, store):
    assert kg("forget", "doi:10.1/none", "--for-good", "--store", store).code == 1
    assert kg("forget", "doi:10.1/none", "--undo", "--store", store).code == 1
    assert kg("forget", "doi:10.1/none", "--undo", "--for-good", "--store", store).code == 2


def test_only_an_id_that_is_made_from_a_title_keeps_out_its_namesakes(kg, tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps(
            {"title": "Preface", "abstract": "Eleven papers on stones and rivers.", "doi": "10.1000/a"}
        )
    )
    (tmp_path / "b.jsonl").write_text(
        json.dumps({"title": "Preface", "abstract": "Speech papers are gathered here."})
    )
    kg("run", tmp_path / "a.jsonl", "--model", "fast", "--store", tmp_path / "g")
    assert kg("forget", "doi:10.1000/a", "--for-good", "--store", tmp_path / "g").code == 0
    assert "accepted 1" in kg("run", tmp_path / "b.jsonl", "--model", "fast", "--store", tmp_path / "g").err


def test_bibtex_goes_out_as_it_came_in(kg, store, tmp_path):
    assert kg("export", "bibtex", "--store", store, "-o", tmp_path / "out.bib").code == 0
    text = (tmp_path / "out.bib").read_text()
    assert "@inproceedings{doe2021glow," in text
    assert "author = {Doe, Jane and {The Glow Group} and Ørsted, H. C.}," in text
    before = [json.loads(line) for line in kg("read", store.parent / "refs.bib", "--titles").out.splitlines()]
    after = [json.loads(line) for line in kg("read", tmp_path / "out.bib", "--titles").out.splitlines()]
    same = ("id", "title", "abstract", "year", "authors", "venue", "date", "citationKeys", "type")
    assert sorted(({k: p.get(k) for k in same} for p in after), key=str) == sorted(
        ({k: p.get(k) for k in same} for p in before), key=str
    )


def test_a_record_that_gains_authors_changes_the_graph_and_one_that_loses_them_too(kg, tmp_path):
    path, store = tmp_path / "a.jsonl", tmp_path / "g"
    paper = {"title": "Moss", "abstract": "We propose MossNet.", "doi": "10.1000/a"}
    count = "MATCH (a:Author) RETURN count(a) AS n"
    for authors in ([], ["Jane Doe"], ["Jane Doe", "R. Roe"], []):
        path.write_text(json.dumps({**paper, "authors": authors}))
        kg("run", path, "--model", "fast", "--store", store)
        assert rows(kg("query", count, "--store", store)) == [{"n": len(authors)}]


def test_ten_thousand_authors_are_no_trouble(kg, tmp_path):
    authors = [f"Author {number}" for number in range(10_005)]
    (tmp_path / "a.jsonl").write_text(
        json.dumps(
            {"title": "Moss", "abstract": "We propose MossNet.", "authors": authors, "venue": "v" * 2_000}
        )
    )
    done = kg("run", tmp_path / "a.jsonl", "--model", "fast", "--store", tmp_path / "g")
    assert done.code == 0
    assert "cut or left out authors of 1 paper" in done.err
    assert rows(
        kg(
            "query",
            "MATCH (a:Author)-[w:WROTE]->() RETURN count(a) AS n, max(w.position) AS last",
            "--store",
            tmp_path / "g",
        )
    ) == [{"n": 10_000, "last": 10_000}]
    assert kg("validate", "--store", tmp_path / "g").code == 0


@pytest.mark.parametrize("thing", ["nope", "%", "*", "", " ", "_", "'; DROP TABLE wrote;--"])
def test_what_is_nothing_is_explained_in_one_line(kg, store, thing):
    done = kg("explain", thing, "--store", store)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "nothing called" in done.err


def test_an_author_without_a_family_name_hinders_no_question(kg, tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"title": "Moss", "abstract": "We propose MossNet.", "authors": ["Plato", "Jane Doe"]})
    )
    kg("run", tmp_path / "a.jsonl", "--model", "fast", "--store", tmp_path / "g")
    assert kg("explain", "nope", "--store", tmp_path / "g").code == 2
    assert [row["subject"] for row in rows(kg("explain", "Plato", "--store", tmp_path / "g"))] == ["Plato"]
    assert kg("query", "papers-of-author", "-p", "author=%", "--store", tmp_path / "g").out == ""


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_forgetting_reaches_what_shares_an_id_with_a_forgotten_paper(kg, tmp_path, order):
    first = {"title": "Moss", "abstract": "We propose MossNet.", "doi": "10.5555/2"}
    kg("run", written(tmp_path / "a.jsonl", first), "--model", "fast", "--store", tmp_path / "g")
    assert kg("forget", "doi:10.5555/2", "--for-good", "--store", tmp_path / "g").code == 0
    records = [
        {**first, "arxiv": "2101.00001"},
        {"title": "Moss", "abstract": "We propose MossNet.", "arxiv": "2101.00001"},
    ]
    done = kg(
        "run",
        written(tmp_path / "b.jsonl", *(records[i] for i in order)),
        "--model",
        "fast",
        "--store",
        tmp_path / "g",
    )
    assert "read 2 = accepted 0 + duplicate 0 + rejected 0 + forgotten 2" in done.err
    assert kg("forget", "2101.00001", "--undo", "--store", tmp_path / "g").code == 0
    assert (
        "accepted 1 + duplicate 1"
        in kg("run", tmp_path / "b.jsonl", "--model", "fast", "--store", tmp_path / "g").err
    )


def test_what_is_forgotten_for_good_is_in_no_file_any_more(kg, tmp_path):
    papers = [
        {"title": f"Moss {i}", "abstract": f"We propose Moss{word}.", "authors": [f"Doe {word}"]}
        for i, word in enumerate(("Quartz", "Basalt"))
    ]
    kg("run", written(tmp_path / "a.jsonl", *papers), "--model", "fast", "--store", tmp_path / "g")
    [id] = [
        row["p.id"]
        for row in rows(
            kg("query", "MATCH (p:Paper {title: 'Moss 0'}) RETURN p.id", "--store", tmp_path / "g")
        )
    ]
    assert kg("forget", id, "--for-good", "--store", tmp_path / "g").code == 0
    left = [
        path.name for path in (tmp_path / "g").rglob("*") if path.is_file() and b"Quartz" in path.read_bytes()
    ]
    assert left == []


def test_a_paper_is_forgotten_by_its_citation_key(kg, store):
    assert kg("forget", "roe20", "--store", store).code == 0
    assert rows(kg("query", "MATCH (p:Paper) RETURN count(p) AS n", "--store", store)) == [{"n": 2}]


def test_no_made_key_is_that_of_another_paper(kg, tmp_path):
    papers = [
        {"id": "p3", "title": "DewNet", "abstract": "We do.", "authors": ["Doe, Jane"], "year": 2020},
        {"id": "p4", "title": "RainNet", "abstract": "We do.", "authors": ["Roe, Jane"], "year": 2020, "citationKey": "doe2020dewnet"},
        {"id": "p5", "title": "Snow", "abstract": "We do.", "citationKey": "key"}, {"id": "p6", "title": "Ice", "abstract": "We do.", "citationKey": "key"},
    ]  # fmt: skip
    kg("run", written(tmp_path / "a.jsonl", *papers), "--model", "fast", "--store", tmp_path / "g")
    import kg as package

    g = package.open(tmp_path / "g")
    assert g.citation_keys(["p3", "p4"]) == {"p3": "doe2020dewnet-2", "p4": "doe2020dewnet"}
    keys = {id: g.citation_keys([id])[id] for id in ("p3", "p4", "p5", "p6")}
    assert len(set(keys.values())) == 4
    text = kg("export", "bibtex", "--store", tmp_path / "g").out
    assert all(f"{{{key}," in text for key in keys.values())


def test_two_names_with_one_orcid_in_one_paper_are_two_people(kg, tmp_path):
    one = "0000-0001-5109-3700"
    people = [{"name": "Ann One", "orcid": one}, {"name": "Bob Two", "orcid": one}]
    parts = [
        {"title": f"Sand {i}", "abstract": "We do.", "authors": [{"given": given, "family": family, "orcid": "0000-0002-1825-0097"}]}
        for i, (given, family) in enumerate((("Ludwig", "van Beethoven"), ("Ludwig van", "Beethoven")))
    ]  # fmt: skip
    kg(
        "run",
        written(tmp_path / "a.jsonl", {"title": "Moss", "abstract": "We do.", "authors": people}, *parts),
        "--model",
        "fast",
        "--store",
        tmp_path / "g",
    )
    found = rows(
        kg(
            "query",
            "MATCH (a:Author) RETURN a.name AS name, a.family AS family, a.given AS given ORDER BY name",
            "--store",
            tmp_path / "g",
        )
    )
    assert [row["name"] for row in found] == ["Ann One", "Bob Two", "Ludwig van Beethoven"]
    assert (found[2]["given"], found[2]["family"]) in (
        ("Ludwig", "van Beethoven"),
        ("Ludwig van", "Beethoven"),
    )


def written(path, *records):
    path.write_text("\n".join(map(json.dumps, records)))
    return path
