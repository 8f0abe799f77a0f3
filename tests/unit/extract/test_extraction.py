"""Properties of whole extractions, and results read from sentences."""

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.extract import sentences
from kg.extract.language import COMPONENTS, extract, make, version
from kg.model import Paper

NLP = make()


def read(text, title="FooNet: a thing"):
    (found,) = extract([Paper("p", title, text)], NLP)
    return found


def results(text):
    found = read(text)
    names = {c.key: c.mentions[0] for c in found.clusters}
    return [(r.value, r.unit, r.kind, names.get(r.metric), names.get(r.dataset)) for r in found.results]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It reaches an accuracy of 94.5% on CIFAR-10.", [("94.5", "%", "absolute", "accuracy", "CIFAR-10")]),
        ("It reaches 94.5% accuracy on CIFAR-10 and 61% on ImageNet.",
         [("94.5", "%", "absolute", "accuracy", "CIFAR-10"), ("61", "%", "absolute", "accuracy", "ImageNet")]),
        ("It obtains 94.5 and 96.1 BLEU on SQuAD and MNLI, respectively.",
         [("94.5", "", "absolute", "BLEU", "SQuAD"), ("96.1", "", "absolute", "BLEU", "MNLI")]),
        ("The accuracy improves from 71.2% to 75.8%.", [("71.2", "%", "absolute", "accuracy", None), ("75.8", "%", "absolute", "accuracy", None)]),
        ("It improves accuracy by 3.2 points.", [("3.2", "points", "gain", "accuracy", None)]),
        ("It is 10x faster than BERT.", [("10", "x", "factor", None, None)]),
        ("It reduces latency by 38%.", [("38", "%", "gain", "latency", None)]),
        ("It reaches 95,3% accuracy.", [("95.3", "%", "absolute", "accuracy", None)]),
        ("It improves accuracy by 8.9 per cent.", [("8.9", "%", "gain", "accuracy", None)]),
        ("It reaches an accuracy of 80%on CIFAR-10.", [("80", "%", "absolute", "accuracy", "CIFAR-10")]),
        ("It raises accuracy by 5.9%p over BERT.", [("5.9", "points", "gain", "accuracy", None)]),
        ("It improves perplexity from $5.1$ to $2.3$.", [("5.1", "", "absolute", "perplexity", None), ("2.3", "", "absolute", "perplexity", None)]),
        ("It is trained on 40 hours of speech of the 18th century.", []),
        ("It has 12 layers and is trained on 40,000 images for 3 days.", []),
        ("We use ResNet-50 with a top-5 list and 10% of the training data.", []),
    ],
)  # fmt: skip
def test_results(text, expected):
    assert results(text) == expected


def test_roles_and_relations():
    found = read(
        "We propose FooNet, a graph neural network for node classification. FooNet outperforms GCN on Cora. It uses dropout."
    )
    names = {c.key: (c.mentions[0], c.role) for c in found.clusters}
    assert ("FooNet", "proposed") in names.values()
    assert ("GCN", "compared") in names.values()
    stated = {(names[r.head][0], r.label, names[r.tail][0]) for r in found.relations}
    assert {
        ("FooNet", "usedFor", "node classification"),
        ("FooNet", "evaluatedWith", "Cora"),
        ("FooNet", "comparedWith", "GCN"),
    } <= stated


text = st.text(max_size=200) | st.lists(
    st.sampled_from("We propose FooNet (FN) . , for on CIFAR-10 94.5% accuracy BERT's e.g. \n https://github.com/a/b 2x and 1–2 % of é ( ) [ ] the uses than".split(" ")), max_size=40
).map(" ".join)  # fmt: skip


@given(text, text)
@settings(max_examples=150, deadline=None)
def test_every_offset_indexes_its_text(title, abstract):
    (found,) = extract([Paper("p", title, abstract)], NLP)
    whole = found.text
    assert whole == f"{title}\n{abstract}"
    spans = [(m.start, m.end) for m in found.entities]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans)), "mentions overlap"
    surfaces = {c.key: set(c.mentions) for c in found.clusters}
    for mention in found.entities:
        assert whole[mention.start : mention.end].strip()
        if mention.label != "Repository":
            assert whole[mention.start : mention.end] in surfaces[mention.cluster]
    mentioned = set(spans)
    for relation in found.mention_relations:
        assert {relation.head, relation.tail} <= mentioned
    for result in found.results:
        assert whole[result.start : result.end] in (result.value, result.value.replace(".", ","))
    for start, end in found.sentences:
        assert whole[start:end] == whole[start:end].strip()
    assert extraction_from_json(extraction_to_json(found)) == found


def test_documents_do_not_share_state():
    papers = [
        Paper(str(i), f"FooNet{i}: a net", f"We propose FooNet{i} for image classification. It beats BERT.")
        for i in range(5)
    ]
    together = list(extract(papers, NLP))
    assert together == [found for paper in papers for found in extract([paper], make())]
    assert list(extract(reversed(papers), NLP)) == together[::-1]


def test_sentences():
    text = "A title\nWe use e.g. BERT. It works, cf. Fig. 2 of Smith et al. (2020). Does it? (Yes.) At 3.5 points it ends."
    assert [text[a:b] for a, b in sentences.split(text)] == [
        "A title", "We use e.g. BERT.", "It works, cf. Fig. 2 of Smith et al. (2020).", "Does it?", "(Yes.)", "At 3.5 points it ends.",
    ]  # fmt: skip


def test_components_declare_what_they_need():
    assert [name for name in NLP.pipe_names if name.startswith("kg_")] == list(COMPONENTS)
    assert not NLP.analyze_pipes(keys=["assigns", "requires"])["problems"]["kg_relations"]


def test_every_process_makes_the_same_version():
    ask = [sys.executable, "-c", "from kg.extract.language import version; print(version())"]
    other = subprocess.run(
        ask, env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == version()
    assert re.fullmatch(r"kg-[\d.]+-(accurate|fast)-\w{12}", version())


def test_another_spacy_pipeline_takes_our_place(tmp_path):
    import spacy

    other = spacy.blank("en")
    other.add_pipe("entity_ruler").add_patterns([{"label": "Dataset", "pattern": "lorem ipsum"}])
    other.to_disk(tmp_path / "other")
    (found,) = extract([Paper("p", "A title", "We test on lorem ipsum.")], make(str(tmp_path / "other")))
    assert [(m.label, m.rule) for m in found.entities] == [("Dataset", "model")]


def test_a_pipeline_that_is_not_there():
    from kg.errors import UsageError

    with pytest.raises(UsageError, match="cannot load the spaCy pipeline 'nosuch'"):
        make("nosuch")
