"""Authority files and the links that they give."""

import pytest

from kg.errors import InputError
from kg.model import AuthorityEntry, Concept
from kg.resolve.authorities import read_authority
from kg.resolve.links import links, namesakes

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://e.org/t/1> skos:prefLabel "Speech recognition"@en, "Spracherkennung"@de ; skos:altLabel "ASR"@en-GB, "voice recognition" .
<https://e.org/t/2> rdfs:label "parsing", "syntactic parsing" .
[] skos:prefLabel "nobody" .
"""
SSSOM = """#curie_map:
#  ex: https://e.org/t/
#  kg: https://w3id.org/papergraph/task/
#mapping_set_id: https://e.org/set
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tconfidence
kg:parsing\tparsing\tskos:exactMatch\tex:2\tParsing\t0.9
https://other.org/9\tsyntactic parsing\tskos:exactMatch\tex:3\tParser\t0.8
kg:parsing\tparsing\tskos:broadMatch\tex:4\tAnalysis\t1
"""


def concept(label, name, *aliases):
    return Concept(
        f"https://w3id.org/papergraph/{label.lower()}/{name.replace(' ', '-')}",
        label,
        name,
        name,
        (*aliases, name),
        (),
    )


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_skos_in_english(tmp_path):
    assert list(read_authority(write(tmp_path / "a.ttl", TURTLE))) == [
        AuthorityEntry("https://e.org/t/1", "Speech recognition", ("ASR", "voice recognition")),
        AuthorityEntry("https://e.org/t/2", "parsing", ("syntactic parsing",)),
    ]


@pytest.mark.parametrize("ending", ["nt", "rdf", "jsonld", "trig"])
def test_other_syntaxes_give_the_same(tmp_path, ending):
    import pyoxigraph

    syntax = pyoxigraph.RdfFormat.from_extension(ending)
    data = pyoxigraph.serialize(
        pyoxigraph.parse(input=TURTLE.encode(), format=pyoxigraph.RdfFormat.TURTLE), format=syntax
    )
    turtle = list(read_authority(write(tmp_path / "a.ttl", TURTLE)))
    assert list(read_authority(write(tmp_path / f"a.{ending}", data.decode()))) == turtle


def test_csv_and_tsv(tmp_path):
    text = 'ID,Label,AltLabels,Type\nhttps://e.org/1,"Penn Treebank",PTB|WSJ; PTB,Dataset\nurn:x:2, F1 ,,\nhttps://e.org/3,,x,\n'
    wanted = [
        AuthorityEntry("https://e.org/1", "Penn Treebank", ("PTB", "WSJ"), "Dataset"),
        AuthorityEntry("urn:x:2", "F1", ()),
    ]
    assert list(read_authority(write(tmp_path / "a.csv", text))) == wanted
    tabs = "uri\tname\nhttps://e.org/1\tPenn, Treebank\n"
    assert list(read_authority(write(tmp_path / "a.tsv", "\ufeff" + tabs))) == [
        AuthorityEntry("https://e.org/1", "Penn, Treebank", ())
    ]


def test_sssom_states_mappings_itself(tmp_path):
    entries = list(read_authority(write(tmp_path / "a.sssom.tsv", SSSOM)))
    parsing = concept("Task", "parsing", "syntactic parsing")
    found = [
        (link.target, link.predicate, link.score, link.stated)
        for link in links([parsing], [("a", entry) for entry in entries])
    ]
    assert found == [
        ("https://e.org/t/2", "exactMatch", 0.9, True),
        ("https://e.org/t/3", "closeMatch", 0.68, True),
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ttl", "<https://e.org/1> skos:prefLabel", "cannot read the authority"), ("a.ttl", "", "no skos:prefLabel"),
        ("a.csv", "", "needs the columns id and name"), ("a.csv", "name,type\nx,y\n", "but has name, type"),
        ("a.csv", "id,name\nQ42,ImageNet\n", "line 2: 'Q42' is not an IRI"), ("a.tsv", "subject_id\tobject_id\nex:1\tex:2\n", "line 2: 'ex:1' is not an IRI"),
        ("a.tsv", "subject_id\tobject_id\tconfidence\nhttps://e.org/1\thttps://e.org/2\thigh\n", "line 2: the confidence 'high' is not a number"),
    ],
)  # fmt: skip
def test_bad_authorities_are_refused_in_one_line(tmp_path, name, text, said):
    with pytest.raises(InputError, match=said):
        list(read_authority(write(tmp_path / name, text)))


def test_files_that_are_none(tmp_path):
    for path in (tmp_path / "missing.ttl", tmp_path / "missing.csv"):
        with pytest.raises(InputError, match="cannot read"):
            list(read_authority(path))
    (tmp_path / "latin.csv").write_bytes(b"id,name\nhttps://e.org/1,caf\xe9\n")
    with pytest.raises(InputError, match="cannot read"):
        list(read_authority(tmp_path / "latin.csv"))


CONCEPTS = [
    concept("Task", "speech recognition", "asr"), concept("Metric", "attack success rate", "asr"), concept("Dataset", "imagenet"),
    concept("Method", "gan"),
]  # fmt: skip


def linked(*entries):
    return {
        (link.concept.rsplit("/", 1)[1], link.target[-1]): (link.predicate, link.score)
        for link in links(CONCEPTS, entries)
    }


def test_one_name_that_leads_one_way_is_exact():
    entry = ("a", AuthorityEntry("https://e.org/1", "Speech Recognition", ("voice recognition",)))
    assert linked(entry) == {("speech-recognition", "1"): ("exactMatch", 0.95)}


def test_what_several_have_what_is_short_and_what_is_of_another_type_is_close():
    assert linked(("a", AuthorityEntry("https://e.org/1", "ASR", ()))) == {
        ("speech-recognition", "1"): ("closeMatch", 0.85), ("attack-success-rate", "1"): ("closeMatch", 0.85),
    }  # fmt: skip
    assert linked(("a", AuthorityEntry("https://e.org/1", "GAN", ()))) == {("gan", "1"): ("closeMatch", 0.95)}
    assert linked(("a", AuthorityEntry("https://e.org/1", "ImageNet", (), "Task"))) == {
        ("imagenet", "1"): ("closeMatch", 0.475)
    }
    assert linked(("a", AuthorityEntry("https://e.org/1", "ImageNet", (), "dataset"))) == {
        ("imagenet", "1"): ("exactMatch", 0.95)
    }


def test_of_two_entries_of_one_authority_the_better_is_exact_and_of_equals_none():
    better, worse = (
        AuthorityEntry("https://e.org/1", "ImageNet", ()),
        AuthorityEntry("https://e.org/2", "ILSVRC", ("ImageNet",)),
    )
    assert linked(("a", better), ("a", worse)) == {
        ("imagenet", "1"): ("exactMatch", 0.95),
        ("imagenet", "2"): ("closeMatch", 0.85),
    }
    assert linked(("a", better), ("b", worse))["imagenet", "2"] == ("exactMatch", 0.85)
    twin = AuthorityEntry("https://e.org/2", "imagenet", ())
    assert {kind for kind, _ in linked(("a", better), ("a", twin)).values()} == {"closeMatch"}


def test_every_link_has_its_reason():
    entries = [
        ("a", AuthorityEntry("https://e.org/1", "ILSVRC", ("ImageNet",))),
        ("a", AuthorityEntry("https://e.org/2", "ImageNet", (), "Task")),
    ]
    assert [link.reason for link in links(CONCEPTS, entries)] == [
        "its alias 'ImageNet' is the name", "its name 'ImageNet' is the name; there it is a Task; not the only entry",
    ]  # fmt: skip


def test_a_task_and_a_dataset_of_one_name_are_linked_both_ways():
    found = list(namesakes([*CONCEPTS, concept("Task", "imagenet")]))
    ends = {
        (link.concept.split("/")[-2], link.target.split("/")[-2], link.predicate, link.reason)
        for link in found
    }
    assert ends == {
        ("dataset", "task", "closeMatch", "a Task of the same name"), ("task", "dataset", "closeMatch", "a Dataset of the same name"),
    }  # fmt: skip


LDA = Concept(
    "https://w3id.org/papergraph/method/lda",
    "Method",
    "LDA",
    "lda",
    ("lda", "latent dirichlet allocation"),
    ("latent Dirichlet allocation",),
)


@pytest.mark.parametrize(
    ("names", "predicate"),
    [
        (("LDA", "Linear Discriminant Analysis"), None),  # the same letters stand for something else
        (("Linear Discriminant Analysis", "LDA"), None),
        (("LDA", "Latent Dirichlet Allocation"), "exactMatch"),  # three letters, but the long form agrees
        (("LDA",), "closeMatch"),  # nobody says what it stands for there
        (("Latent Dirichlet Allocation",), "exactMatch"),
    ],
)
def test_abbreviations_agree_in_their_long_forms(names, predicate):
    found = list(links([LDA], [("a", AuthorityEntry("https://e.org/1", names[0], names[1:]))]))
    assert [link.predicate for link in found] == ([predicate] if predicate else [])


def test_a_coined_name_is_no_abbreviation():
    adam = Concept(
        "https://w3id.org/papergraph/method/adam",
        "Method",
        "Adam",
        "adam",
        ("adam", "adam optimizer"),
        ("Adam optimizer",),
    )
    [found] = links(
        [adam], [("a", AuthorityEntry("https://e.org/1", "Adam", ("Adaptive Moment Estimation",)))]
    )
    assert found.predicate == "exactMatch"


def test_concepts_of_other_labels_do_not_count():
    task, method = concept("Task", "topic modeling"), concept("Method", "topic modeling")
    entries = [("a", AuthorityEntry("https://e.org/1", "topic modeling", ()))]
    assert [link.predicate for link in links([task, method], entries)] == ["closeMatch"] * 2
    [found] = links([task, method], entries, {"a": ("Task",), "b": ("Metric",)})
    assert (found.concept, found.predicate) == (task.iri, "exactMatch"), "nothing else has the name"
    stated = AuthorityEntry("https://e.org/1", "", (), "", "topic modeling", method.iri, "exactMatch", 1.0)
    assert [link.concept for link in links([task, method], [("a", stated)], {"a": ("Task",)})] == [task.iri]
