"""One paper from several sources, all the way: one node with all its ids, and what a source itself states beside what the text says."""

import json

import pytest

TITLE = "FooNet: a network for named entity recognition"
ABSTRACT = (
    "We propose FooNet, a network for named entity recognition. On CoNLL-2003, FooNet reaches an F1 score of 94.5, two points more than BERT, "
    "and it is three times faster than a transformer of equal size."
)
BIB = f"""@inproceedings{{foo, title = {{{{FooNet}}: a network for named entity recognition}}, year = 2021,
  abstract = {{{ABSTRACT}}}, doi = {{10.1234/FOO}}}}
"""
OPENALEX = {
    "id": "https://openalex.org/W7", "doi": "https://doi.org/10.1234/foo", "display_name": TITLE, "publication_year": 2021,
    "locations": [{"landing_page_url": "http://arxiv.org/abs/2101.00001"}], "abstract_inverted_index": {"We": [0], "propose": [1], "FooNet.": [2]},
}  # fmt: skip
ACL = f"""<collection id="2021.x"><volume id="1"><meta><year>2021</year></meta><paper id="1"><title>{TITLE}</title><url>2021.x-y.1</url>
<abstract>{ABSTRACT}</abstract><pwccode url="https://github.com/foo/foonet" additional="false">foo/foonet</pwccode>
<pwcdataset url="https://x/wikiann">WikiAnn</pwcdataset></paper></volume></collection>"""
IDS = ["doi:10.1234/foo", "acl:2021.x-y.1", "arxiv:2101.00001", "openalex:W7"]


@pytest.fixture
def store(kg, tmp_path):
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "refs.bib").write_text(BIB)
    (papers / "works.json").write_text(json.dumps({"results": [OPENALEX]}))
    (papers / "2021.x.xml").write_text(ACL)
    found = kg("run", "--input", papers, "--store", tmp_path / "g")
    assert (found.code, found.err.splitlines()[0]) == (0, "read 3 = accepted 1 + duplicate 2 + rejected 0")
    return tmp_path / "g"


def rows(kg, store, question, **options):
    found = kg(
        "query", question, "--store", store, "--format", "jsonl", *(f"--{k}={v}" for k, v in options.items())
    )
    assert found.code == 0, found.err
    return [json.loads(line) for line in found.out.splitlines()]


def test_one_node_has_all_ids_and_the_fullest_text(kg, store):
    [paper] = rows(
        kg,
        store,
        "MATCH (p:Paper) RETURN p.id AS id, p.ids AS ids, p.year AS year, p.abstract AS abstract, p.sources AS sources",
    )
    assert paper["id"] == IDS[0]
    assert sorted(paper["ids"]) == sorted(IDS)
    assert (paper["year"], paper["abstract"]) == (2021, ABSTRACT)
    assert paper["sources"] == ["2021.x.xml#1", "refs.bib#1", "works.json#1"]


def test_linked_data_says_where_else_the_paper_is(kg, store):
    question = "SELECT ?same { ?p a pg:Paper; schema:sameAs ?same } ORDER BY ?same"
    found = kg("sparql", question, "--store", store, "--format", "jsonl")
    assert [json.loads(line)["same"] for line in found.out.splitlines()] == [
        "https://aclanthology.org/2021.x-y.1", "https://arxiv.org/abs/2101.00001", "https://doi.org/10.1234/foo", "https://openalex.org/W7",
    ]  # fmt: skip


def test_what_the_source_lists_is_its_statement(kg, store):
    [code] = rows(
        kg,
        store,
        "MATCH (:Paper)-[r:HAS_REPOSITORY]->(x) RETURN x.url AS url, r.rule AS rule, r.sentence AS sentence, r.official AS o",
    )
    assert code == {"url": "https://github.com/foo/foonet", "rule": "source", "sentence": "", "o": True}
    [dataset] = rows(
        kg, store, "MATCH (:Paper)-[r:MENTIONS]->(d:Dataset) WHERE r.rule = 'source' RETURN d.name AS name"
    )
    assert dataset == {"name": "WikiAnn"}
    assert kg("validate", "--store", store, "--shacl").code == 0


@pytest.mark.parametrize("name", IDS)
def test_any_id_leads_to_the_paper_and_forgets_it(kg, store, name):
    assert TITLE in kg("explain", name, "--store", store).out
    assert kg("forget", name, "--store", store).code == 0
    assert rows(kg, store, "MATCH (p:Paper) RETURN p.id AS id") == []


