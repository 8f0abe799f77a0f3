"""Records in XML with what a test puts into them."""

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def pubmed(article="", citation="", after=""):
    return (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>{article}<ArticleTitle>Moss</ArticleTitle>"
        f"<Abstract><AbstractText>We sort moss.</AbstractText></Abstract></Article>{citation}</MedlineCitation>{after}"
        "</PubmedArticle></PubmedArticleSet>"
    )


def book(chapter="", whole="", title="<ArticleTitle>Sand</ArticleTitle>"):
    return (
        f"<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>7</PMID><Book><BookTitle>Moss</BookTitle>{whole}</Book>{title}{chapter}"
        "<Abstract><AbstractText>We sort moss.</AbstractText></Abstract></BookDocument></PubmedBookArticle></PubmedArticleSet>"
    )


def jats(meta="", before="", back="", said="<abstract><p>We sort moss.</p></abstract>"):
    return (
        f'<article xmlns:l="http://www.w3.org/1999/xlink"><front>{before}<article-meta><title-group><article-title>Moss</article-title>'
        f"</title-group>{meta}{said}</article-meta></front>{back}</article>"
    )


def contributors(*written, around="<contrib-group>{}</contrib-group>"):
    return jats(around.format("".join(f"<contrib>{one}</contrib>" for one in written)))


def oai(fields, said="<dc:description>We sort moss.</dc:description>"):
    return (
        f"<OAI-PMH {DC}><ListRecords><record><header><identifier>oai:x:1</identifier></header><metadata><dc:title>Moss</dc:title>"
        f"{fields}{said}</metadata></record></ListRecords></OAI-PMH>"
    )


def tei(described="", profile="", lang=""):
    return (
        f"<TEI><teiHeader{lang}><fileDesc><titleStmt><title>Moss</title></titleStmt><sourceDesc><biblStruct>{described}</biblStruct>"
        f"</sourceDesc></fileDesc><profileDesc>{profile}<abstract><p>We sort moss.</p></abstract></profileDesc></teiHeader></TEI>"
    )


def atom(fields):
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {DC}><entry><id>http://a.b/1</id><title>Moss</title><summary>We sort.</summary>{fields}</entry></feed>'


def crossref(work, around="journal", before="<journal_metadata/>", kind="journal_article"):
    return (
        '<doi_batch xmlns="http://www.crossref.org/schema/5.3.1" xmlns:j="http://www.ncbi.nlm.nih.gov/JATS1"><body>'
        f"<{around}>{before}<{kind}><titles><title>Moss</title></titles><j:abstract><j:p>We sort.</j:p></j:abstract>{work}</{kind}></{around}>"
        "</body></doi_batch>"
    )


def acl(paper="", meta="", volume="1"):
    return (
        f'<collection id="2020.moss"><volume id="{volume}"><meta>{meta}</meta><paper id="1"><title>Moss</title><abstract>We sort.</abstract>'
        f"{paper}</paper></volume></collection>"
    )
