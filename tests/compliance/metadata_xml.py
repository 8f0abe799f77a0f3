"""For each format of XML a record with every field of metadata that it can give, and what must come of it."""

__all__ = ["RECORDS"]

from kg.model import Author, Metadata

ORCID = "0000-0002-1825-0097"
JANE = Author("Jane Doe", "Doe", "Jane", ORCID)
RICHARD = Author("Richard Roe, Jr.", "Roe, Jr.", "Richard")
SOCIETY = Author("Moss Society", "Moss Society")
HANS = Author("Hans Christian Ørsted", "Ørsted", "Hans Christian")
WORDS = ("moss", "fine sand")

PUBMED = f"""<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>7</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2020</Year><Month>Feb</Month><Day>3</Day></PubDate></JournalIssue>
<Title>Journal of Moss</Title><ISOAbbreviation>J Moss</ISOAbbreviation></Journal>
<ArticleTitle>Moss</ArticleTitle><Abstract><AbstractText>We sort moss.</AbstractText></Abstract>
<AuthorList><Author><LastName>Doe</LastName><ForeName>Jane</ForeName><Initials>J</Initials>
<Identifier Source="ORCID">https://orcid.org/{ORCID}</Identifier></Author>
<Author ValidYN="N"><LastName>Do</LastName></Author>
<Author><LastName>Roe</LastName><ForeName>Richard</ForeName><Suffix>Jr.</Suffix></Author>
<Author><CollectiveName>Moss Society</CollectiveName></Author></AuthorList><Language>por</Language>
<PublicationTypeList><PublicationType>Journal Article</PublicationType><PublicationType>Review</PublicationType>
</PublicationTypeList></Article><MeshHeadingList><MeshHeading><DescriptorName>Bryophyta</DescriptorName></MeshHeading>
</MeshHeadingList><KeywordList><Keyword>moss</Keyword><Keyword>fine sand</Keyword></KeywordList></MedlineCitation>
<PubmedData><ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/PEBBLE</ArticleId>
<ArticleId IdType="pubmed">5</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle></PubmedArticleSet>"""

JATS = f"""<article article-type="research-article" xml:lang="en" xmlns:l="http://www.w3.org/1999/xlink"><front>
<journal-meta><journal-title-group><journal-title>Journal of Moss</journal-title><abbrev-journal-title>J Moss
</abbrev-journal-title></journal-title-group></journal-meta><article-meta>
<title-group><article-title>Moss</article-title></title-group>
<contrib-group><contrib contrib-type="author"><contrib-id contrib-id-type="orcid">https://orcid.org/{ORCID}</contrib-id>
<name><surname>Doe</surname><given-names>Jane</given-names></name><xref>1</xref></contrib>
<contrib><name><surname>Roe</surname><given-names>Richard</given-names><suffix>Jr.</suffix></name></contrib>
<contrib contrib-type="author"><collab>Moss Society</collab></contrib>
<contrib contrib-type="editor"><name><surname>Poe</surname></name></contrib></contrib-group>
<pub-date><month>03</month><year>2020</year></pub-date>
<pub-date><day>03</day><month>02</month><year>2020</year></pub-date>
<self-uri content-type="pdf" l:href="https://moss.example/7.pdf"/><abstract><p>We sort moss.</p></abstract>
<kwd-group><kwd><italic>moss</italic></kwd><kwd>fine sand</kwd></kwd-group></article-meta></front>
<back><ref-list><ref><mixed-citation><pub-id pub-id-type="doi">10.1000/PEBBLE</pub-id>
<pub-id pub-id-type="pmid">5</pub-id></mixed-citation></ref></ref-list></back></article>"""

OAI = """<OAI-PMH xmlns:dc="http://purl.org/dc/elements/1.1/"><ListRecords><record><header>
<identifier>oai:moss.example:7</identifier></header><metadata><dc:title xml:lang="en">Moss</dc:title>
<dc:creator>Doe, Jane</dc:creator><dc:creator>Ørsted, Hans Christian</dc:creator><dc:creator>Moss Society</dc:creator>
<dc:contributor>Poe, Paul</dc:contributor><dc:source>Journal of Moss; Vol. 3 No. 2 (2020): Spring; 12-20</dc:source>
<dc:source>1234-5678</dc:source><dc:subject xml:lang="en">moss; fine sand</dc:subject>
<dc:subject xml:lang="pt">musgo</dc:subject><dc:description xml:lang="en">We sort moss.</dc:description>
<dc:date>2020-02-03</dc:date><dc:type>info:eu-repo/semantics/article</dc:type><dc:type>Text</dc:type>
<dc:identifier>https://moss.example/7</dc:identifier><dc:identifier>https://moss.example/7.pdf</dc:identifier>
<dc:relation>https://doi.org/10.1000/sand</dc:relation></metadata></record></ListRecords></OAI-PMH>"""

