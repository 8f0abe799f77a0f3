"""What people's XML is like: faults beside the point, escaped markup, empty and foreign texts that come first."""

import pytest

from kg.model import Paper
from kg.read import read_papers

TITLE = "<title-group><article-title>Moss</article-title></title-group>"
SAID = "<abstract><p>We sort moss.</p></abstract>"
DC = 'xmlns:d="http://purl.org/dc/elements/1.1/"'


def jats(meta, lang="", after=""):
    lang = lang and f' xml:lang="{lang}"'
    return f"<article{lang}><front><article-meta>{meta}</article-meta></front>{after}</article>"


def pubmed(article, around=""):
    return f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID> 7\n</PMID><Article>{article}</Article></MedlineCitation>{around}</PubmedArticle></PubmedArticleSet>"


def tei(abstract="<p>We sort moss.</p>", title="<title>Moss</title>", described=""):
    return (
        f"<TEI><teiHeader><fileDesc><titleStmt>{title}</titleStmt><sourceDesc><biblStruct>{described}</biblStruct></sourceDesc></fileDesc>"
        f"<profileDesc><abstract>{abstract}</abstract></profileDesc></teiHeader></TEI>"
    )


def crossref(work, around="journal", before="<journal_metadata/>", kind="journal_article", lang=""):
    lang = lang and f' language="{lang}"'
    return (
        '<doi_batch xmlns="http://www.crossref.org/schema/5.3.1" xmlns:j="http://www.ncbi.nlm.nih.gov/JATS1"><body>'
        f"<{around}>{before}<{kind}{lang}><titles><title>Moss</title></titles>{work}</{kind}></{around}></body></doi_batch>"
    )


def atom(entry):
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {DC}><entry>{entry}</entry></feed>'


def oai(fields):
    return f"<OAI-PMH {DC}><ListRecords><record><header><identifier>oai:x:1</identifier></header><metadata>{fields}</metadata></record></ListRecords></OAI-PMH>"


@pytest.fixture
def read(tmp_path):
    def read(data):
        data = data if isinstance(data, bytes) else data.encode()
        (tmp_path / "x.xml").write_bytes(data)
        return list(read_papers([tmp_path / "x.xml"]))

    return read


@pytest.fixture
def one(read):
    def one(data):
        [paper] = read(data)
        assert isinstance(paper, Paper), paper
        return paper

    return one


@pytest.mark.parametrize(
    "fault",
    [
        "Moss & Sons",
        "M&uuml;ller",
        "&own;",
        "a &#1; b",
        "a &#x1F; b",
        "a \x0b b",
        "p < 0.05",
        "<![CDATA[a & b]]> &",
    ],
)
def test_what_is_almost_xml_costs_nothing(one, fault):
    paper = one(jats(f"<contrib>{fault}</contrib>{TITLE}{SAID}"))
    assert (paper.title, paper.abstract) == ("Moss", "We sort moss.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("We sort&nbsp;moss &ndash; by &alpha; & more.", "We sort moss – by α & more."),
        ("p < 0.05, and&#11;more\x02.", "p < 0.05, and more."),
        ("<![CDATA[R&amp;D & <i>moss</i>]]> &eacute;", "R&D & moss é"),
    ],
)
def test_faults_in_a_text_are_mended(one, written, shown):
    assert one(jats(f"{TITLE}<abstract><p>{written}</p></abstract>")).abstract == shown


def test_a_text_with_a_name_that_is_nowhere_defined_is_refused(read):
    [found] = read(jats(f"{TITLE}<abstract><p>We sort &own; moss.</p></abstract>"))
    assert (found.code, found.reason) == ("malformed", "not XML: &own; is not defined")


def test_many_faults_take_linear_time(read):
    good, many = jats(TITLE + SAID), "<!--" * 500_000
    bad = good.replace("<article>", f'<article a="{many}">&')
    assert [getattr(item, "code", "paper") for item in read(f"<set>{good}{bad}</set>")] == [
        "paper",
        "malformed",
    ]


def test_bytes_in_another_encoding_are_told_as_such(read, caplog):
    [found] = read(b'<?xml version="1.0" encoding="UTF-8"?>' + jats(f"{TITLE}<p>Müll</p>").encode("latin-1"))
    assert (found.code, found.reason) == ("encoding", "byte 97 of the record: 0xfc is not UTF-8")
    assert "--encoding" in caplog.text


