"""What each format says beside title and abstract: ids, year, address, and what the source itself states; and its own oddities."""

import json

import pytest

from kg.ids import title_id
from kg.model import Paper, Rejected, SourceClaim
from kg.read import read_papers

PROSE = "An abstract that says enough to be one."


@pytest.fixture
def read(tmp_path):
    def call(data, **options):
        (tmp_path / "f").write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read_papers([tmp_path / "f"], **options))

    return call


@pytest.fixture
def one(read):
    def call(data, **options):
        [found] = read(data, **options)
        assert isinstance(found, Paper), found
        return found

    return call


def facts(paper):
    return paper.id, paper.same_as, paper.year, paper.url


def test_openalex(one):
    work = {
        "id": "https://openalex.org/W5", "doi": "https://doi.org/10.1234/A", "title": None, "display_name": "A <i>title</i>",
        "publication_year": 2019, "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/9"},
        "locations": [{"landing_page_url": "http://arxiv.org/abs/1901.00001v2"}, {"landing_page_url": "https://doi.org/10.5555/copy"}],
        "abstract_inverted_index": {"the": [1, 3], "See": [0], "cat": [2], "results": [4], "data": [-1]},
    }  # fmt: skip
    found = one(json.dumps(work))
    assert (found.title, found.abstract) == ("A title", "See the cat the results")
    assert facts(found) == (
        "doi:10.1234/a",
        ("arxiv:1901.00001", "openalex:W5", "pmid:9"),
        2019,
        "http://arxiv.org/abs/1901.00001v2",
    )


@pytest.mark.parametrize(
    "wrap",
    [lambda p: p, lambda p: {"data": [p]}, lambda p: [None, p], lambda p: {"data": [{"citedPaper": p}]}],
)
def test_semantic_scholar(one, wrap):
    paper = {
        "paperId": "f" * 40, "externalIds": {"DOI": "10.1234/x", "ArXiv": "1901.01234", "ACL": "P19-1001", "PubMed": "3", "CorpusId": 4},
        "corpusId": 4, "title": "T", "abstract": PROSE, "year": 2019, "url": "https://s2/x",
    }  # fmt: skip
    assert facts(one(json.dumps(wrap(paper)))) == (
        "doi:10.1234/x", ("acl:P19-1001", "arxiv:1901.01234", "corpusid:4", "pmid:3", "s2:" + "f" * 40), 2019, "https://s2/x",
    )  # fmt: skip


def test_s2orc_of_both_generations(read):
    first = {
        "paper_id": "7",
        "title": "T",
        "abstract": PROSE,
        "arxiv_id": "1901.01234",
        "mag_id": "1",
        "s2_url": "u",
    }
    text = f"A title\n{PROSE} And more."
    spans = {
        "title": '[{"start": 0, "end": 7}]',
        "abstract": json.dumps([{"start": 8, "end": 8 + len(PROSE)}]),
    }
    second = {
        "corpusid": 8,
        "externalids": {"DOI": "10.1234/y"},
        "content": {"text": text, "annotations": spans},
    }
    [one], [two] = read(json.dumps(first)), read(json.dumps(second))
    assert facts(one) == ("arxiv:1901.01234", ("corpusid:7",), None, "u")
    assert (two.id, two.title, two.abstract) == ("doi:10.1234/y", "A title", PROSE)
    [bad] = read(json.dumps({"corpusid": 9, "abstract": PROSE}))
    assert "has no titles" in bad.reason