TEI = f"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader xml:lang="en"><fileDesc><titleStmt><title>Moss</title></titleStmt>
<sourceDesc><biblStruct><analytic><author role="corresp"><persName><forename type="first">Jane</forename>
<surname>Doe</surname></persName><idno type="ORCID">{ORCID}</idno><affiliation><orgName>Moss Institute</orgName></affiliation>
</author><author><persName><forename type="first">Hans</forename><forename type="middle">Christian</forename>
<surname>Ørsted</surname></persName></author><author><orgName>Moss Society</orgName></author></analytic>
<monogr><title level="j" type="abbrev">J Moss</title><title level="j" type="main">Journal of Moss</title>
<imprint><date type="published" when="2020-02-03">3 February</date></imprint></monogr></biblStruct></sourceDesc></fileDesc>
<profileDesc><textClass><keywords><term>moss</term><term>fine sand</term></keywords></textClass>
<abstract><p>We sort moss.</p></abstract></profileDesc></teiHeader></TEI>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><entry xml:lang="en">
<id>http://arxiv.org/abs/2002.00007v1</id><title>Moss</title><summary>We sort moss.</summary>
<published>2020-02-03T04:05:06Z</published><updated>2021-01-01T00:00:00Z</updated>
<author><name>Jane Doe</name><arxiv:affiliation>Moss Institute</arxiv:affiliation></author>
<author><name>Hans Christian Ørsted</name></author><arxiv:journal_ref>Journal of Moss 3 (2020)</arxiv:journal_ref>
<category term="cs.CL"/><category term="cs.LG"/><link href="http://arxiv.org/abs/2002.00007v1" rel="alternate"/>
<link title="pdf" href="http://arxiv.org/pdf/2002.00007v1" rel="related" type="application/pdf"/></entry></feed>"""

CROSSREF = f"""<doi_batch xmlns="http://www.crossref.org/schema/5.3.1" xmlns:j="http://www.ncbi.nlm.nih.gov/JATS1"><body>
<crm-item name="citedby-count" type="number">0</crm-item><journal><journal_metadata><full_title>Journal of Moss</full_title>
<abbrev_title>J Moss</abbrev_title></journal_metadata><journal_issue><publication_date><year>2020</year></publication_date>
</journal_issue><journal_article language="en"><titles><title>Moss</title></titles><contributors>
<person_name contributor_role="author" sequence="first"><given_name>Jane</given_name><surname>Doe</surname>
<ORCID>https://orcid.org/{ORCID}</ORCID></person_name><person_name contributor_role="author" sequence="additional">
<given_name>Richard</given_name><surname>Roe</surname><suffix>Jr.</suffix></person_name>
<organization contributor_role="author" sequence="additional">Moss Society</organization>
<person_name contributor_role="editor" sequence="first"><surname>Poe</surname></person_name></contributors>
<j:abstract><j:p>We sort moss.</j:p></j:abstract><publication_date><month>02</month><day>03</day><year>2020</year>
</publication_date><doi_data><doi>10.1000/moss</doi><collection property="text-mining"><item>
<resource mime_type="application/pdf">https://moss.example/7.pdf</resource></item></collection></doi_data>
<citation_list><citation key="a"><doi>10.1000/PEBBLE</doi></citation><citation key="b"><volume_title>Sand</volume_title>
</citation></citation_list></journal_article></journal></body></doi_batch>"""

ACL = f"""<collection id="2020.moss"><volume id="1"><meta><booktitle>Proceedings of the <fixed-case>M</fixed-case>oss Workshop</booktitle>
<editor><first>Paul</first><last>Poe</last></editor><publisher>Moss Press</publisher><address>Sandville</address><month>February</month>
<year>2020</year></meta><paper id="1"><title>Moss</title>
<author id="jane-doe" orcid="{ORCID}"><first>Jane</first><last>Doe</last><affiliation>Moss Institute</affiliation></author>
<author><first>Hans Christian</first><last>Ørsted</last></author><author><last>Moss Society</last></author>
<abstract>We sort moss.</abstract><url hash="7">2020.moss-1.1</url><bibkey>doe-orsted-2020-moss</bibkey><language>eng</language>
</paper></volume></collection>"""

_CITED = ("doi:10.1000/pebble", "pmid:5")
_PDF = "https://moss.example/7.pdf"

RECORDS: dict[str, tuple[str | bytes, Metadata]] = {
    "pubmed": (
        PUBMED,
        Metadata(
            (JANE, RICHARD, SOCIETY), "Journal of Moss", "2020-02-03", keywords=WORDS, language="eng",
            type="Journal Article", references=_CITED,
        ),
    ),
    "jats": (
        JATS,
        Metadata(
            (JANE, RICHARD, SOCIETY), "Journal of Moss", "2020-02-03", keywords=WORDS, language="en",
            type="research-article", pdf=_PDF, references=_CITED,
        ),
    ),
    "oai": (
        OAI,
        Metadata(
            (JANE._replace(orcid=None), HANS, Author("Moss Society")), "Journal of Moss", "2020-02-03", keywords=WORDS,
            language="en", type="info:eu-repo/semantics/article", pdf=_PDF,
        ),
    ),
    "tei": (
        TEI,
        Metadata((JANE, HANS, SOCIETY), "Journal of Moss", "2020-02-03", keywords=WORDS, language="en"),
    ),
    "atom": (
        ATOM,
        Metadata(
            (Author("Jane Doe"), Author("Hans Christian Ørsted")), "Journal of Moss 3 (2020)", "2020-02-03",
            keywords=("cs.CL", "cs.LG"), language="en", pdf="http://arxiv.org/pdf/2002.00007v1",
        ),
    ),
    "crossref-xml": (
        CROSSREF,
        Metadata(
            (JANE, RICHARD, SOCIETY), "Journal of Moss", "2020-02-03", language="en", type="journal_article", pdf=_PDF,
            citations=0, references=_CITED[:1],
        ),
    ),
    "acl": (
        ACL,
        Metadata(
            (JANE._replace(id="acl-author:jane-doe"), HANS, SOCIETY), "Proceedings of the Moss Workshop", "2020-02",
            keys=("doe-orsted-2020-moss",), language="eng", pdf="https://aclanthology.org/2020.moss-1.1.pdf",
        ),
    ),
}  # fmt: skip