def test_a_declared_encoding_that_cannot_be(one):
    assert one('<?xml version="1.0" encoding="utf-16"?>' + jats(TITLE + SAID)).title == "Moss"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (tei("<p><s>We sort.</s><s>It wins.</s></p>"), "We sort. It wins."),
        (tei("<p>We sort<lb/>moss with Peb-<lb/>Net.</p>"), "We sort moss with Peb-Net."),
        (tei('<div><head>Abstract</head><p>We sort.<note place="foot">Funded.</note></p></div>'), "We sort."),
        (tei("<div><head>Aims</head><p>We sort.</p></div>"), "Aims: We sort."),
        (
            jats(f"{TITLE}<abstract><object-id>10.1/a</object-id><p>We sort.<fn>x</fn></p></abstract>"),
            "We sort.",
        ),
        (
            pubmed(
                '<ArticleTitle>A</ArticleTitle><Abstract><AbstractText Label="AIM:">We sort.</AbstractText></Abstract>'
            ),
            "AIM: We sort.",
        ),
    ],
)
def test_elements_become_running_text(one, data, shown):
    assert one(data).abstract == shown


def test_titles_have_no_notes(one):
    assert one(tei(title="<title>Moss<note>Funded.</note></title>")).title == "Moss"


@pytest.mark.parametrize(
    "data",
    [
        pubmed('<ArticleTitle>A</ArticleTitle><Abstract><AbstractText Label="AIM"/></Abstract>'),
        jats(f"{TITLE}<abstract><title>Abstract</title><sec><title>Aim</title><p/></sec></abstract>"),
    ],
)
def test_headings_alone_are_no_abstract(read, data):
    assert [item.code for item in read(data)] == ["no-abstract"]


TWO = '<trans-title-group xml:lang="fr"><trans-title>Mousse</trans-title></trans-title-group>'


@pytest.mark.parametrize(
    "data",
    [
        jats(f"<title-group><article-title>Musgo</article-title>{TWO}<trans-title-group><trans-title xml:lang='en'>Moss</trans-title></trans-title-group></title-group>{SAID}"),
        jats(f"<title-group><article-title>Musgo</article-title><trans-title xml:lang='en'>Moss</trans-title></title-group>{SAID}"),
        jats(f"<title-group><article-title>Moss</article-title><trans-title-group xml:lang='en'><trans-title/></trans-title-group></title-group>{SAID}"),
        jats(f"<title-group><article-title>Moss</article-title>{TWO}</title-group>{SAID}"),
        jats("<title-group><article-title>Musgo</article-title></title-group><abstract><p>Musgo.</p></abstract>", "pt",
             f"<sub-article article-type='translation' xml:lang='en'><front-stub>{TITLE}{SAID}</front-stub></sub-article>"),
        jats(f"{TITLE}<abstract/><abstract><p>No abstract available.</p></abstract><abstract abstract-type='summary'><p>We sort moss.</p></abstract>"),
        jats(f"{TITLE}<abstract abstract-type='teaser' xml:lang='en'><p>Green!</p></abstract><abstract abstract-type='main'><p>We sort moss.</p></abstract>"),
        jats(f"{TITLE}<abstract abstract-type='graphical' xml:lang='en'><p>Fig.</p></abstract><abstract xml:lang='es'><p>We sort moss.</p></abstract>"),
        tei(title="<title xml:lang='fr'>Mousse</title><title xml:lang='en'>Moss</title>"),
        crossref("<j:abstract><j:p>Musgo.</j:p></j:abstract><j:abstract xml:lang='en'><j:p>We sort moss.</j:p></j:abstract>", lang="pt"),
        crossref("<j:abstract xml:lang='en'/><j:abstract><j:p>We sort moss.</j:p></j:abstract>"),
        crossref("<j:abstract abstract-type='graphical'><j:p>Fig.</j:p></j:abstract><j:abstract><j:p>We sort moss.</j:p></j:abstract>"),
        atom("<title xml:lang='pt'>Musgo</title><title xml:lang='en'>Moss</title><summary>N/A</summary><content>We sort moss.</content>"),
        oai("<d:title/><d:title>Musgo</d:title><d:title xml:lang='en'>Moss</d:title><d:description>Ordenamos e ordenamos musgo.</d:description>"
            "<d:description xml:lang='en'>We sort moss.</d:description><d:description xml:lang='en'>Comment: many pages</d:description>"),
        oai("<d:title>M<i>oss</i></d:title><d:description>We <b>sort</b> moss.</d:description>"),
        oai("<titles><title>Moss</title></titles><descriptions><description descriptionType='Other'>Paid by the council of moss.</description>"
            "<description descriptionType='Abstract'>We sort moss.</description></descriptions>"),
        oai("<mods><relatedItem><titleInfo><title>Journal</title></titleInfo></relatedItem><titleInfo><title>Moss</title></titleInfo><abstract>We sort moss.</abstract></mods>"),
    ],
)  # fmt: skip
def test_the_own_title_and_abstract_that_say_something(one, data):
    paper = one(data)
    assert (paper.title, paper.abstract) == ("Moss", "We sort moss.")