def test_crossref(one):
    work = {
        "DOI": "10.1234/X", "title": ["A title"], "subtitle": ["And more"], "URL": "http://x", "issued": {"date-parts": [[2020, 5]]},
        "abstract": "<jats:title>Abstract</jats:title><jats:p>We &amp;lt; they, H<jats:sub>2</jats:sub>O.</jats:p>",
        "relation": {"has-preprint": [{"id": "10.48550/arXiv.1901.00001"}, {"id": "10.1101/other"}]}, "indexed": {}, "deposited": {},
    }  # fmt: skip
    for data in ({"status": "ok", "message-type": "work", "message": work}, work):
        found = one(json.dumps(data))
        assert (found.title, found.abstract) == ("A title: And more", "We < they, H2O.")
        assert facts(found) == ("doi:10.1234/x", ("arxiv:1901.00001",), 2020, "http://x")


def test_citeproc(one):
    item = {
        "id": "k",
        "type": "article",
        "title": "T",
        "abstract": PROSE,
        "DOI": "10.1234/x",
        "issued": {"raw": "May 2018"},
        "PMID": "5",
    }
    assert facts(one(json.dumps([item]))) == ("doi:10.1234/x", ("pmid:5",), 2018, None)


def test_datacite(one):
    attributes = {
        "doi": "10.1234/x", "titles": [{"title": "T"}], "publicationYear": 2017, "url": "u",
        "descriptions": [{"description": "no", "descriptionType": "Other"}, {"description": PROSE, "descriptionType": "Abstract"}],
    }  # fmt: skip
    for data in (
        attributes,
        {"data": {"id": "x", "attributes": attributes}},
        {"data": [{"attributes": attributes}]},
    ):
        assert facts(one(json.dumps(data))) == ("doi:10.1234/x", (), 2017, "u")
        assert one(json.dumps(data)).abstract == PROSE


def test_the_snapshot_of_arxiv(one):
    paper = {
        "id": "hep-ph/9901001", "title": "Of $\\mathcal{O}(n)$\n  and {\\'e}", "categories": "x", "update_date": "2009-01-01", "doi": "10.1234/x",
        "abstract": "  A next-to-\nleading order\ntext, 5% of \\textbf{it}, code at {\\url{https://a.b/c\\_d}}.\n",
    }  # fmt: skip
    found = one(json.dumps(paper))
    assert (found.title, found.abstract) == (
        "Of O(n) and é",
        "A next-to-leading order text, 5% of it, code at https://a.b/c_d.",
    )
    assert facts(found) == (
        "doi:10.1234/x",
        ("arxiv:hep-ph/9901001",),
        1999,
        "https://arxiv.org/abs/hep-ph/9901001",
    )


def test_an_error_of_the_arxiv_api_is_no_paper(read):
    entry = "<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>incorrect id</summary></entry>"
    [found] = read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>')
    assert (found.code, found.reason) == ("malformed", "an error of the API: incorrect id")


def test_archives_over_oai(read):
    arxiv = f"<metadata><arXiv xmlns='u'><id>1901.00001</id><doi>10.1234/x</doi><title>T</title><abstract>{PROSE}</abstract></arXiv></metadata>"
    plain = (
        '<metadata><oai_dc:dc xmlns:oai_dc="a" xmlns:dc="b"><dc:title>T</dc:title><dc:description>Comment: 3 pages</dc:description>'
        f"<dc:description>{PROSE}</dc:description><dc:date>2011-02-03</dc:date><dc:identifier>https://doi.org/10.1234/y</dc:identifier>"
        "</oai_dc:dc></metadata>"
    )
    records = "".join(f"<record><header{h}><identifier>oai:x:{n}</identifier></header>{m}</record>" for n, (h, m) in enumerate(
        [("", arxiv), ("", plain), (' status="deleted"', "")]
    ))  # fmt: skip
    first, second, third = read(
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{records}</ListRecords></OAI-PMH>'
    )
    assert facts(first) == ("doi:10.1234/x", ("arxiv:1901.00001",), 2019, "https://arxiv.org/abs/1901.00001")
    assert (facts(second), second.abstract) == (
        ("doi:10.1234/y", (), 2011, "https://doi.org/10.1234/y"),
        PROSE,
    )
    assert "deleted" in third.reason


