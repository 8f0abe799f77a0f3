"""A small graph of invented papers that has every label, every edge type and what makes stores disagree.

Names that sort differently by UTF-16 and by code point, in capitals and not; texts with quotes, backslashes
and line ends; papers without a year or an abstract; equal values; a repository of three papers; a name that
is both a method and a dataset.
"""

__all__ = ["graph"]

from collections.abc import Iterator

from kg.ids import DEFAULT_BASE, author_iri, concept_iri, content_key, fold, paper_iri, repository_iri
from kg.model import Edge, Node, NodeRef, PropertyValue
from kg.names import normal_form

# id, title, year, abstract
PAPERS = {
    "glow": ("arxiv:2101.00001", "GlowNet: bright networks", 2021, "We propose GlowNet."),
    "glow2": ("arxiv:2203.00002", "GlowNet-XL, larger and brighter", 2022, "A larger GlowNet."),
    "tide": ("doi:10.1234/tide.(7)<a>", "TideFormer", 2022, "Waves of attention."),
    "tide2": ("title:00000000000000aa", "Another look at TideFormer", None, "Nothing new."),
    "pebble": ("title:00000000000000bb", "PebbleSet: a set of pebbles", 2020, "Stones."),
    "echo": ("acl:2023.echo-1.5", "EchoCorpus\nin two lines", 2023, "Voices."),
    "quotes": ("title:00000000000000cc", 'On "quotes", it\'s \\backslashes\\ and `ticks`', 2023, "a\r\nb\tc"),
    "unicode": ("odd id/ä?#%20 😀", "Ünïcode 😀 and ﬀ", 2023, "Zero\u200bwidth \u202eleft"),
    "survey": ("arxiv:2301.00009", "A survey of bright networks", 2023, "Everything."),
    "plain": ("title:00000000000000dd", "A paper that says little", 2019, None),
    "mist": ("title:00000000000000ee", "Mist for everyone", 2022, "Mist."),
    "slow": ("arxiv:cs/0101001", "Old but accurate", 2001, "Slow."),
    "robust": ("title:00000000000000ff", "How robust is GlowNet?", 2023, "Not very."),
}
LANGUAGES = {"glow": "en", "tide": "pt-br"}
OTHER_IDS = {
    "glow": ("acl:2021.glow-1.2", "doi:10.1234/glow"),
    "echo": ("openalex:W15", "pmid:15", "pmlr:v15/echo23a"),
}
# who -> identity, name, other names, family, given, ORCID, ids; two of one name are two
AUTHORS = {
    "doe": (
        "0000-0002-1825-0097",
        "Jane Doe",
        ("J. Doe",),
        "Doe",
        "Jane",
        "0000-0002-1825-0097",
        ("openalex:A1",),
    ),
    "other doe": ("doi:10.1234/tide.(7)<a>#1", "J. Doe", (), "Doe", "J.", None, ()),
    "glow": ("arxiv:2101.00001#2", "The Glow Collaboration", (), None, None, None, ()),
    "ørsted": ("s2:7", "Hans Ørsted", (), None, None, None, ("s2:7",)),
}
WROTE = {"glow": ("doe", "glow", "ørsted"), "glow2": ("doe",), "tide": ("other doe",)}
VENUES = {"glow": "Journal of Light", "glow2": "Journal of Light", "tide": 'Waves & "Tides"'}
CITES = {"glow2": ("glow", "tide"), "tide": ("glow",)}
METADATA = {
    "glow": {
        "date": "2021-05-17", "pdf": "https://example.org/glow.pdf", "publicationType": "article", "keywords": ("light", "nets"),
        "citationKeys": ("doe21", "glow|net"), "citationCount": 2,
    },
    "tide": {"date": "2022", "citationCount": 0, "citationKeys": ("tide",)},
}  # fmt: skip
# label -> name -> other names
CONCEPTS = {
    "Task": {
        "image classification": ("picture classification", "Image Classification"), "fine-grained image classification": (),
        "speech recognition": ("ASR",), "Τάξη 😀": (),
    },
    "Method": {
        "GlowNet": ("Glow Nets", "glow network"), "GlowNet-XL": (), "TideFormer": (), "attention pooling": (), "Mist": (), "Zeta": (),
        "alpha": (), "😀Net": (), "ﬀNet": (), "Éclair": (),
    },
    "Dataset": {"PebbleSet": ("pebble set",), "Pebble-C": (), "EchoCorpus": (), "Mist": ()},
    "Metric": {"accuracy": ("top-1 accuracy", "acc"), "word error rate": ("WER",), "latency": ()},
}  # fmt: skip
LOWER = {"word error rate", "latency"}
UNITS = {"accuracy": "%", "word error rate": "%", "latency": "ms"}
MATCHES = {
    "GlowNet": ("https://example.org/topics/glow-net", "urn:x:glow?a=b&c=1"),
    "accuracy": ("https://example.org/accuracy",),
}
# paper: (edge type, label and name of the subject or None for the paper, label and name of the object)
ROLES = {
    "glow": "PROPOSES Method:GlowNet, USES Dataset:PebbleSet, USES Method:attention pooling, ADDRESSES Task:image classification, "
    "MEASURES Metric:accuracy, COMPARES Method:TideFormer",
    "glow2": "PROPOSES Method:GlowNet-XL, USES Dataset:PebbleSet, USES Dataset:Pebble-C, COMPARES Method:GlowNet, "
    "ADDRESSES Task:fine-grained image classification, MEASURES Metric:accuracy, MEASURES Metric:latency",
    "tide": "PROPOSES Method:TideFormer, USES Method:attention pooling, USES Dataset:PebbleSet, COMPARES Method:GlowNet, "
    "ADDRESSES Task:image classification, ADDRESSES Task:speech recognition, MEASURES Metric:accuracy, MEASURES Metric:word error rate",
    "tide2": "USES Method:TideFormer, USES Method:attention pooling, ADDRESSES Task:speech recognition, MEASURES Metric:word error rate",
    "pebble": "INTRODUCES Dataset:PebbleSet, ADDRESSES Task:image classification, COMPARES Method:Zeta, COMPARES Method:alpha",
    "echo": "INTRODUCES Dataset:EchoCorpus, INTRODUCES Dataset:Mist, ADDRESSES Task:speech recognition",
    "quotes": "USES Method:Zeta, USES Method:alpha, MENTIONS Dataset:PebbleSet, ADDRESSES Task:image classification",
    "unicode": "PROPOSES Method:😀Net, PROPOSES Method:ﬀNet, USES Method:Éclair, ADDRESSES Task:Τάξη 😀",
    "survey": "MENTIONS Method:GlowNet, MENTIONS Task:image classification, MENTIONS Dataset:PebbleSet, COMPARES Method:GlowNet, "
    "COMPARES Method:TideFormer, ADDRESSES Task:image classification",
    "mist": "PROPOSES Method:Mist, USES Dataset:Mist, ADDRESSES Task:speech recognition, MEASURES Metric:word error rate",
    "slow": "USES Method:Zeta, ADDRESSES Task:image classification, MEASURES Metric:accuracy",
    "robust": "USES Method:GlowNet, ADDRESSES Task:image classification, MEASURES Metric:accuracy",
}
RELATIONS = {
    "glow": "USED_FOR Method:GlowNet Task:image classification, EVALUATED_WITH Method:GlowNet Dataset:PebbleSet, "
    "TRAINED_WITH Method:GlowNet Dataset:PebbleSet, COMPARED_WITH Method:GlowNet Method:TideFormer, "
    "PART_OF Method:attention pooling Method:GlowNet",
    "glow2": "SUBCLASS_OF Method:GlowNet-XL Method:GlowNet, VARIANT_OF Method:GlowNet-XL Method:GlowNet, "
    "VARIANT_OF Dataset:Pebble-C Dataset:PebbleSet, EVALUATED_WITH Method:GlowNet-XL Dataset:Pebble-C, "
    "USED_FOR Method:GlowNet-XL Task:fine-grained image classification, COMPARED_WITH Method:GlowNet-XL Method:GlowNet, "
    "EVALUATED_WITH Method:GlowNet Dataset:PebbleSet, SUBTASK_OF Task:fine-grained image classification Task:image classification",
    "tide": "USED_FOR Method:TideFormer Task:speech recognition, USED_FOR Method:TideFormer Task:image classification, "
    "PART_OF Method:attention pooling Method:TideFormer, COMPARED_WITH Method:TideFormer Method:GlowNet, "
    "EVALUATED_WITH Method:TideFormer Dataset:EchoCorpus",
    "tide2": "USED_FOR Method:TideFormer Task:speech recognition, PART_OF Method:attention pooling Method:TideFormer",
    "pebble": "BENCHMARK_FOR Dataset:PebbleSet Task:image classification, COMPARED_WITH Method:Zeta Method:alpha",
    "echo": "BENCHMARK_FOR Dataset:EchoCorpus Task:speech recognition, BENCHMARK_FOR Dataset:Mist Task:speech recognition",
    "quotes": "COMPARED_WITH Method:alpha Method:Zeta, USED_FOR Method:Zeta Task:image classification",
    "unicode": "USED_FOR Method:😀Net Task:Τάξη 😀, USED_FOR Method:ﬀNet Task:Τάξη 😀, USED_FOR Method:Éclair Task:Τάξη 😀",
    "survey": "BENCHMARK_FOR Dataset:PebbleSet Task:image classification, USED_FOR Method:GlowNet Task:image classification, "
    "COMPARED_WITH Method:GlowNet Method:TideFormer",
    "mist": "USED_FOR Method:Mist Task:speech recognition, EVALUATED_WITH Method:Mist Dataset:Mist",
}
# paper, value, as written, unit, kind, method, dataset, task, metric
RESULTS = [
    ("glow", 94.5, "94.5", "%", "absolute", "GlowNet", "PebbleSet", "image classification", "accuracy"),
    ("glow", 2.0, "2", "x", "factor", "GlowNet", None, None, "latency"),
    ("glow2", 95.0, "95.0", "%", "absolute", "GlowNet-XL", "PebbleSet", None, "accuracy"),
    ("glow2", 94.5, "94.5", "%", "absolute", "GlowNet", "PebbleSet", None, "accuracy"),
    ("glow2", 1234.5, "1,234.5", "ms", "absolute", "GlowNet-XL", "Pebble-C", None, "latency"),
    ("glow2", 0.1, "0.10", "ms", "absolute", "GlowNet", "Pebble-C", None, "latency"),
    ("tide", 94.5, "94.5", "%", "absolute", "TideFormer", "PebbleSet", "image classification", "accuracy"),
    (
        "tide",
        3.25,
        "3.25",
        "%",
        "absolute",
        "TideFormer",
        "EchoCorpus",
        "speech recognition",
        "word error rate",
    ),
    ("tide2", 3.1, "3.1", "", "absolute", None, "EchoCorpus", None, "word error rate"),
    ("mist", 12.0, "12", "%", "absolute", "Mist", "Mist", "speech recognition", "word error rate"),
    ("slow", 99.9, "99.9", "%", "absolute", None, "PebbleSet", "image classification", "accuracy"),
    ("slow", -1e-07, "-1e-7", "", "absolute", "Zeta", None, None, None),
    ("slow", 3.1e23, "3.1e23", "", "absolute", "Zeta", None, None, None),
    ("robust", 1.5, "+1.5", "points", "gain", "GlowNet", "Pebble-C", None, "accuracy"),
]
# paper, address, official, what it implements
REPOSITORIES = [
    ("glow", "https://github.com/glow/glownet", True, "Method:GlowNet"),
    ("glow2", "https://github.com/glow/glownet", True, "Method:GlowNet-XL"),
    ("robust", "https://github.com/glow/glownet", False, "Method:GlowNet"),
    ("tide", "https://gitlab.com/wave's/tide\"former", True, "Method:TideFormer, Method:attention pooling"),
    ("pebble", "https://zenodo.org/record/1?a=b&c=<d>", True, "Dataset:PebbleSet"),
    ("survey", "https://github.com/glow/glownet", False, ""),
]


