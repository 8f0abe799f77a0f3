"""Of a title and an abstract in several languages, the English ones are read, else the first."""

import json

import pytest

from kg.read import paper_to_json, read_papers

MOSS = ("Redes de musgo", "Propomos a MossNet, uma rede que ordena pedras sem qualquer outro recurso.")
ENGLISH = ("Moss networks", "We propose MossNet.")


def _oai(*versions):
    fields = "".join(
        f'<dc:title xml:lang="{code}">{title}</dc:title><dc:description xml:lang="{code}">{abstract}</dc:description>'
        for code, (title, abstract) in versions
    )
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:a:7</identifier></header>'
        '<metadata><d:dc xmlns:d="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{fields}</d:dc></metadata></record></ListRecords></OAI-PMH>"
    )


def _jats(main, *others):
    (code, (title, abstract)) = main
    titles = "".join(
        f'<trans-title-group xml:lang="{code}"><trans-title>{title}</trans-title></trans-title-group>'
        for code, (title, _) in others
    )
    abstracts = "".join(
        f'<trans-abstract xml:lang="{code}"><p>{abstract}</p></trans-abstract>'
        for code, (_, abstract) in others
    )
    return (
        f'<article xml:lang="{code}"><front><article-meta><title-group><article-title>{title}</article-title>{titles}'
        f"</title-group><abstract><p>{abstract}</p></abstract>{abstracts}</article-meta></front></article>"
    )


def _datacite(*versions):
    return json.dumps(
        {
            "titles": [{"title": title, "lang": code} for code, (title, _) in versions],
            "descriptions": [
                {"description": abstract, "descriptionType": "Abstract", "lang": code}
                for code, (_, abstract) in versions
            ],
            "publicationYear": 2020,
        }
    )


def _crossref(*versions):
    abstracts = "".join(
        f'<j:abstract xmlns:j="http://www.ncbi.nlm.nih.gov/JATS1" xml:lang="{code}"><j:p>{abstract}</j:p></j:abstract>'
        for code, (_, abstract) in versions
    )
    title = dict(versions).get("en", versions[0][1])[0]  # Crossref has one title
    return (
        '<doi_batch xmlns="http://www.crossref.org/schema/5.3.1"><body><journal><journal_article>'
        f"<titles><title>{title}</title></titles>{abstracts}</journal_article></journal></body></doi_batch>"
    )


def _pubmed(*versions):
    (_, (title, abstract)), *others = versions
    rest = "".join(
        f'<OtherAbstract Language="{ {"en": "eng", "pt": "por"}[code] }"><AbstractText>{abstract}</AbstractText></OtherAbstract>'
        for code, (_, abstract) in others
    )
    return (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article><ArticleTitle>{title}</ArticleTitle>"
        f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract></Article>{rest}</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    )


def _file(tmp_path, data):
    (tmp_path / "f").write_text(data)
    return tmp_path / "f"


def read(tmp_path, data):
    [found] = read_papers([_file(tmp_path, data)])
    return found.title, found.abstract


def language(tmp_path, data):
    [found] = read_papers([_file(tmp_path, data)])
    return found.metadata.language


@pytest.mark.parametrize("make", [_oai, _jats, _datacite, _crossref])
def test_english_is_preferred(make, tmp_path):
    assert read(tmp_path, make(("pt", MOSS), ("en", ENGLISH))) == ENGLISH
    assert (
        read(
            tmp_path,
            make(("pt", MOSS), ("en-GB", ENGLISH)) if make is not _crossref else make(("pt", ENGLISH)),
        )
        == ENGLISH
    )


@pytest.mark.parametrize("make", [_oai, _jats, _datacite, _crossref, _pubmed])
def test_else_the_first(make, tmp_path):
    assert read(tmp_path, make(("pt", MOSS))) == MOSS
    assert read(tmp_path, make(("en", ENGLISH), ("pt", MOSS))) == ENGLISH


def test_the_language_is_that_of_the_texts_that_were_read(tmp_path):
    for make in (_oai, _jats, _datacite, _crossref):
        assert language(tmp_path, make(("pt", MOSS), ("en-GB", ENGLISH))) == "en-gb", make
        assert language(tmp_path, make(("pt_BR", MOSS))) == "pt-br", make
        assert language(tmp_path, make(("und", MOSS))) is None, make
    article = _pubmed(("pt", MOSS)).replace("<Abstract>", "<Language>por</Language><Abstract>")
    assert language(tmp_path, article) == "eng", "MEDLINE translates the abstract"
    assert language(tmp_path, _pubmed(("pt", MOSS))) is None
    other = _pubmed(("en", ("T", "")), ("pt", MOSS)).replace(
        "<Abstract>", "<Language>eng</Language><Abstract>"
    )
    assert language(tmp_path, other) == "por"


TEXTS = '"title": "T", "abstract": "An abstract."'


@pytest.mark.parametrize(
    "data",
    [
        f'{{"type": "article", "DOI": "10.1/x", "language": "PT_br", {TEXTS}}}',
        f'{{"indexed": {{}}, "deposited": {{}}, "DOI": "10.1/x", "language": "pt-BR", {TEXTS}}}',
        f'{{"id": "https://openalex.org/W1", "publication_year": 2020, "language": "pt-br", {TEXTS}}}',
        '{"titles": [{"title": "T"}], "descriptions": [{"description": "A.", "descriptionType": "Abstract"}], "language": "pt-BR"}',
        f'{{"language": "pt-br", {TEXTS}}}',
        "@misc{a, title = {T}, abstract = {A b.}, language = {pt-BR}, langid = {brazilian}}",
        "@misc{a, title = {T}, abstract = {A b.}, langid = {pt-br}}",
        "TY  - JOUR\nTI  - T\nAB  - A b.\nLA  - pt-BR\nER  - \n",
        "PMID- 7\nTI  - T\nOAB - A b.\nOABL- pt-br\nLA  - eng\n",
        "title,abstract,Language\nT,A b.,pt-BR\n",
        _oai(("", MOSS)).replace("</d:dc>", "<dc:language>pt-BR</dc:language></d:dc>"),
        _crossref(("", MOSS)).replace("<journal_article>", '<journal_article language="pt-BR">'),
        '<teiHeader xml:lang="pt-BR"><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc>'
        "<profileDesc><abstract><p>A b.</p></abstract></profileDesc></teiHeader>",
    ],
)
def test_what_a_source_says_of_a_whole_record(tmp_path, data):
    assert language(tmp_path, data) == "pt-br"


@pytest.mark.parametrize("written", ["English; French", "", "und", "N/A", "x", "日本語"])
def test_what_is_no_tag_is_no_language(tmp_path, written):
    assert language(tmp_path, json.dumps({"title": "T", "abstract": "A.", "language": written})) is None


def test_it_is_printed_only_where_it_is_known_and_read_again(tmp_path):
    [known] = read_papers([_file(tmp_path, '{"title": "T", "abstract": "A.", "language": "en"}')])
    printed = paper_to_json(known)
    assert printed["language"] == "en"
    assert language(tmp_path, json.dumps(printed)) == "en"
    [unknown] = read_papers([_file(tmp_path, '{"title": "T", "abstract": "A."}')])
    assert "language" not in paper_to_json(unknown)


def test_pubmed_has_another_abstract_where_the_first_is_missing(tmp_path):
    data = _pubmed(("en", ("[Not Available].", "")), ("pt", MOSS), ("en", ENGLISH))
    data = data.replace("</ArticleTitle>", "</ArticleTitle><VernacularTitle>Redes de musgo</VernacularTitle>")
    assert read(tmp_path, data) == (MOSS[0], ENGLISH[1])