def test_what_the_anthology_lists_is_kept_as_its_statement(read):
    volume = (
        '<collection id="2020.x"><volume id="1"><meta><booktitle>B</booktitle><year>2020</year></meta><frontmatter><url>2020.x-1.0</url>'
        '</frontmatter><paper id="1"><title><fixed-case>BERT</fixed-case> and <tex-math>n^2</tex-math></title><url hash="1">2020.x-1.1</url>'
        f'<abstract>{PROSE}</abstract><doi>10.1234/x</doi><pwccode url="https://github.com/a/b" additional="true">a/b</pwccode>'
        '<pwccode url="" additional="true"/><pwcdataset url="https://x/squad">SQuAD</pwcdataset></paper><!-- <paper id="2"/> --></volume></collection>'
    )
    [paper] = read(volume)
    assert paper.title == "BERT and n^2"
    assert facts(paper) == (
        "doi:10.1234/x",
        ("acl:2020.x-1.1",),
        2020,
        "https://aclanthology.org/2020.x-1.1/",
    )
    assert paper.claims == (
        SourceClaim("Dataset", "SQuAD", "mentioned"),
        SourceClaim("repository", "https://github.com/a/b", "official"),
    )


def test_bibtex(read):
    bib = """A comment, such as an address a@b.c, and @ alone.
@comment{@article{no, title = {No}}}
@string{ venue = "Journal of " # {Things} }
@string(words = {Words by name})
@Article{key:1, author = {A}, title = {{BERT}: {P}re-training of G\\"odel}, abstract = "A quoted {"}text{"}, 50\\% of it,
  broken at the ex-
  ample.", journal = venue, year = 2020, month = jan, eprint = {1901.00001v2}, archivePrefix = {arXiv}, url = {https://x.y/z\\_a}}
@misc{key2, title = words, abstract = {B}, date = {2019-03-04}, doi = {https://doi.org/10.1234/X}, pmid = {7}}
@misc{key3, title = {never closed, abstract = {B}
@misc(key4, title = {T4}, abstract = {B4})
"""
    first, second, third, fourth = read(bib)
    assert (first.title, first.abstract) == (
        "BERT: Pre-training of Gödel",
        'A quoted "text", 50% of it, broken at the example.',
    )
    assert facts(first) == ("arxiv:1901.00001", (), 2020, "https://x.y/z_a")
    assert (second.title, *facts(second)) == ("Words by name", "doi:10.1234/x", ("pmid:7",), 2019, None)
    assert (third.code, third.source) == ("malformed", "f#3")
    assert bib.encode()[third.offset :].startswith(b"@misc{key3")
    assert (fourth.title, fourth.abstract) == ("T4", "B4")


def test_bibtex_entries_that_share_a_line(read):
    bib = "@misc{a, title={A1}, abstract={B}} @misc{b, title={A2}, abstract={B}\n}@misc{c, title={A3},\nabstract={B}}\n"
    assert [(p.title, p.sources) for p in read(bib + "@misc{d, title={A4}, abstract={B}}")] == [
        (f"A{n}", (f"f#{n}",)) for n in (1, 2, 3, 4)
    ]