def graph() -> tuple[list[Node], list[Edge]]:
    """Return the nodes and edges, with all the properties that the schema declares."""
    results = (node for _, node, _ in _results())
    nodes = [*_papers(), *_concepts(), *_repositories(), *results, *_authors(), *_venues()]
    return nodes, [*_edges(), *_bibliography()]


def _papers() -> Iterator[Node]:
    for name, (paper, title, year, abstract) in PAPERS.items():
        iri, url = paper_iri(paper), None if year is None else f"https://example.org/{name}"
        yield Node("Paper", iri, {
            "iri": iri, "id": paper, "title": title, "abstract": abstract, "year": year, "url": url, "language": LANGUAGES.get(name), "sources": (f"{name}.jsonl#1",),
            "ids": (paper, *OTHER_IDS.get(name, ())), **dict.fromkeys(METADATA["glow"]), "keywords": (), "citationKeys": (),
            **METADATA.get(name, {}),
        })  # fmt: skip


def _authors() -> Iterator[Node]:
    for identity, name, aliases, family, given, orcid, ids in AUTHORS.values():
        iri = author_iri(identity)
        yield Node("Author", iri, {
            "iri": iri, "name": name, "keys": tuple(sorted(map(fold, (name, *aliases, *ids, *filter(None, [orcid]))))), "aliases": aliases, "family": family, "given": given, "orcid": orcid and f"https://orcid.org/{orcid}",
            "ids": ids,
        })  # fmt: skip


