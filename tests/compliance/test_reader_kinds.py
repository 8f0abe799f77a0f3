"""What every reader that can must do alike: ids, markup, placeholders, and side fields that never cost the paper."""

import io
import json
from importlib import import_module

import msgspec
import pytest

from kg.model import Paper
from kg.read import READERS
from tests.compliance.formats import JSON, PAIRS, dump, sample

# a paper "Moss" with an abstract and a DOI, as each format writes it
WITH_DOI = {
    "acl": '<collection id="2020.x"><volume id="1"><paper id="1"><title>Moss</title><abstract>We do.</abstract><doi>{}</doi></paper></volume></collection>',
    "arxiv": '{{"id": "cs/9901001", "title": "Moss", "abstract": "We do.", "categories": "cs", "versions": [], "doi": "{}"}}',
    "atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://a.b/1</id><title>Moss</title><summary>We do.</summary>'
    '<a:doi xmlns:a="http://arxiv.org/schemas/atom">{}</a:doi></entry></feed>',
    "bibtex": "@misc{{a, title = {{Moss}}, abstract = {{We do.}}, doi = {{{}}}}}",
    "crossref": '{{"DOI": "{}", "title": ["Moss"], "abstract": "We do.", "indexed": {{}}, "deposited": {{}}}}',
    "crossref-xml": '<doi_batch xmlns="http://www.crossref.org/schema/5.3.1"><journal_article><titles><title>Moss</title></titles>'
    '<j:abstract xmlns:j="http://www.ncbi.nlm.nih.gov/JATS1"><j:p>We do.</j:p></j:abstract><doi_data><doi>{}</doi></doi_data></journal_article></doi_batch>',
    "csl": '[{{"type": "article", "title": "Moss", "abstract": "We do.", "DOI": "{}"}}]',
    "datacite": '{{"doi": "{}", "titles": [{{"title": "Moss"}}], "descriptions": [{{"description": "We do."}}]}}',
    "frontmatter": "---\ntitle: Moss\nabstract: We do.\ndoi: '{}'\n---\n",
    "jats": '<article><front><article-meta><article-id pub-id-type="doi">{}</article-id><title-group><article-title>Moss</article-title></title-group>'
    "<abstract><p>We do.</p></abstract></article-meta></front></article>",
    "nbib": "PMID- 7\nTI  - Moss\nAB  - We do.\nLID - {} [doi]\n",
    "oai": '<OAI-PMH xmlns:d="urn:b"><ListRecords><record><metadata><d:title>Moss</d:title><d:description>We do.</d:description>'
    "<d:identifier>https://doi.org/{}</d:identifier></metadata></record></ListRecords></OAI-PMH>",
    "openalex": '{{"id": "https://openalex.org/W1", "display_name": "Moss", "abstract": "We do.", "doi": "https://doi.org/{}"}}',
    "papers": '{{"title": "Moss", "abstract": "We do.", "doi": "{}"}}',
    "pubmed": "<PubmedArticleSet><PubmedArticle><PMID>7</PMID><Article><ArticleTitle>Moss</ArticleTitle><Abstract><AbstractText>We do.</AbstractText>"
    '</Abstract></Article><PubmedData><ArticleIdList><ArticleId IdType="doi">{}</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>',
    "ris": "TY  - JOUR\nTI  - Moss\nAB  - We do.\nDO  - {}\nER  - \n",
    "semanticscholar": '{{"paperId": "{0:a>40}", "title": "Moss", "abstract": "We do.", "externalIds": {{"DOI": "{0}"}}}}',
    "table": 'title,abstract,doi\nMoss,We do.,"{}"\n',
    "tei": "<TEI><teiHeader><fileDesc><titleStmt><title>Moss</title></titleStmt><sourceDesc><biblStruct>"
    '<idno type="DOI">{}</idno></biblStruct></sourceDesc></fileDesc><profileDesc><abstract><p>We do.</p></abstract></profileDesc></teiHeader></TEI>',
}
NO_IDS = {"text", "trending", "dblp", "parquet"}  # parquet has the columns of tables
VERBATIM = {"papers", "text", "trending"}


def read(data, form):
    data = data if isinstance(data, bytes) else data.encode()
    return list(import_module(READERS[form]).read(io.BytesIO(data), "x"))


def test_every_reader_is_covered():
    assert set(READERS) == set(WITH_DOI) | NO_IDS


@pytest.mark.parametrize("form", sorted(WITH_DOI))
@pytest.mark.parametrize("written", ["10.1000/AbC", "https://doi.org/10.1000/ABC", "10.1000/abc."])
def test_a_doi_is_one_however_it_is_written(form, written):
    bare = written.removeprefix("https://doi.org/") if form in ("oai", "openalex") else written
    [found] = read(WITH_DOI[form].format(bare), form)
    assert isinstance(found, Paper), found
    assert "doi:10.1000/abc" in (found.id, *found.same_as)


@pytest.mark.parametrize("form", sorted(WITH_DOI))
def test_what_is_no_doi_costs_nothing(form):
    [found] = read(WITH_DOI[form].format("in press"), form)
    assert (found.title, found.abstract) == ("Moss", "We do.")
    assert not any(name.startswith("doi:") for name in (found.id, *found.same_as))


@pytest.mark.parametrize("form", sorted(set(READERS) - {"text", "trending", "dblp"}))
@pytest.mark.parametrize("text", ["[No abstract available]", "N/A", "-", "nan", "Abstract not available."])
def test_a_placeholder_is_no_abstract(form, text):
    found = read(sample(form, [("Moss and sand", text)]), form)
    assert [getattr(item, "code", item) for item in found] == ["no-abstract"]


@pytest.mark.parametrize("form", sorted(set(READERS) - VERBATIM - {"dblp"}))
def test_markup_becomes_text(form):
    pair = ("R&amp;D of <i>moss</i> and CO<sub>2</sub>", "<p>We sort &#945; &lt; 5 &amp; more.</p>")
    [found] = read(sample(form, [pair]), form)
    assert (found.title, found.abstract) == ("R&D of moss and CO2", "We sort α < 5 & more.")


def _struct(form):
    """Return the fields of the records of a JSON format, by the names that the files use."""
    module = import_module(READERS[form])
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, msgspec.Struct)
        and value.__module__ == module.__name__
    ]
    return {field.encode_name for one in own for field in msgspec.structs.fields(one)}


TEXTS = {
    "title",
    "abstract",
    "text",
    "summary",
    "display_name",
    "description",
    "descriptions",
    "titles",
    "subtitle",
}
INSIDE = {"message", "attributes", "data", "citedPaper", "citingPaper", "content", "abstract_inverted_index"}


@pytest.mark.parametrize("form", JSON)
@pytest.mark.parametrize("value", [7, 2.5, True, "x", [], [1], {"a": [1]}, [{"b": None}], None])
def test_a_side_field_never_costs_the_paper(form, value):
    [first] = json.loads(f"[{sample(form, PAIRS[:1]).decode()}]")
    for within in ("results", "data", "message", "items"):
        first = first.get(within, first) if isinstance(first, dict) else first
    record = first[0] if isinstance(first, list) else first
    [plain] = read(dump(record), form)
    for name in _struct(form) - TEXTS - INSIDE - {"id"}:
        [found] = read(dump({**record, name: value}), form)
        assert isinstance(found, Paper), (name, found)
        assert found.text == plain.text