def test_bibtex_values_are_expressions(one):
    found = one(
        '@string{foo = "Moss"}\n@string{bar = foo # {, } # "sand"}\n'
        '@misc{a, title = bar # " # " # {and {#} clay}, abstract = "A "\n # {B # C}, year = 20 # {22}}'
    )
    assert (found.title, found.abstract, found.year) == ("Moss, sand # and # clay", "A B # C", 2022)


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        (r"doi = {10.1000/a\_b}", "doi:10.1000/a_b"),
        (r"doi = {10.1000/a{\_}b}", "doi:10.1000/a_b"),
        (r"doi = {10.1000/A\&b\%3Cc}", "doi:10.1000/a&b<c"),
        (r"url = {\url{https://doi.org/10.1000/a_b}}", "doi:10.1000/a_b"),
        (r"journal = {arXiv preprint arXiv:2101.00001}", "arxiv:2101.00001"),
        (r"journaltitle = {CoRR}, volume = {abs/2101.00001}", "arxiv:2101.00001"),
        (r"note = {arXiv: 2101.00001 version: 1}", "arxiv:2101.00001"),
        (r"eid = {arXiv:2101.00001v2}", "arxiv:2101.00001"),
        (r"eprint = {2101.00001}, eprinttype = {{arXiv}}", "arxiv:2101.00001"),
        (r"eprint = {2101.00001}, journaltitle = {arXiv}", "arxiv:2101.00001"),
        (r"eprint = {2101.00001 [cs]}, archiveprefix = {arXiv}", "arxiv:2101.00001"),
        (r"url = {https://arxiv.org/html/2101.00001v2}", "arxiv:2101.00001"),
        (r"url = {http://arxiv.org/abs/2101.00001?context=cs}", "arxiv:2101.00001"),
        (r"note = {An earlier version is arXiv:2101.00001}, doi = {10.1000/x}", "doi:10.1000/x"),
        (r"eprint = {2101.00001}, eprinttype = {jstor}, doi = {10.1000/x}", "doi:10.1000/x"),
    ],
)
def test_bibtex_ids(one, fields, ids):
    found = one(f"@misc{{a, title = {{T}}, abstract = {{B}}, {fields}}}")
    assert (found.id, *found.same_as) == (ids,)


def test_bibtex_entries_inherit(read):
    found = read(
        "@inproceedings{a, title = {A}, abstract = {B}, crossref = {Moss}}\n"
        "@misc{b, title = {C}, abstract = {D}, xdata = {moss:x, moss:y}, year = {2020}}\n"
        "@misc{c, title = {E}, abstract = {F}, crossref = {nowhere}}\n"
        "@xdata{moss:x, eprint = {2101.00001}, eprinttype = {arxiv}, year = {2001}}\n"
        "@xdata{moss:y, xdata = {moss:x}, pmid = {7}}\n"
        "@proceedings{moss, title = {Moss}, year = {2019}, doi = {10.1000/moss}, crossref = {moss}}\n"
    )
    papers = {p.title: (p.id, p.same_as, p.year, p.sources) for p in found if isinstance(p, Paper)}
    assert papers == {
        "A": (title_id("A"), (), 2019, ("f#1",)),
        "C": ("arxiv:2101.00001", ("pmid:7",), 2020, ("f#2",)),
        "E": (title_id("E"), (), None, ("f#3",)),
    }
    assert [(p.source, p.code) for p in found if isinstance(p, Rejected)] == [("f#4", "no-abstract")]


@pytest.mark.parametrize(
    "entry",
    [
        "@misc{a,\n title = {A},,\n abstract = {B}, ,\n note = {C},,\n}",
        "@misc{a,\n title = {A},\n note = {x},\n note = {y},\n abstract = {B}\n}",
        "@misc{a,\n author = {C}\n title = {A}\n abstract = {B}\n}",
        "@misc{a(b)c, title = {A}, abstract = {B}}",
        "@misc{10.1000/1-2(89)3, title = {A}, abstract = {B}}",
    ],
)
def test_bibtex_slips_cost_nothing(one, entry):
    found = one(entry)
    assert (found.title, found.abstract) == ("A", "B")


@pytest.mark.parametrize("start", ["TY  - JOUR", "TY - JOUR", "TY  -JOUR", "TY  -  JOUR"])
def test_ris_blanks(one, start):
    tag = start[2:-4].replace("JOUR", "")
    found = one(
        f"{start}\nTI{tag}Moss\nAB{tag}BACKGROUND: One\nand two.\nAB{tag}METHODS: Three\nfour.\nER{tag}\n"
    )
    assert (found.title, found.abstract) == ("Moss", "BACKGROUND: One and two. METHODS: Three four.")