def _venues() -> Iterator[Node]:
    for name in sorted(set(VENUES.values())):
        iri = concept_iri("Venue", fold(name))
        yield Node("Venue", iri, {"iri": iri, "name": name, "keys": (fold(name),), "aliases": ()})


def _bibliography() -> Iterator[Edge]:
    def edge(kind: str, source: NodeRef, target: NodeRef, paper: str, **more: PropertyValue) -> Edge:
        key = content_key("edge", kind, source.iri, target.iri, *map(str, more.values()))
        return Edge(kind, key, source, target, {"key": key, "paper": PAPERS[paper][0], **more})

    def of(paper: str) -> NodeRef:
        return NodeRef("Paper", paper_iri(PAPERS[paper][0]))

    for paper, people in WROTE.items():
        for position, who in enumerate(people, start=1):
            author = NodeRef("Author", author_iri(AUTHORS[who][0]))
            yield edge("WROTE", author, of(paper), paper, position=position)
    for paper, venue in VENUES.items():
        yield edge("PUBLISHED_IN", of(paper), NodeRef("Venue", concept_iri("Venue", fold(venue))), paper)
    for paper, others in CITES.items():
        for other in others:
            yield edge("CITES", of(paper), of(other), paper)


def _ref(thing: str) -> NodeRef:
    label, name = thing.split(":", 1)
    assert name in CONCEPTS[label], thing
    return NodeRef(label, concept_iri(label, normal_form(name)))


