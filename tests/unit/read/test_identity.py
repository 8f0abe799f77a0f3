import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import identity


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/AbC",
        "doi:10.1000/abc",
        "https://doi.org/10.1000/ABC",
        "http://dx.doi.org/10.1000/abc.",
        "https://doi.org/10.1000%2Fabc",
    ],
)
def test_a_doi_is_one_however_it_is_written(written):
    assert identity.doi(written) == "doi:10.1000/abc"


@pytest.mark.parametrize(
    "written",
    [
        "1706.03762",
        "arXiv:1706.03762v5",
        "http://arxiv.org/abs/1706.03762v1",
        "https://arxiv.org/pdf/1706.03762v2.pdf",
        " 1706.03762 ",
    ],
)
def test_the_versions_of_a_preprint_are_one(written):
    assert identity.arxiv(written) == "arxiv:1706.03762"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("https://doi.org/10.1000/a?utm_source=x", "10.1000/a"),
        ("https://doi.org/10.1000/a#sec2", "10.1000/a"),
        ("10.1000/a#b", "10.1000/a#b"),
        ("10.1000/a&lt;1&gt;b", "10.1000/a<1>b"),
        (
            "10.1000/(SICI)1(1998)49:8<693::AID-1>3.0.CO;2-O",
            "10.1000/(sici)1(1998)49:8<693::aid-1>3.0.co;2-o",
        ),
        ("10.1000/a;10.1000/b", "10.1000/a"),
        ("10.1000/a, 10.1000/b", "10.1000/a"),
        ("10.1000/a|10.1000/b", "10.1000/a"),
        ("(see 10.1000/a(b)).", "10.1000/a(b)"),
        ("{10.1000/a}", "10.1000/a"),
        ("10.1000/a\u200b", "10.1000/a"),
        ("10.1000/a</a>", "10.1000/a"),
        ("10.1000/a/", "10.1000/a"),
        ("urn:doi:10.1000/a", "10.1000/a"),
    ],
)
def test_a_doi_ends_where_it_does(written, found):
    assert identity.doi(written) == f"doi:{found}"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("math/0309136v2", "arxiv:math/0309136"),
        ("CS.CL/0001001", "arxiv:cs/0001001"),
        ("704.0001", "arxiv:0704.0001"),
        ("2101.0001", "arxiv:2101.00010"),
        ("thesis/1234567", None),
        ("1234.56789", None),
        ("2113.00001", None),
    ],
)
def test_the_names_of_arxiv(written, found):
    assert identity.arxiv(written) == found


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("PMID: 7 PMCID: PMC8", ["pmid:7", "pmc:8"]),
        ("A study\n{doi: 10.1000/A}", ["doi:10.1000/a"]),
        ("as in PMID: 7", []),
    ],
)
def test_ids_in_notes(note, found):
    assert list(identity.noted(note)) == found


def test_the_doi_that_arxiv_gives_is_an_arxiv_id():
    assert identity.doi("https://doi.org/10.48550/arXiv.1706.03762") == "arxiv:1706.03762"
    assert identity.arxiv("cs/9901001v2") == "arxiv:cs/9901001"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://aclanthology.org/2023.eacl-main.1/", "acl:2023.eacl-main.1"),
        ("https://aclanthology.org/P19-1001.pdf", "acl:P19-1001"),
        ("https://www.aclweb.org/anthology/P19-1001", "acl:P19-1001"),
        ("https://aclanthology.org/events/acl-2023/", None),
        ("https://proceedings.mlr.press/v216/guo23a.html", "pmlr:v216/guo23a"),
        ("http://proceedings.mlr.press/v216/guo23a/guo23a.pdf", "pmlr:v216/guo23a"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", "pmid:123"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC77/", "pmc:77"),
        ("https://openalex.org/W12", "openalex:W12"),
        ("https://www.semanticscholar.org/paper/Some-Title/" + "a" * 40, "s2:" + "a" * 40),
        ("https://api.semanticscholar.org/CorpusID:7", "corpusid:7"),
        ("https://arxiv.org/abs/2001.00001v3", "arxiv:2001.00001"),
        ("https://doi.org/10.1/2", None),
        ("https://doi.org/10.1234/2", "doi:10.1234/2"),
        ("https://example.org/10.1234/2", None),
        ("", None),
        (None, None),
    ],
)
def test_addresses_that_name_a_paper(url, found):
    assert identity.address(url) == found


@pytest.mark.parametrize(
    ("scheme", "written", "found"),
    [
        ("pmid", "PMID: 123", "pmid:123"),
        ("pmid", "123.0", "pmid:123"),
        ("pmid", 123.0, "pmid:123"),
        ("pmid", 123, "pmid:123"),
        ("pmid", "none", None),
        ("pmc", "PMC12", "pmc:12"),
        ("pmc", "PMCID: PMC12.1", "pmc:12"),
        ("corpusid", "CorpusID:7", "corpusid:7"),
        ("mag", "2741809807", "openalex:W2741809807"),
        ("s2", "AB" * 20, "s2:" + "ab" * 20),
        ("s2", "nan", None),
        ("s2", None, None),
    ],
)
def test_numbers(scheme, written, found):
    assert identity.number(scheme, written) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arXiv preprint arXiv:2101.00001", "arxiv:2101.00001"),
        ("arXiv e-prints, arXiv:2101.00001v3 [cs.CL]", "arxiv:2101.00001"),
        ("CoRR, abs/2101.00001", "arxiv:2101.00001"),
        ("arXiv:hep-th/9901001", "arxiv:hep-th/9901001"),
        ("Nature\narXiv: 2101.00001", "arxiv:2101.00001"),
        ("An extension of arXiv:2101.00001", None),
        ("arXiv", None),
        (None, None),
    ],
)
def test_preprints_as_they_are_cited(text, found):
    assert identity.arxiv_in(text) == found


def test_the_best_id_comes_first():
    ids = ["title:x", "openalex:W1", "arxiv:1", "doi:10.1/b", "doi:10.1/a", "arxiv:1"]
    assert identity.best(ids) == ["doi:10.1/a", "doi:10.1/b", "arxiv:1", "openalex:W1", "title:x"]


@given(st.text())
def test_any_text_is_an_id_or_none(text):
    for find in (identity.doi, identity.arxiv, identity.acl, identity.address):
        found = find(text)
        assert found is None or (":" in found and found == found.strip())