def test_ris_prefers_the_abstract_to_notes(one):
    assert (
        one("TY  - JOUR\nTT  - Moss\nN2  - Note.\nAB  - We\nAB testing is it.\nER  - \n").abstract
        == "We AB testing is it."
    )


def test_nbib_has_other_abstracts(one):
    found = one("PMID- 7\nTI  - [Not Available].\nTT  - Moosnetze\nOAB - Publisher: We\n      sort.\n\n")
    assert (found.title, found.abstract) == ("Moosnetze", "Publisher: We sort.")


@pytest.mark.parametrize(
    "text", ["[No abstract available]", "nan", "N/A", "Abstract", "-", "Abstract not available."]
)
def test_a_placeholder_is_no_abstract(read, text):
    [found] = read(json.dumps({"title": "Moss", "abstract": text}))
    assert (found.code, found.reason) == ("no-abstract", "a title without an abstract")


def test_the_volumes_of_pmlr(read):
    bib = "@proceedings{X, volume = 216, shortname = {UAI}, published = {2023-07-02}, year = 2023}\n"
    bib += f"@inproceedings{{guo23a, title = {{T}}, abstract = {{{PROSE}}}, software = {{https://github.com/a/b}}}}\n"
    bib += f"@InProceedings{{pmlr-v7-li09, title = {{T}}, abstract = {{{PROSE}}}, year = 2009}}\n"
    _, first, second = read(bib)
    assert facts(first) == ("pmlr:v216/guo23a", (), 2023, "https://proceedings.mlr.press/v216/guo23a.html")
    assert first.claims == (SourceClaim("repository", "https://github.com/a/b", "official"),)
    assert second.title == "T"


@pytest.mark.parametrize("tags", [("TI", "AB", "PY", "UR"), ("T1", "N2", "Y1", "UR")])
def test_ris(one, tags):
    title, abstract, date, url = tags
    found = one(
        f"TY  - JOUR\n{title}  - A title\n{abstract}  - First line\nand second.\n{date}  - 2019/03/04/\n{url}  - http://arxiv.org/abs/1901.00001\nER  - \n"
    )
    assert (found.title, found.abstract) == ("A title", "First line and second.")
    assert facts(found) == ("arxiv:1901.00001", (), 2019, "http://arxiv.org/abs/1901.00001")


def test_the_web_of_science(read):
    [found] = read(
        "FN Clarivate\nVR 1.0\nPT J\nTI A title\n   that goes on\nAB An abstract.\nDI 10.1234/x\nPM 77\nPY 2004\nER\n\nEF\n"
    )
    assert (found.title, *facts(found)) == (
        "A title that goes on",
        "doi:10.1234/x",
        ("pmid:77",),
        2004,
        "https://doi.org/10.1234/x",
    )


def test_nbib(one):
    found = one(
        "PMID- 12\nTI  - A title\n      that goes on\nLID - 10.1234/x [doi]\nPMC - PMC3\nDP  - 2016 May\nAB  - An abstract.\nSO  - x\n"
    )
    assert (found.title, *facts(found)) == (
        "A title that goes on", "doi:10.1234/x", ("pmc:3", "pmid:12"), 2016, "https://pubmed.ncbi.nlm.nih.gov/12/",
    )  # fmt: skip


