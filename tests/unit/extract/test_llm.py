"""A language model in our place, against a local server that answers as told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kg.errors import ExtractionError, ServiceUnavailable, UsageError
from kg.extract.language import extract, make
from kg.model import Paper

PAPER = Paper(
    "p",
    "FooNet: nets for parsing",
    "We propose FooNet for dependency parsing. FooNet reaches 94.5% accuracy on Treebank X, see github.com/a/foonet.",
)
ANSWER = {
    "clusters": [
        {"key": "a", "label": "Method", "mentions": ["FooNet"], "role": "proposed"},
        {
            "key": "b",
            "label": "Task",
            "mentions": ["dependency parsing", "semantic parsing"],
            "role": "addressed",
        },
        {"key": "c", "label": "Dataset", "mentions": ["Treebank X"], "role": "used"},
        {"key": "d", "label": "Metric", "mentions": ["accuracy"], "role": "reported"},
        {"key": "e", "label": "Method", "mentions": ["BERT"], "role": "compared"},
        {"key": "f", "label": "Planet", "mentions": ["nets"], "role": "used"},
    ],
    "relations": [
        {"head": "a", "label": "usedFor", "tail": "b"},
        {"head": "a", "label": "comparedWith", "tail": "e"},
        {"head": "b", "label": "usedFor", "tail": "a"},
        {"head": "a", "label": "marriedTo", "tail": "b"},
    ],
    "results": [
        {
            "value": "94.5",
            "unit": "%",
            "kind": "absolute",
            "metric": "d",
            "dataset": "c",
            "method": "a",
            "task": None,
        },
        {
            "value": "99.9",
            "unit": "%",
            "kind": "absolute",
            "metric": "d",
            "dataset": "c",
            "method": "a",
            "task": None,
        },
    ],
}


class Endpoint(HTTPServer):
    """Answers every question with `answer`, and keeps the questions."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.status, self.asked = json.dumps(ANSWER), 200, []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization"), question))
        body = json.dumps({"choices": [{"message": {"content": self.server.answer}}]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def endpoint():
    with Endpoint() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def config(endpoint, tmp_path):
    path = tmp_path / "llm.cfg"
    path.write_text(
        f"""[nlp]
lang = "en"
pipeline = ["kg_llm"]

[components]

[components.kg_llm]
factory = "kg_llm"
endpoint = "http://127.0.0.1:{endpoint.server_port}/v1"
model = "some-model"
cache = "{tmp_path / "answers"}"
key = "KG_TEST_KEY"
"""
    )
    return str(path)


def read(config, paper=PAPER):
    (found,) = extract([paper], make(config))
    return found


def test_only_what_stands_in_the_text_is_believed(config):
    found = read(config)
    assert {c.key: (c.label, c.mentions, c.role) for c in found.clusters} == {
        "m1": ("Method", ("FooNet",), "proposed"), "t1": ("Task", ("dependency parsing",), "addressed"),
        "d1": ("Dataset", ("Treebank X",), "used"), "k1": ("Metric", ("accuracy",), "reported"),
    }  # fmt: skip
    assert all(
        found.text[m.start : m.end]
        in {"FooNet", "dependency parsing", "Treebank X", "accuracy", "github.com/a/foonet"}
        for m in found.entities
    )
    assert sum(m.label == "Method" for m in found.entities) == 3, "every place of a form is a mention"
    assert [(r.head, r.label, r.tail) for r in found.relations] == [("m1", "usedFor", "t1")]
    assert [
        (r.value, r.unit, r.metric, r.dataset, r.method, found.text[r.start : r.end]) for r in found.results
    ] == [("94.5", "%", "k1", "d1", "m1", "94.5")]
    assert [(r.canonical, r.of) for r in found.repositories] == [("https://github.com/a/foonet", ("m1",))]


def test_the_question_holds_the_schema_and_the_key_and_is_asked_once(config, endpoint, monkeypatch):
    monkeypatch.setenv("KG_TEST_KEY", "canary-key")
    first = read(config)
    ((path, secret, question),) = endpoint.asked
    assert (path, secret) == ("/v1/chat/completions", "Bearer canary-key")
    assert question["response_format"]["json_schema"]["strict"]
    assert PAPER.text in question["messages"][0]["content"]
    assert read(config) == first
    assert len(endpoint.asked) == 1, "the answer was kept"
    read(config, Paper("q", PAPER.title, "Another text."))
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        "no json",
        "[]",
        '{"clusters": 5}',
        '{"clusters": [{"label": "Method", "role": "used", "mentions": [7, ""]}], "relations": [4]}',
    ],
)
def test_an_answer_that_is_no_annotation_states_nothing(config, endpoint, answer):
    endpoint.answer = answer
    if answer in ("no json", "[]"):
        with pytest.raises(ExtractionError, match="no annotation"):
            read(config)
    else:
        found = read(config)
        assert (found.clusters, found.relations, found.results) == ((), (), ())


def test_an_endpoint_that_refuses_or_is_away_stops_the_run(config, endpoint, tmp_path):
    from kg.engine.local import extract as run

    endpoint.status = 503
    with pytest.raises(ServiceUnavailable, match="503"):
        list(run([PAPER], config))
    away = tmp_path / "away.cfg"
    away.write_text((tmp_path / "llm.cfg").read_text().replace(f":{endpoint.server_port}/", ":9/"))
    with pytest.raises(ServiceUnavailable, match="no answer"):
        list(run([PAPER], str(away)))


def test_a_config_without_an_endpoint(tmp_path):
    path = tmp_path / "llm.cfg"
    path.write_text(
        '[nlp]\nlang = "en"\npipeline = ["kg_llm"]\n\n[components]\n\n[components.kg_llm]\nfactory = "kg_llm"\n'
    )
    with pytest.raises(UsageError, match="endpoint"):
        make(str(path))