ABSTRACT = "<j:abstract><j:p>We sort.</j:p></j:abstract>"
DATE = "<publication_date><year>2019</year></publication_date>"
ARTICLE = "<ArticleTitle>Moss</ArticleTitle><Abstract><AbstractText>We sort.</AbstractText></Abstract>"
RECORD = "<d:title>Moss</d:title><d:description>We sort.</d:description>"


@pytest.mark.parametrize(
    "data",
    [
        jats(f"{TITLE}{SAID}<pub-date><string-date>May 2019</string-date></pub-date>"),
        jats(f"{TITLE}{SAID}<pub-date iso-8601-date='2019-05-01'/>"),
        pubmed(f"{ARTICLE}<Journal><PubDate><Season>Spring</Season></PubDate></Journal><ArticleDate><Year>2019</Year></ArticleDate>"),
        pubmed(ARTICLE, "<PubmedData><History><PubMedPubDate PubStatus='pubmed'><Year>2019</Year></PubMedPubDate></History></PubmedData>"),
        crossref(ABSTRACT, before=f"<journal_metadata/><journal_issue>{DATE}</journal_issue>"),
        crossref(ABSTRACT, "conference", f"<proceedings_metadata>{DATE}</proceedings_metadata>", "conference_paper"),
        crossref(ABSTRACT, "book", f"<book_metadata>{DATE}</book_metadata>", "content_item"),
        crossref(ABSTRACT + DATE, "book", "", "book_metadata"),
        oai(f"{RECORD}<d:date>in press</d:date><d:date>2019-05</d:date>"),
        oai(f"{RECORD}<d:date>2021-05-01T10:00:00Z</d:date><d:date>2019</d:date>"),
        oai(f"{RECORD}<publicationYear>2019</publicationYear><dates><date dateType='Updated'>2021-01-01</date></dates>"),
    ],
)  # fmt: skip
def test_the_year_stands_in_many_places(one, data):
    assert one(data).year == 2019


def test_the_year_of_another_journal_is_none(read):
    first = crossref(ABSTRACT, before=f"<journal_metadata/><journal_issue>{DATE}</journal_issue>")
    second = "<journal><journal_metadata/><journal_article><titles><title>Sand</title></titles>" + ABSTRACT
    data = first.replace("</body>", f"{second}</journal_article></journal></body>")
    assert [paper.year for paper in read(data)] == [2019, None]


@pytest.mark.parametrize(
    "name",
    ["10.1000/a", "DOI:10.1000/A", "doi 10.1000/a", "info:doi/10.1000/a", "urn:doi:10.1000/a", "HTTPS://WWW.DOI.ORG/10.1000/a",
     "Moss, A. (2019). Moss. https://doi.org/10.1000/a"],
)  # fmt: skip
def test_identifiers_that_clearly_are_a_doi(one, name):
    assert one(oai(f"{RECORD}<d:identifier>{name}</d:identifier>")).id == "doi:10.1000/a"
    assert (
        one(atom(f"<title>M</title><summary>We.</summary><d:identifier>{name}</d:identifier>")).id
        == "doi:10.1000/a"
    )


@pytest.mark.parametrize(
    "name", ["thesis/1234567", "https://a.b/10.1000/a", "1234.5678", "see 10.1000/a for data"]
)
def test_identifiers_that_are_none_of_ours(one, name):
    assert one(oai(f"{RECORD}<d:identifier>{name}</d:identifier>")).id.startswith("title:")


def ids(paper):
    return {paper.id, *paper.same_as}