def test_pubmed(one):
    found = one(
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>12</PMID><Article><Journal><JournalIssue><PubDate><MedlineDate>2016 May-Jun"
        "</MedlineDate></PubDate></JournalIssue></Journal><ArticleTitle>A <i>title</i>.</ArticleTitle><Abstract><AbstractText Label='AIM'>One."
        "</AbstractText><AbstractText Label='RESULTS'>10<sup>-3</sup> and <b>bold</b>.</AbstractText></Abstract></Article></MedlineCitation>"
        "<PubmedData><ArticleIdList><ArticleId IdType='doi'>10.1234/x</ArticleId><ArticleId IdType='pmc'>PMC3</ArticleId></ArticleIdList>"
        "<ReferenceList><Reference><ArticleIdList><ArticleId IdType='pmc'>PMC9</ArticleId></ArticleIdList></Reference></ReferenceList>"
        "</PubmedData></PubmedArticle></PubmedArticleSet>"
    )
    assert (found.title, found.abstract) == ("A title.", "AIM: One. RESULTS: 10^-3 and bold.")
    assert facts(found) == (
        "doi:10.1234/x",
        ("pmc:3", "pmid:12"),
        2016,
        "https://pubmed.ncbi.nlm.nih.gov/12/",
    )


def test_jats(one):
    found = one(
        "<!DOCTYPE article PUBLIC '-//NLM//DTD' 'x.dtd'><article xmlns:xlink='u'><front><article-meta><article-id pub-id-type='doi'>10.1234/x"
        "</article-id><article-id pub-id-type='pmid'>12</article-id><title-group><article-title>A <italic>title</italic></article-title>"
        "</title-group><pub-date><year>2007</year></pub-date><pub-date><year>2006</year></pub-date><abstract abstract-type='graphical'><p>no</p>"
        "</abstract><abstract><title>Abstract</title><sec><title>Aim</title><p>One.</p></sec><sec><title>End.</title><p>Two.</p></sec></abstract>"
        "</article-meta></front><body><p>Long.</p></body><sub-article><front-stub/></sub-article></article>"
    )
    assert (found.title, found.abstract) == ("A title", "Aim: One. End. Two.")
    assert facts(found) == ("doi:10.1234/x", ("pmid:12",), 2006, "https://doi.org/10.1234/x")


def test_a_page_of_pmlr(read):
    page = "---\ntitle: 'It''s a title'\nabstract: |\n  Some text over\n  two lines.\ndate: 2023-07-02\nsoftware: https://github.com/a/b\n"
    page += "pdf: https://proceedings.mlr.press/v216/x23a/x23a.pdf\nextras: []\n---\nBody\n"
    [found] = read(page)
    assert (found.title, found.abstract) == ("It's a title", "Some text over two lines.")
    assert (*facts(found), found.claims) == (
        "pmlr:v216/x23a", (), 2023, "https://proceedings.mlr.press/v216/x23a/x23a.pdf",
        (SourceClaim("repository", "https://github.com/a/b", "official"),),
    )  # fmt: skip
    [bomb] = read("---\ntitle: x\nabstract: y\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n")
    assert (bomb.title, bomb.abstract) == ("x", "y")
    [bomb] = read("---\nabstract: y\na: &a x\ntitle: *a\n---\n")
    assert bomb.reason == "YAML with aliases"


@pytest.mark.parametrize(
    "header", ["Title,Abstract Note,DOI,Url,Publication Year", "article title,abstract,doi,link,year"]
)
def test_tables(one, header):
    found = one(f"{header}\nA title,An <b>abstract</b>,10.1234/X,https://arxiv.org/abs/1901.00001,2020\n")
    assert (found.abstract, *facts(found)) == (
        "An abstract", "doi:10.1234/x", ("arxiv:1901.00001",), 2020, "https://arxiv.org/abs/1901.00001",
    )  # fmt: skip
    assert one(f"{header}\nA title,An abstract,10.1234/X,,2020\n".replace(",", "\t")).id == "doi:10.1234/x"


def test_own_ids_stay_and_others_are_kept_beside_them(one):
    found = one(
        '{"id": "mine", "title": "T", "abstract": "A", "doi": "10.1234/x", "url": "https://aclanthology.org/P19-1001/"}'
    )
    assert facts(found) == (
        "mine",
        ("acl:P19-1001", "doi:10.1234/x"),
        None,
        "https://aclanthology.org/P19-1001/",
    )


