"""A small file of each format, made from titles and abstracts: what the compliance suite and the fuzzer start from."""

import io
import json
from xml.sax.saxutils import escape

TITLES = ["FooNet: a thing", "Bar, “quoted”, and so on", "Baz: été 漢字"]
ABSTRACTS = [
    ("We propose FooNet for things, and it works well. " * 6).strip(),
    ('It says "yes"; nothing else is said here at all. ' * 6).strip(),
    ("Ein Abstract mit Ümläuten, der lang genug ist. " * 6).strip(),
]
PAIRS = list(zip(TITLES, ABSTRACTS, strict=True))


def dump(value, **options):
    return json.dumps(value, ensure_ascii=False, **options)


def _lines(objects):
    return "".join(dump(value) + "\n" for value in objects)


def _trending(pairs):
    return "Get trending papers in your email inbox!\nSubscribe" + "".join(f"{t}\n{a}\n" for t, a in pairs)


def _papers(pairs):
    return _lines({"title": t, "abstract": a} for t, a in pairs)


def _table(pairs):
    quoted = [(t.replace('"', '""'), a.replace('"', '""')) for t, a in pairs]
    return "Title,Abstract,Year\n" + "".join(f'"{t}","{a}",2020\n' for t, a in quoted)


def _text(pairs):
    return "".join(f"{t}\n{a}\n\n" for t, a in pairs)


def _inverted(text):
    index = {}
    for place, word in enumerate(text.split()):
        index.setdefault(word, []).append(place)
    return index


def _openalex(pairs):
    works = [
        {
            "id": f"https://openalex.org/W{n}",
            "display_name": t,
            "publication_year": 2020,
            "abstract_inverted_index": _inverted(a),
        }
        for n, (t, a) in enumerate(pairs)
    ]
    return dump({"meta": {"count": len(works)}, "results": works}) + "\n"


def _semanticscholar(pairs):
    return (
        dump(
            [
                {"paperId": f"{n:040x}", "title": t, "abstract": a, "year": 2020}
                for n, (t, a) in enumerate(pairs)
            ],
            indent=1,
        )
        + "\n"
    )


def _arxiv(pairs):
    return _lines(
        {"id": f"2001.0000{n}", "title": t, "categories": "cs.CL", "abstract": f"  {a}\n", "versions": []}
        for n, (t, a) in enumerate(pairs)
    )


def _crossref(pairs):
    items = [
        {
            "DOI": f"10.5555/{n}",
            "title": [t],
            "abstract": f"<jats:p>{escape(a)}</jats:p>",
            "is-referenced-by-count": 0,
            "deposited": {},
        }
        for n, (t, a) in enumerate(pairs)
    ]
    return (
        dump({"status": "ok", "message-type": "work-list", "message": {"total-results": 3, "items": items}})
        + "\n"
    )


def _datacite(pairs):
    def attributes(n, t, a):
        return {
            "doi": f"10.5555/{n}", "titles": [{"title": t}], "publicationYear": 2020,
            "descriptions": [{"description": a, "descriptionType": "Abstract"}],
        }  # fmt: skip

    return (
        dump(
            {"data": [{"id": str(n), "attributes": attributes(n, t, a)} for n, (t, a) in enumerate(pairs)]},
            indent=2,
        )
        + "\n"
    )


def _csl(pairs):
    items = [
        {"id": str(n), "type": "article", "title": t, "abstract": a, "issued": {"date-parts": [[2020]]}}
        for n, (t, a) in enumerate(pairs)
    ]
    return dump(items, indent=2) + "\n"


def _nbib(pairs):
    return "\n".join(
        f"PMID- {n}\nTI  - {t}\nAB  - {a}\nDP  - 2020\nSO  - Here.\n"
        for n, (t, a) in enumerate(pairs, start=1)
    )


def _ris(pairs):
    return "\n".join(f"TY  - JOUR\nTI  - {t}\nAB  - {a}\nPY  - 2020\nER  - \n" for t, a in pairs)


def _bibtex(pairs):
    return "\n".join(
        f"@article{{key{n},\n  title = {{{t}}},\n  abstract = {{{a}}},\n  year = 2020\n}}\n"
        for n, (t, a) in enumerate(pairs)
    )


def _frontmatter(pairs):
    return "".join(
        f"---\ntitle: {dump(t)}\nabstract: {dump(a)}\ndate: 2020-01-01\n---\n" for t, a in pairs[:1]
    )


