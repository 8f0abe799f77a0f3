"""Queries from files and from standard input."""

import os

import pytest

CYPHER = "// A comment first\nMATCH (d:Dataset {name: 'SQuAD'})\nRETURN d.name AS name\n"
SPARQL = (
    "# A comment first\nSELECT ?name { ?d a pg:Dataset ; skos:prefLabel ?name\nFILTER(?name = 'SQuAD') }\n"
)
FOUND = (0, '{"name": "SQuAD"}\n', "")


@pytest.mark.parametrize(("command", "text"), [("query", CYPHER), ("sparql", SPARQL)])
def test_a_query_is_read_from_a_file_or_standard_input(kg, graph, tmp_path, command, text):
    file = tmp_path / "q.txt"
    for data in (text.encode(), b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()):
        file.write_bytes(data)
        assert kg(command, f"@{file}", "--store", graph) == FOUND
        assert kg(command, "-", "--store", graph, stdin=data) == FOUND
    assert kg(command, text, "--store", graph) == FOUND


def test_a_graph_and_a_named_query_are_asked_for_so_too(kg, graph, tmp_path):
    (tmp_path / "q.rq").write_text("CONSTRUCT { ?d a pg:Dataset } WHERE { ?d skos:prefLabel 'SQuAD' }")
    asked = kg("sparql", f"@{tmp_path / 'q.rq'}", "-f", "ntriples", "--store", graph)
    assert (asked.code, asked.out.count("\n")) == (0, 1)
    named = kg("query", "-", "-p", "dataset=SQuAD", "--store", graph, stdin=b"best-results\n")
    assert named == kg("query", "best-results", "-p", "dataset=SQuAD", "--store", graph)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "cannot read the query in {name!r}: No such file or directory"),
        (b"\xff\xfe", "the query in {name} is not UTF-8: byte 1 is 0xff"),
        (b"  \n", "there is no query in {name}"),
        (b"#" * (1 << 20) + b"\n", "the query in {name} is longer than 1 MB"),
    ],
)
def test_a_file_without_a_query_is_refused_in_one_line(kg, tmp_path, data, said):
    name = str(tmp_path / "q.rq")
    if data is not None:
        (tmp_path / "q.rq").write_bytes(data)
    for command in ("query", "sparql"):
        asked = kg(command, f"@{name}", "--store", tmp_path / "none")
        assert asked == (2, "", f"kg: {said.format(name=name)}\n")
        if data is not None:
            asked = kg(command, "-", "--store", tmp_path / "none", stdin=data)
            assert asked == (2, "", f"kg: {said.format(name='standard input')}\n")


def test_the_name_of_a_file_leads_to_the_way_to_read_it(kg, graph, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("q.rq", "mine", "most-cited"):
        (tmp_path / name).write_text(SPARQL)
    for name in ("q.rq", "mine"):
        asked = kg("sparql", name, "--store", graph)
        assert asked == (2, "", f"kg: {name} is a file: write @{name} to run the query in it\n")
    assert kg("sparql", "most-cited", "--store", graph).code == 0, "a named query, whatever is in the folder"
    for name in ("@", "@.", "@a\0b"):
        asked = kg("sparql", name, "--store", graph)
        assert (asked.code, asked.err.count("\n"), "cannot read the query" in asked.err) == (2, 1, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_is_read_as_a_file(kg, graph, tmp_path):
    import threading

    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(SPARQL,))
    writer.start()
    assert kg("sparql", f"@{tmp_path / 'pipe'}", "--store", graph) == FOUND
    writer.join()