@pytest.mark.parametrize(
    "data",
    [
        "<dblp><article key='x'><title>T</title></article></dblp>",
        '{"result": {"hits": {"hit": []}}, "u": "https://dblp.org/"}',
    ],
)
def test_dblp_says_that_it_has_no_abstracts(read, data):
    [found] = read(data)
    assert (found.code, found.source) == ("no-abstract", "f")
    assert "OpenAlex" in found.reason


def test_plain_text_is_joined_at_its_line_ends(one):
    found = one(
        "A title\n\f".replace("\f", "")
        + "This text was divi-\nded at the ends of its lines, and is state-\nof-the-art, which a cut through an ex-\nample may show.\n"
    )
    assert found.abstract.startswith(
        "This text was divided at the ends of its lines, and is state-of-the-art, which a cut through an example"
    )


def test_an_object_may_share_its_lines_with_others(read):
    def works(*keys):
        within = [{"title": f"Moss {n}", "abstract": "We propose it."} for n in (1, 2)]
        text = "[\n" + ",\n".join(map(json.dumps, within)) + "\n]"
        for key in reversed(keys):
            text = f'{{"{key}": {text}}}'
        return text

    for keys in (("papers",), ("results",), ("items",), ("data",), ("works",)):
        for text in (works(*keys), works(*keys).replace('": [', '":\n[').replace('"title"', '\n"title"')):
            assert [p.title for p in read(text)] == ["Moss 1", "Moss 2"], text
    lines = works("papers").splitlines()[1:-1]
    assert [p.title for p in read("\n".join(line.rstrip(",") for line in lines))] == ["Moss 1", "Moss 2"]


@pytest.mark.parametrize(
    ("value", "year"),
    [
        (2021.0, 2021),
        ("2021", 2021),
        (0, None),
        ("in press", None),
        ([2021], 2021),
        ([2021, 2022], None),
        (None, None),
    ],
)
def test_a_year_never_costs_the_paper(read, value, year, caplog):
    papers = [{"title": f"Moss {n}", "abstract": "We propose it.", "year": value} for n in (1, 2)]
    assert [p.year for p in read("\n".join(map(json.dumps, papers)))] == [year, year]
    dropped = year is None and value is not None
    assert [r.getMessage() for r in caplog.records] == [
        "f: left out year of 2 papers, whose value has another type"
    ] * dropped


def test_a_side_field_never_costs_the_paper(read):
    work = {
        "id": "https://openalex.org/W1",
        "title": ["Moss"],
        "abstract_inverted_index": json.dumps({"We": [0], "do.": [1]}),
    }
    wrong = {
        "ids": 7,
        "locations": {"a": [1]},
        "primary_location": "x",
        "doi": ["a"],
        "publication_year": "2020",
    }
    [found] = read(json.dumps(work | wrong))
    assert (found.title, found.abstract, found.year) == ("Moss", "We do.", 2020)
    item = {"type": "article", "title": "Moss", "abstract": "We do.", "DOI": "10.1234/x"}
    for issued, year in (
        ("2021-05", 2021),
        (2021, 2021),
        ({"date-parts": [[None]]}, None),
        ([1], None),
        ({"raw": 5}, None),
    ):
        [found] = read(json.dumps([item | {"issued": issued}]))
        assert (found.id, found.year) == ("doi:10.1234/x", year), issued


@pytest.mark.parametrize("abstract", [{"a": 1}, [1], True])
def test_a_text_that_is_none_costs_the_paper(read, abstract):
    [found] = read(json.dumps({"title": "Moss", "abstract": abstract}))
    assert found.code == "wrong-type"