def test_a_source_that_goes_takes_its_statements_along(kg, store, tmp_path):
    """The graph is that of the records that are left, as if the others had never been read."""
    kg("forget", IDS[1], "--store", store)
    (tmp_path / "papers" / "2021.x.xml").unlink()
    kg("run", "--input", tmp_path / "papers", "--store", store)
    [paper] = rows(kg, store, "MATCH (p:Paper) RETURN p.ids AS ids")
    assert sorted(paper["ids"]) == ["arxiv:2101.00001", "doi:10.1234/foo", "openalex:W7"]
    assert rows(kg, store, "MATCH (:Paper)-[r]->(x) WHERE r.rule = 'source' RETURN x.iri AS x") == []


def test_many_rejections_are_told_as_a_number(kg, tmp_path):
    (tmp_path / "x.jsonl").write_text('{"title": "T"}\n' * 30)
    found = kg("read", tmp_path / "x.jsonl")
    lines = found.err.splitlines()
    assert (found.code, len(lines)) == (1, 11)
    assert lines[-1] == "rejected 30 in all with code no-abstract; --verbose lists them"
    assert len(kg("read", tmp_path / "x.jsonl", "--verbose").err.splitlines()) >= 30


@pytest.mark.parametrize("command", ["read", "extract"])
def test_a_quiet_command_says_why_it_could_not_use_all(kg, tmp_path, command):
    (tmp_path / "x.jsonl").write_text('{"title": "T"}\n' * 2)
    found = kg(command, "-q", tmp_path / "x.jsonl")
    assert found.code == 1
    assert found.out == ""
    assert found.err.startswith("nothing read: 2 rejected (2 no-abstract), the first x.jsonl#1: ")
    (tmp_path / "y.jsonl").write_text('{"id": "y", "title": "T", "abstract": "A."}\n{"title": "T"}\n')
    found = kg(command, "-q", tmp_path / "y.jsonl")
    assert found.code == 1
    assert found.err.startswith("1 rejected (1 no-abstract), the first y.jsonl#2: ")


def test_an_encoding_for_a_run(kg, tmp_path):
    (tmp_path / "x.bib").write_bytes("@misc{a, title = {Über}, abstract = {Größe zählt.}}".encode("latin-1"))
    assert kg("run", "--input", tmp_path / "x.bib", "--dry-run").code == 1
    assert kg("run", "--input", tmp_path / "x.bib", "--dry-run", "--encoding", "latin-1").code == 0
    assert kg("run", "--input", tmp_path / "x.bib", "--dry-run", "--format", "ris").code == 1
    assert kg("read", tmp_path / "x.bib", "--encoding", "klingon").code == 2


def test_a_missing_file_makes_no_graph(kg, tmp_path):
    assert kg("run", tmp_path / "missing.bib", "--store", tmp_path / "g").code == 2
    assert not (tmp_path / "g").exists()


def test_a_pattern_passes_over_the_graph_that_a_run_made(kg, tmp_path):
    (tmp_path / "x.bib").write_text("@misc{a, title = {Moss}, abstract = {We sort.}}")
    for _ in range(2):
        found = kg("run", *tmp_path.iterdir(), "--store", tmp_path / "g")
        assert (found.code, "read 1 = accepted 1 " in found.err) == (0, True)


def test_two_prefaces_are_two_papers_each_with_an_id_of_its_own(kg, tmp_path):
    (tmp_path / "p.csv").write_text(
        'title,abstract,year\nPreface,"Eleven papers on stones and rivers.",2010\n'
        'Preface,"Lamps, choirs and bells of eight villages.",2012\nPreface,"Eleven papers on stones and rivers",\n'
    )
    store = tmp_path / "g"
    done = kg("run", tmp_path / "p.csv", "--store", store)
    assert done.err.startswith("read 3 = accepted 2 + duplicate 1 + rejected 0\n")
    question = "MATCH (p:Paper) RETURN p.id AS id, p.abstract AS abstract, p.year AS year ORDER BY p.year"
    stones, choirs = rows(kg, store, question)
    assert (stones["abstract"][:6], stones["year"]) == ("Eleven", 2010)
    assert {kg("explain", one["id"], "--store", store).code for one in (stones, choirs)} == {0}
    assert kg("explain", "Preface", "--store", store).err.count("Paper: Preface") == 2
    assert kg("forget", choirs["id"], "--store", store).code == 0
    assert rows(kg, store, question) == [stones]
