"""Of a title and an abstract in several languages, the English ones are read, else the first."""

import json

import pytest

from kg.read import read_papers

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


def read(tmp_path, data):
    (tmp_path / "f").write_text(data)
    [found] = read_papers([tmp_path / "f"])
    return found.title, found.abstract


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


def test_pubmed_has_another_abstract_where_the_first_is_missing(tmp_path):
    data = _pubmed(("en", ("[Not Available].", "")), ("pt", MOSS), ("en", ENGLISH))
    data = data.replace("</ArticleTitle>", "</ArticleTitle><VernacularTitle>Redes de musgo</VernacularTitle>")
    assert read(tmp_path, data) == (MOSS[0], ENGLISH[1])
