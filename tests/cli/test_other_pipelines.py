"""Another spaCy pipeline takes our place by one line of TOML: a tiny transformer trained here, and a component from an entry point."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = '''
import numpy
from spacy.language import Language
from spacy.ml.models.tok2vec import MultiHashEmbed
from spacy.tokens import Span
from spacy.util import registry
from thinc.api import Maxout, Model, chain, glorot_uniform_init, residual, with_array


def attend(model, docs, is_train):
    """One head of scaled dot-product attention (Vaswani et al. 2017) over the words of each document, added to its input."""
    weights = [model.get_param(name) for name in "QKV"]
    size = numpy.float32(numpy.sqrt(weights[0].shape[1]))
    found, kept = [], []
    for x in docs:
        q, k, v = (x @ w for w in weights)
        scores = q @ k.T / size
        a = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        a /= a.sum(axis=1, keepdims=True)
        found.append(x + a @ v)
        kept.append((x, q, k, v, a))

    def backprop(gradients):
        back = []
        for d, (x, q, k, v, a) in zip(gradients, kept):
            da = d @ v.T
            ds = a * (da - (da * a).sum(axis=1, keepdims=True)) / size
            parts = (ds @ k, ds.T @ q, a.T @ d)
            for name, part in zip("QKV", parts):
                model.inc_grad(name, x.T @ part)
            back.append(d + sum(part @ w.T for part, w in zip(parts, weights)))
        return back

    return found, backprop


def start(model, X=None, Y=None):
    width = model.get_dim("nO")
    for name in "QKV":
        model.set_param(name, glorot_uniform_init(model.ops, (width, width)))


def tiny_transformer(width: int):
    embed = MultiHashEmbed(width, ["NORM", "SHAPE"], [500, 100], False)
    attention = Model("attention", attend, init=start, dims={"nO": width, "nI": width}, params={name: None for name in "QKV"})
    forward = with_array(residual(Maxout(width, width, nP=2)))
    model = chain(embed, attention, forward)
    model.set_dim("nO", width)
    return model


def marker(nlp, name):
    def mark(doc):
        doc.ents = [Span(doc, t.i, t.i + 1, "Dataset") for t in doc if t.text.startswith("Zed")]
        return doc
    return mark


Language.factory("tiny_marker", assigns=["doc.ents"], func=marker)
'''
ENTRY_POINTS = """[spacy_architectures]
tiny.Transformer.v1 = tiny_pipe:tiny_transformer

[spacy_factories]
tiny_marker = tiny_pipe:marker
"""
TRAIN = """
import random, sys
import spacy
from spacy.training import Example

nlp = spacy.blank("en")
tok2vec = {"@architectures": "tiny.Transformer.v1", "width": 32}
model = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False, "hidden_width": 32,
         "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": tok2vec}
nlp.add_pipe("ner", config={"model": model})
examples = []
for i in range(40):
    text = f"We test the Model{i % 7} on the Lorem{i} collection ."
    at = text.index("Lorem")
    examples.append(Example.from_dict(nlp.make_doc(text), {"entities": [(at, at + len(f"Lorem{i}"), "Dataset")]}))
random.seed(0); spacy.util.fix_random_seed(0)
nlp.initialize(lambda: examples)
for _ in range(30):
    random.shuffle(examples)
    nlp.update(examples, losses={})
nlp.to_disk(sys.argv[1])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with an installed package that offers an architecture and a component by entry points."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "tiny_pipe.py").write_text(MODULE)
    info = folder / "tiny_pipe-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-pipe\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    return folder


def python(site: Path, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, *args],
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(site: Path, folder: Path, pipeline: str, text: str) -> list[tuple[str, str]]:
    """Run the pipeline that a TOML file names over one paper; return the labels and names of the graph's concepts."""
    (folder / "papers.jsonl").write_text(
        json.dumps({"id": "p", "title": "A study of things", "abstract": text}) + "\n"
    )
    (folder / "mine.toml").write_text(
        f'name = "mine"\n[read]\npaths = ["papers.jsonl"]\n[extract]\npipeline = "{pipeline}"\n[stores]\nload = ["embedded"]\n'
    )
    kg = ["-c", "from kg.cli.app import main; main()"]
    python(site, *kg, "run", str(folder / "mine.toml"), "--store", str(folder / "graph"))
    rows = python(
        site,
        *kg,
        "query",
        "MATCH (c) WHERE c.name IS NOT NULL RETURN labels(c) AS label, c.name AS name",
        "--store",
        str(folder / "graph"),
        "--format",
        "jsonl",
    )
    return [(str(row["label"]), row["name"]) for row in map(json.loads, rows.splitlines())]


def test_a_tiny_transformer(site, tmp_path):
    python(site, "-c", TRAIN, str(tmp_path / "tiny"))
    found = run(site, tmp_path, "tiny", "We test the Model3 on the Lorem77 collection .")
    assert any("Dataset" in label and name == "Lorem77" for label, name in found), found


def test_a_component_from_an_entry_point(site, tmp_path):
    (tmp_path / "marked.cfg").write_text(
        '[nlp]\nlang = "en"\npipeline = ["tiny_marker"]\n\n[components]\n\n[components.tiny_marker]\nfactory = "tiny_marker"\n'
    )
    found = run(site, tmp_path, "marked.cfg", "We look at Zedville in detail.")
    assert any("Dataset" in label and name == "Zedville" for label, name in found), found
