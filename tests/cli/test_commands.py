"""What each command prints, and how it ends."""

import csv
import io
import json
import shutil

import pytest
from typer.main import get_command

from kg.cli.app import app
from tests.cli.conftest import ROOT, SAMPLE

COMMANDS = get_command(app).commands


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_help_lists_each_command_with_a_whole_phrase_on_one_line(kg):
    found = kg("--help")
    assert found.code == 0
    listed = found.out.partition("\nCommands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS), "in the order of the data's way"
    for line, command in zip(listed, COMMANDS.values(), strict=True):
        assert len(line) <= 80
        phrase = line.split(maxsplit=1)[1]
        assert command.help.startswith(phrase)
        assert command.help[len(phrase)] in ".:;"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_and_stands_in_the_readme(kg, command):
    found = kg(command, "--help")
    assert found.code == 0
    assert f"kg {command} " in found.out.replace("\n", " ")
    assert f"`kg {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_version(kg):
    assert kg("--version").out.startswith("kg 0.")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nonsense"], "No such command"),
        (["read"], "Missing argument"),
        (["read", "/no/such/file"], "no such"),
        (["run", "/no/such.toml"], "no pipeline file"),
        (["run", SAMPLE, "--engine", "fog"], "Known: local, spark"),
        (["status", "--store", "/nowhere"], "no graph in"),
        (["schema", "nosuch"], "Known:"),
        (["read", SAMPLE, "--format", "nosuch"], "Known:"),
        (["stats", "--log-format", "xml"], "known: json, text"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line(kg, args, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = kg(*args)
    assert found.code == 2
    assert found.out == ""
    assert found.err.count("\n") == 1
    assert says.lower() in found.err.lower()


def test_read_and_extract_agree_on_the_text(kg, tmp_path):
    papers = kg("read", SAMPLE.parent / "sample")
    assert papers.code == 0
    (tmp_path / "papers.jsonl").write_text(papers.out, encoding="utf-8")
    extracted = kg("extract", tmp_path / "papers.jsonl")
    assert extracted.code == 0
    for paper, extraction in zip(lines(papers.out), lines(extracted.out), strict=True):
        assert extraction["id"] == paper["id"]
        text = extraction["text"]
        assert text == f"{paper['title']}\n{paper['abstract']}"
        keys = {cluster["key"]: cluster for cluster in extraction["clusters"]}
        for entity in extraction["entities"]:
            surface = text[entity["start"] : entity["end"]]
            assert surface == surface.strip()
            if entity["label"] != "Repository":
                assert surface in keys[entity["cluster"]]["mentions"]
            assert 0 <= entity["confidence"] <= 1
        for repository in extraction["repositories"]:
            assert text[repository["start"] : repository["end"]] == repository["url_as_written"]
        for head, _, tail in extraction["relations"]:
            assert {head, tail} <= keys.keys()


def test_extract_reads_stdin(kg):
    found = kg(
        "extract", "-", stdin=b'{"id": "x", "text": "FooNet\\nWe propose FooNet for image classification."}\n'
    )
    assert [value["id"] for value in lines(found.out)] == ["x"]


def test_a_bad_record_is_told_and_the_others_go_on(kg, tmp_path):
    path = tmp_path / "papers.jsonl"
    path.write_text(
        '{"id": "a", "title": "T", "abstract": "An abstract."}\n{"id": "b", "title": "T"}\nno json\n',
        encoding="utf-8",
    )
    found = kg("read", path)
    assert found.code == 1
    assert [value["id"] for value in lines(found.out)] == ["a"]
    assert found.err.count("rejected papers.jsonl#") == 2


def test_run_says_what_it_did_and_a_second_run_changes_nothing(kg, tmp_path):
    first = kg("run", SAMPLE, "--store", tmp_path / "g")
    assert first.code in (0, 1)
    summary = first.err.splitlines()
    assert any(line.startswith("read ") and " = accepted " in line for line in summary)
    before = kg("export", "nquads", "--store", tmp_path / "g").out
    second = kg("run", SAMPLE, "--store", tmp_path / "g")
    assert "extracted 0, graph unchanged" in second.err
    assert kg("export", "nquads", "--store", tmp_path / "g").out == before


def test_run_needs_no_pipeline_but_an_input(kg, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "nothing to read" in kg("run").err
    (tmp_path / "papers.csv").write_text('title,abstract\n"FooNet: a net","We propose FooNet."\n')
    found = kg("run", "--input", "papers.csv")
    assert (found.code, found.err.splitlines()[0]) == (0, "read 1 = accepted 1 + duplicate 0 + rejected 0")
    assert (tmp_path / "graph.kg" / "evidence.sqlite").is_file()


def test_records_of_one_paper_count_as_duplicates_and_a_clash_is_told(kg, tmp_path):
    path, other = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    abstract = "We propose FooNet, a small net that sorts very many pictures of birds by colour and size, faster than any net before it did."
    path.write_text(
        "".join(
            json.dumps({"id": own, "title": title, "abstract": text}) + "\n"
            for own, title, text in (
                ("arxiv:2101.00001", "FooNet", abstract),
                ("doi:10.1234/foo", "FooNet", f"{abstract} In print."),
                ("doi:10.1234/two", "BarNet", "We propose BarNet."),
            )
        )
    )
    other.write_text(
        "".join(
            json.dumps(
                {"id": "doi:10.1234/x", "title": f"Title{i} word{i}", "abstract": f"We propose Net{i}."}
            )
            + "\n"
            for i in range(23)
        )
    )
    store = tmp_path / "g"
    closing = "read 3 = accepted 2 + duplicate 1 + rejected 0"
    assert kg("run", "--input", path, "--dry-run").err.splitlines()[0] == closing
    found = kg("run", "--input", path, "--store", store)
    assert (found.code, found.err.splitlines()[0]) == (0, closing)
    assert kg("validate", "--store", store).code == 0
    found = kg("run", "--input", other, "--store", store)
    assert found.code == 1
    assert found.err.splitlines()[0] == "read 23 = accepted 23 + duplicate 0 + rejected 0"
    assert found.err.count("clash: doi:10.1234/x: ") == 20
    assert "and 2 more clashes" in found.err
    assert {row["fact"]: row["value"] for row in lines(kg("status", "--store", store).out)}["clashes"] == 22
    found = kg("validate", "--store", store)
    assert (found.code, {row["what"] for row in lines(found.out)}) == (1, {"clash"})
    assert kg("forget", "arxiv:2101.00001", "--store", store).code == 0
    assert kg("explain", "doi:10.1234/foo", "--store", store).code == 2


def test_dry_run_writes_nothing(kg, tmp_path):
    found = kg("run", SAMPLE, "--store", tmp_path / "g", "--dry-run")
    assert "read " in found.err
    assert not (tmp_path / "g").exists()


def test_json_log(kg, tmp_path):
    found = kg("run", SAMPLE, "--store", tmp_path / "g", "--log-format", "json")
    notes = lines(found.err)
    assert {"read", "accepted", "duplicate", "rejected"} <= set().union(*notes)
    assert {"read", "extract"} <= {note.get("stage") for note in notes}


def test_quiet(kg, tmp_path):
    assert kg("run", SAMPLE, "--store", tmp_path / "g", "--quiet").err == ""


def test_stats_and_status(kg, graph):
    counts = {(row["kind"], row["type"]): row["count"] for row in lines(kg("stats", "--store", graph).out)}
    assert counts["node", "Paper"] >= 12
    assert counts["edge", "PROPOSES"] >= 5
    facts = {row["fact"]: row["value"] for row in lines(kg("status", "--store", graph).out)}
    assert facts["papers"] == facts["extractions"] == counts["node", "Paper"]
    assert facts["embedded"] == facts["oxigraph"] == facts["graph"] == "up to date"


def test_formats(kg, graph, tmp_path):
    rows = lines(kg("stats", "--store", graph).out)
    as_csv = list(csv.DictReader(io.StringIO(kg("stats", "--store", graph, "--format", "csv").out)))
    assert [row["type"] for row in as_csv] == [row["type"] for row in rows]
    assert "Paper" in kg("stats", "--store", graph, "--format", "table").out
    assert kg("stats", "--store", graph, "-o", tmp_path / "x.csv").out == ""
    assert (tmp_path / "x.csv").read_text().splitlines()[0] == "kind,type,count"
    import pyarrow.parquet

    kg("stats", "--store", graph, "-o", tmp_path / "x.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "x.parquet").to_pylist() == rows
    assert kg("stats", "--store", graph, "--format", "xml").code == 2


def test_leaderboard_is_best_first_with_sentences(kg, graph):
    rows = lines(kg("leaderboard", "--dataset", "CIFAR 10", "--all", "--store", graph).out)
    assert len(rows) >= 4
    shown = [row for row in rows if not row["doubt"]]
    assert rows[: len(shown)] == shown, "doubtful rows come last"
    groups = {}
    for row in shown:
        groups.setdefault((row["metric"], row["conditions"]), []).append(row["score"])
        assert row["raw"] in row["sentence"]
    for (metric, _), values in groups.items():
        assert values == sorted(values, reverse="error" not in str(metric))


def test_leaderboard_alone_lists_what_has_one(kg, graph):
    rows = lines(kg("leaderboard", "--store", graph).out)
    assert {row["label"] for row in rows} == {"Dataset", "Task"}
    for row in rows[:3]:
        asked = kg("leaderboard", f"--{row['label'].lower()}", row["name"], "--limit", 100, "--store", graph)
        assert len(lines(asked.out)) == row["rows"]
    assert kg("leaderboard", "--metric", "accuracy", "--store", graph).code == 2
    assert kg("leaderboard", "--dataset", "CIFAR 10", "--kind", "loss", "--store", graph).code == 2


def test_leaderboard_folds_what_is_less_sure(kg, graph):
    def ask(least, *more):
        return kg("leaderboard", "--dataset", "CIFAR 10", "--min-confidence", least, "--store", graph, *more)

    every = lines(ask(0, "--all").out)
    least = max(row["confidence"] for row in every if not row["doubt"])
    sure = lines(ask(least).out)
    assert [row["confidence"] for row in sure] == [least] * len(sure)
    assert "left out" in ask(least).err
    assert "unsure" in ask(least).err
    usual = lines(kg("leaderboard", "--dataset", "CIFAR 10", "--store", graph).out)
    sure = {(row["paper"], row["raw"]) for row in every if row["confidence"] >= 0.5 and not row["doubt"]}
    assert {(row["paper"], row["raw"]) for row in usual} == sure != set()
    for wrong in (-0.1, 1.01, "nan", "high"):
        outcome = ask(wrong)
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
        assert "--min-confidence" in outcome.err or "min_confidence" in outcome.err


def test_query_free_and_by_name(kg, graph):
    rows = lines(kg("query", "MATCH (p:Paper) RETURN count(*) AS papers", "--store", graph).out)
    assert rows[0]["papers"] >= 12
    assert len(lines(kg("query", "--store", graph).out)) >= 15
    by_alias = kg("query", "code-for-method", "-p", "method=LatticeNets", "--store", graph)
    assert [row["method"] for row in lines(by_alias.out)] == ["LatticeNet"]
    assert kg("query", "MATCH (n) DETACH DELETE n", "--store", graph).code == 2
    assert kg("query", "no-such-query", "--store", graph).code == 2
    assert kg("query", "MATCH (n", "--store", graph).code == 2
    assert kg("query", "methods-for-task", "-p", "taks=x", "--store", graph).code == 2
    assert kg("query", "methods-for-task", "-p", "task", "--store", graph).code == 2


def test_sparql(kg, graph):
    rows = lines(
        kg("sparql", "SELECT (COUNT(DISTINCT ?p) AS ?papers) { ?p a pg:Paper }", "--store", graph).out
    )
    assert rows[0]["papers"] >= 12
    assert kg("sparql", "SELECT nonsense", "--store", graph).code == 2
    assert kg("sparql", "DELETE WHERE { ?s ?p ?o }", "--store", graph).code == 2


def test_explain(kg, graph):
    rows = lines(kg("explain", "image classification", "--store", graph).out)
    assert rows
    assert all(row["rule"] and row["sentence"] and row["title"] for row in rows)
    paper = rows[0]["title"]
    assert any(row["subject"] == paper for row in lines(kg("explain", paper, "--store", graph).out))
    assert kg("explain", "nothing at all", "--store", graph).code == 2


def test_forget_takes_back_just_one_paper(kg, graph, tmp_path):
    shutil.copytree(graph, tmp_path / "g")
    papers = lines(
        kg("query", "MATCH (p:Paper) RETURN p.id AS id ORDER BY id", "--store", tmp_path / "g").out
    )
    gone = papers[0]["id"]
    assert kg("forget", gone, "--store", tmp_path / "g").code == 0
    left = lines(
        kg("query", "MATCH ()-[r]->() RETURN DISTINCT r.paper AS paper", "--store", tmp_path / "g").out
    )
    assert gone not in {row["paper"] for row in left}
    assert len(left) == len(papers) - 1
    assert kg("forget", gone, "--store", tmp_path / "g").code == 1
    assert kg("validate", "--store", tmp_path / "g").code == 0


def test_rejects_and_retry(kg, tmp_path):
    (tmp_path / "junk.bin").write_bytes(bytes(range(256)) * 4)
    found = kg(
        "run",
        SAMPLE.parent / "papers.toml",
        "--input",
        tmp_path / "junk.bin",
        "--input",
        SAMPLE.parent / "sample",
        "--store",
        tmp_path / "g",
    )
    assert found.code == 1
    assert "kg rejects" in found.err
    rejected = lines(kg("rejects", "--store", tmp_path / "g").out)
    assert "unknown-format" in {row["code"] for row in rejected}
    assert kg("retry", "--store", tmp_path / "g").code == 1


def test_validate(kg, graph):
    assert kg("validate", "--store", graph).code == 0
    found = kg("validate", "--shacl", "--store", graph)
    assert found.code == 0, found.out


def test_schema(kg):
    assert {row["label"] for row in lines(kg("schema", "nodes").out)} >= {"Paper", "Result"}
    assert {row["type"] for row in lines(kg("schema").out)} >= {"PROPOSES", "USED_FOR"}
    assert "CONSTRAINT" in kg("schema", "cypher").out
    assert "PREFIX pg: <https://w3id.org/papergraph/ontology#>\n" in kg("schema", "prefixes").out


def test_eval(kg, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        json.dumps({
            "id": "x", "text": "FooNet: a thing\nWe propose FooNet for image classification.", "entities": [{"start": 0, "end": 6, "label": "Method"}],
            "clusters": [{"key": "m1", "label": "Method", "mentions": ["FooNet"], "role": "proposed"}], "relations": [], "results": [], "repositories": [],
        }) + "\n",
        encoding="utf-8",
    )  # fmt: skip
    figures = {row["figure"]: row for row in lines(kg("eval", gold).out)}
    assert figures["mentions"]["gold"] == 1
    errors = lines(kg("eval", gold, "--errors").out)
    assert any("image classification" in row["predicted"] for row in errors)


def test_load_names_what_is_wrong(kg, graph, monkeypatch):
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-secret")
    found = kg("load", "bolt://127.0.0.1:1", "--store", graph)
    assert found.code == 69
    assert found.err.count("\n") == 1
    assert "canary-secret" not in found.err
    assert kg("load", "ftp://127.0.0.1:1", "--store", graph).code == 2