def _xml(root, record, pairs, around="", attributes=""):
    body = "".join(record.format(n=n, t=escape(t), a=escape(a)) for n, (t, a) in enumerate(pairs, start=1))
    start, end = (f"<{around}>\n", f"</{around.split()[0]}>\n") if around else ("", "")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{attributes}>\n{start}{body}{end}</{root}>\n'


def _acl(pairs):
    record = '<paper id="{n}"><title>{t}</title><abstract>{a}</abstract><url>2020.x-y.{n}</url></paper>\n'
    return _xml("collection", record, pairs, 'volume id="1"', ' id="2020.x"')


def _jats(pairs):
    record = (
        "<article><front><article-meta><title-group><article-title>{t}</article-title></title-group>"
        "<abstract><p>{a}</p></abstract></article-meta></front></article>\n"
    )
    return _xml("pmc-articleset", record, pairs)


def _pubmed(pairs):
    record = (
        "<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>{t}</ArticleTitle>"
        "<Abstract><AbstractText>{a}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
    )
    return _xml("PubmedArticleSet", record, pairs)


def _crossref_xml(pairs):
    record = (
        '<journal_article><titles><title>{t}</title></titles><jats:abstract xmlns:jats="http://jats.nlm.nih.gov"><jats:p>{a}</jats:p>'
        "</jats:abstract><doi_data><doi>10.5555/{n}</doi></doi_data></journal_article>\n"
    )
    return _xml("doi_batch", record, pairs, attributes=' xmlns="http://www.crossref.org/schema/5.3.1"')


def _atom(pairs):
    record = "<entry><id>http://arxiv.org/abs/2001.0000{n}v1</id><title>{t}</title><summary>{a}</summary></entry>\n"
    return _xml("feed", record, pairs, attributes=' xmlns="http://www.w3.org/2005/Atom"')


def _tei(pairs):
    record = (
        "<TEI><teiHeader><fileDesc><titleStmt><title>{t}</title></titleStmt></fileDesc><profileDesc><abstract><p>{a}</p></abstract>"
        "</profileDesc></teiHeader><text><body><p>More.</p></body></text></TEI>\n"
    )
    return _xml("teiCorpus", record, pairs, attributes=' xmlns="http://www.tei-c.org/ns/1.0"')


def _oai(pairs):
    record = (
        "<record><header><identifier>oai:arXiv.org:2001.0000{n}</identifier></header><metadata><oai_dc:dc>"
        "<dc:title>{t}</dc:title><dc:description>{a}</dc:description></oai_dc:dc></metadata></record>\n"
    )
    spaces = ' xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:oai_dc="urn:a" xmlns:dc="urn:b"'
    return _xml("OAI-PMH", record, pairs, "ListRecords", spaces)


def _dblp(pairs):
    return _xml("dblp", '<article key="{n}"><title>{t}</title></article>\n', pairs)


def _parquet(pairs):
    import pyarrow
    from pyarrow.parquet import write_table

    file = io.BytesIO()
    write_table(pyarrow.table({"title": [t for t, _ in pairs], "abstract": [a for _, a in pairs]}), file)
    return file.getvalue()


MADE = {
    "trending": _trending, "parquet": _parquet, "acl": _acl, "jats": _jats, "pubmed": _pubmed, "crossref-xml": _crossref_xml, "tei": _tei, "atom": _atom,
    "oai": _oai, "dblp": _dblp, "openalex": _openalex, "semanticscholar": _semanticscholar, "arxiv": _arxiv, "crossref": _crossref,
    "datacite": _datacite, "csl": _csl, "papers": _papers, "nbib": _nbib, "ris": _ris, "bibtex": _bibtex, "frontmatter": _frontmatter,
    "table": _table, "text": _text,
}  # fmt: skip
XML = ("acl", "jats", "pubmed", "tei", "crossref-xml", "atom", "oai")
JSON = ("openalex", "semanticscholar", "arxiv", "crossref", "datacite", "csl", "papers")
# the end of a record is marked, so that a cut never goes unnoticed
MARKED = (*XML, *JSON, "ris", "bibtex", "frontmatter", "parquet")


def sample(form, pairs=PAIRS):
    """Return the bytes of a file of the format with these papers; one for "frontmatter", none for "dblp"."""
    made = MADE[form](pairs)
    return made if isinstance(made, bytes) else made.encode()


def expected(form):
    """Return the papers of the sample, as (title, abstract)."""
    return PAIRS[: {"frontmatter": 1, "dblp": 0}.get(form, 3)]