def test_all_ids_of_a_record(one):
    doi = '<article-id pub-id-type="doi"{}>{}</article-id>'
    paper = one(
        jats(
            doi.format("", "https://doi.org/10.7000/M.1")
            + doi.format(' specific-use="version"', "10.7000/M.1.2")
            + TITLE
            + SAID
        )
    )
    assert (ids(paper), paper.url) == ({"doi:10.7000/m.1"}, "https://doi.org/10.7000/M.1")
    assert ids(one(jats(f'<article-id pub-id-type="arxiv">2101.00001</article-id>{TITLE}{SAID}'))) == {
        "arxiv:2101.00001"
    }
    paper = one(pubmed(ARTICLE))
    assert (paper.id, paper.url) == ("pmid:7", "https://pubmed.ncbi.nlm.nih.gov/7/")
    assert ids(one(tei(described='<idno type="arXiv">arXiv: 2101.00001v1</idno>'))) == {"arxiv:2101.00001"}
    names = (
        "https://doi.org/10.48550/arXiv.2101.00001",
        "10.1000/a",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7/",
    )
    paper = one(oai(RECORD + "".join(f"<d:identifier>{name}</d:identifier>" for name in names)))
    assert ids(paper) == {"arxiv:2101.00001", "doi:10.1000/a", "pmc:7"}


def test_the_ids_of_a_feed(one):
    paper = one(
        atom(
            "<id>oai:arXiv.org:2101.00001v1</id><title>Moss</title><link href='https://arxiv.org/abs/2101.00001' rel='alternate'/>"
            "<link title='doi' rel='related' href='http://dx.doi.org/10.1000/a'/><link rel='related' href='https://doi.org/10.1000/b'/>"
            "<summary>arXiv:2101.00001v1 Announce Type: new \nAbstract: We sort.</summary>"
        )
    )
    assert ids(paper) == {"arxiv:2101.00001", "doi:10.1000/a"}
    assert (paper.url, paper.year, paper.abstract) == ("https://arxiv.org/abs/2101.00001", 2021, "We sort.")


def test_the_ids_of_the_anthology(one):
    data = "<collection><volume><paper><title>Moss</title><abstract>We sort.</abstract>{}</paper></volume></collection>"
    assert "acl:2021.moss-main.1" in ids(one(data.format("<doi>10.18653/v1/2021.moss-main.1</doi>")))
    assert "acl:2021.moss-main.1" in ids(one(data.format("<url>2021.moss-main.1v2</url>")))


def test_a_chapter_in_pubmed(one):
    paper = one(
        "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>7</PMID><ArticleIdList><ArticleId IdType='doi'>10.1000/a</ArticleId></ArticleIdList>"
        f"<Book><PubDate><Year>1993</Year></PubDate></Book>{ARTICLE}<ContributionDate><Year>2019</Year></ContributionDate></BookDocument></PubmedBookArticle></PubmedArticleSet>"
    )
    assert (ids(paper), paper.year) == ({"doi:10.1000/a", "pmid:7"}, 2019)


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        ('<OAI-PMH><error code="noRecordsMatch">None.</error></OAI-PMH>', "malformed", "noRecordsMatch None."),
        ('<crossref_result xmlns="http://www.crossref.org/q"><query><msg>DOI not found</msg></query></crossref_result>', "malformed", "DOI not found"),
        ("<eFetchResult><ERROR>No ids</ERROR></eFetchResult>", "malformed", "No ids"),
        ("<PubmedArticleSet></PubmedArticleSet>", "empty", "pubmed"),
        ("<dblpperson><r><article/></r></dblpperson>", "no-abstract", "dblp"),
    ],
)  # fmt: skip
def test_answers_without_records_say_why(read, data, code, told):
    [found] = read(data)
    assert found.code == code
    assert told in found.reason


@pytest.mark.parametrize(
    "data",
    [
        f"<records {DC}><record><header/><metadata>{RECORD}</metadata></record></records>",
        "<collection><event><meta><title>E</title></meta></event><volume><paper><title>Moss</title><abstract>We sort.</abstract></paper></volume></collection>",
        "<doi_records><doi_record><crossref><journal><journal_article><titles><title>Moss</title></titles><abstract>We sort.</abstract></journal_article>"
        "</journal></crossref></doi_record></doi_records>",
        crossref(
            ABSTRACT.replace("j:abstract", "description").replace("j:p", "p"), "database", "", "dataset"
        ),
    ],
)
def test_other_roots(one, data):
    assert (one(data).title, one(data).abstract) == ("Moss", "We sort.")