@pytest.mark.parametrize(
    ("note", "ids"),
    [
        ("arXiv:2101.00001 [cs]\nPMID: 9", ("arxiv:2101.00001", "pmid:9")),
        ("PMCID: PMC7\nDOI: 10.1234/X", ("doi:10.1234/x", "pmc:7")),
        ("See also arXiv:2101.00001", (title_id("Moss"),)),
    ],
)
def test_csl_notes_hold_ids(one, note, ids):
    found = one(
        json.dumps([{"type": "article", "title": "Moss", "abstract": "We do.", "note": note, "issued": None}])
    )
    assert (found.id, *found.same_as) == ids


@pytest.mark.parametrize(
    "dates", [{"published-online": [[2021, 4]]}, {"published-print": [["2021"]]}, {"created": [[2021]]}]
)
def test_crossref_has_other_dates(one, dates):
    work = {
        "title": ["Moss"],
        "abstract": "We do.",
        "issued": {"date-parts": [[None]]},
        "indexed": {},
        "references-count": 0,
    }
    assert one(json.dumps(work | {name: {"date-parts": parts} for name, parts in dates.items()})).year == 2021


def test_markup_in_any_source(read):
    marked = ("Moss &amp; <i>sand</i> &#945;", "<p>We &lt;do&gt; R&D &amp it.</p>")
    sources = [
        json.dumps({"paperId": "a" * 40, "title": marked[0], "abstract": marked[1]}),
        json.dumps(
            {
                "id": "2101.00001",
                "title": marked[0],
                "abstract": marked[1],
                "categories": "cs",
                "versions": [],
            }
        ),
        json.dumps(
            {
                "id": "https://openalex.org/W1",
                "display_name": marked[0],
                "abstract_inverted_index": {w: [i] for i, w in enumerate(marked[1].split())},
            }
        ),
    ]
    for source in sources:
        [found] = read(source)
        assert (found.title, found.abstract) == ("Moss & sand α", "We <do> R&D & it."), source


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("html", "Moss &lt;i&gt;nets&lt;/i&gt; &amp;amp; sand"),
        ("xhtml", '<div xmlns="http://www.w3.org/1999/xhtml">Moss <i>nets</i> &amp; sand</div>'),
        ("text", "Moss nets &amp; sand"),
    ],
)
def test_atom_texts(one, kind, title):
    found = one(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://a.b/1</id><title type="{kind}">{title}</title>'
        f'<content type="{kind}">{title}</content></entry></feed>'
    )
    assert (found.title, found.abstract) == ("Moss nets & sand", "Moss nets & sand")


def test_jats_titles_have_no_notes(one):
    found = one(
        "<article><front><article-meta><title-group><article-title>Moss<xref><sup>1</sup></xref> nets<fn><p>x</p></fn></article-title>"
        "<subtitle>A study</subtitle></title-group><abstract><p>We do.</p></abstract></article-meta></front></article>"
    )
    assert found.title == "Moss nets: A study"


def test_pubmed_ids_that_are_not_valid(one):
    found = one(
        '<PubmedArticleSet><PubmedArticle><PMID>7</PMID><Article><ArticleTitle>Moss</ArticleTitle><ELocationID EIdType="doi" ValidYN="N">'
        '10.1234/no</ELocationID><ELocationID EIdType="doi" ValidYN="Y">10.1234/yes</ELocationID><Abstract><AbstractText>We do.</AbstractText>'
        "</Abstract></Article></PubmedArticle></PubmedArticleSet>"
    )
    assert (found.id, found.same_as) == ("doi:10.1234/yes", ("pmid:7",))


@pytest.mark.parametrize(
    ("fields", "good"),
    [
        ("abstract: R&D of *moss*\nnote: '*moss & sand'", True),
        ("abstract: Moss\nnote: &sand x", True),
        ("abstract: &moss Moss\nnote: *moss", True),
        ("note: &moss x\nabstract: *moss", False),
    ],
)
def test_front_matter_with_marks_of_yaml(read, fields, good):
    [found] = read(f"---\ntitle: Moss\n{fields}\n---\n")
    assert isinstance(found, Paper) == good