def _concepts() -> Iterator[Node]:
    for label, names in CONCEPTS.items():
        for name, aliases in names.items():
            iri, keys = _ref(f"{label}:{name}").iri, {normal_form(name), *map(normal_form, aliases)}
            properties: dict[str, PropertyValue] = {
                "iri": iri, "name": name, "key": normal_form(name), "keys": tuple(sorted(keys)), "aliases": tuple(sorted(aliases)),
                "exactMatch": tuple(MATCHES.get(name, ())), "closeMatch": (),
            }  # fmt: skip
            if label == "Metric":
                properties |= {
                    "direction": "lower" if name in LOWER else "higher",
                    "unit": UNITS.get(name, ""),
                }
            yield Node(label, iri, properties)


def _repositories() -> Iterator[Node]:
    for url in sorted({url for _, url, _, _ in REPOSITORIES}):
        host, _, path = url.removeprefix("https://").partition("/")
        iri = repository_iri(url)
        yield Node("Repository", iri, {"iri": iri, "url": url, "host": host, "name": path})


def _results() -> Iterator[tuple[str, Node, list[tuple[str, NodeRef]]]]:
    """Yield the paper, the node and its edges to concepts."""
    for number, (paper, value, raw, unit, kind, *slots) in enumerate(RESULTS):
        iri = f"{DEFAULT_BASE}result/{content_key('result', str(number))}"
        properties = {
            "iri": iri, "value": value, "raw": raw, "unit": unit, "kind": kind, "paper": PAPERS[paper][0],
            "sentence": f"Result {number}: {raw}{unit}.", "start": 10, "end": 10 + len(raw), "confidence": (number + 1) / 16,
            "rule": "number",
        }  # fmt: skip
        kinds = zip(
            ("OF_METHOD", "ON_DATASET", "FOR_TASK", "MEASURED_BY"),
            ("Method", "Dataset", "Task", "Metric"),
            slots,
            strict=True,
        )
        yield (
            paper,
            Node("Result", iri, properties),
            [(edge, _ref(f"{label}:{slot}")) for edge, label, slot in kinds if slot],
        )


def _edges() -> Iterator[Edge]:
    for name, (paper, *_) in PAPERS.items():
        subject = NodeRef("Paper", paper_iri(paper))
        for role in filter(None, ROLES.get(name, "").split(", ")):
            edge, thing = role.split(" ", 1)
            yield _edge(name, edge, subject, _ref(thing))
        for relation in filter(None, RELATIONS.get(name, "").split(", ")):
            edge, head, tail = _relation(relation)
            yield _edge(name, edge, _ref(head), _ref(tail))
        for of, result, slots in _results():
            if of == name:
                ref = NodeRef("Result", result.iri)
                yield _edge(name, "REPORTS", subject, ref)
                yield from (_edge(name, edge, ref, target) for edge, target in slots)
        for of, url, official, things in REPOSITORIES:
            if of == name:
                ref = NodeRef("Repository", repository_iri(url))
                yield _edge(name, "HAS_REPOSITORY", subject, ref, official=official)
                yield from (
                    _edge(name, "IMPLEMENTS", ref, _ref(thing)) for thing in filter(None, things.split(", "))
                )


def _relation(text: str) -> tuple[str, str, str]:
    """Return the edge type, the subject and the object; names may hold spaces."""
    edge, rest = text.split(" ", 1)
    place = max(rest.rfind(f" {label}:") for label in CONCEPTS)
    return edge, rest[:place], rest[place + 1 :]


def _edge(paper: str, kind: str, source: NodeRef, target: NodeRef, **more: PropertyValue) -> Edge:
    key = content_key("edge", paper, source.iri, kind, target.iri)
    number = int(key[:2], 16)
    properties: dict[str, PropertyValue] = {
        "key": key, "paper": PAPERS[paper][0], "confidence": number / 256, "sentence": f'Of {paper}, "{kind}" \\{number}.\nIt\'s so.',
        "start": number, "end": number + 5, "rule": f"rule-{number % 7}",
    }  # fmt: skip
    return Edge(kind, key, source, target, properties | more)
