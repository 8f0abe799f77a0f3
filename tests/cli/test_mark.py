"""`kg mark`: papers of a graph, of files and of standard input, as text and as HTML."""

import os
import pty
import subprocess
import sys

import pytest

ABSTRACT = "We propose FooNet for image classification. FooNet attains an accuracy of 84.2% on ImageNet."


@pytest.fixture(scope="module", autouse=True)
def _fast():
    """Load the small model once."""
    from kg.engine.local import extract
    from kg.model import Paper

    list(extract([Paper("p", "T", "A")], "fast"))


@pytest.mark.parametrize("name", ["PetalFormer", "title:05efa7ff4d3d7a5a", "overlapping petals"])
def test_a_paper_of_the_graph_by_its_names(kg, graph, name):
    found = kg("mark", name, "--store", graph)
    assert found.code == 0
    assert found.out.startswith("[PetalFormer|Method]: ")
    assert "[ImageNet-21K|Dataset]" in found.out.replace("\n", " ")
    assert "  Method proposed: PetalFormer" in found.out


@pytest.mark.parametrize(
    "text", [f"FooNet\n\n{ABSTRACT}", f"FooNet\n{ABSTRACT}", f"FooNet\r\n\r\n{ABSTRACT}\r\n"]
)
def test_plain_text_begins_with_the_title(kg, text):
    found = kg("mark", "-", "--model", "fast", stdin=text.encode())
    assert found.code == 0, found.err
    assert found.out.startswith("[FooNet|Method]\n")
    assert "[84.2|Result]%" in found.out


def test_one_line_is_enough(kg, tmp_path):
    (tmp_path / "a.txt").write_text("BERT beats GPT on GLUE.")
    found = kg("mark", tmp_path / "a.txt", "--model", "fast")
    assert (found.code, found.out.splitlines()[0].startswith("[BERT|Method] beats")) == (0, True)


def test_other_formats_and_the_limit(kg, tmp_path):
    entries = "\n".join(
        f"@article{{a{n},\n title = {{FooNet {n}}},\n abstract = {{{ABSTRACT}}}\n}}" for n in range(12)
    )
    (tmp_path / "a.bib").write_text(f"Made by hand.\n\n{entries}\n")
    found = kg("mark", tmp_path / "a.bib", "--model", "fast")
    assert found.out.count("[84.2|Result]") == 10
    assert "there are more papers: these are the first 10" in found.err
    found = kg("mark", tmp_path / "a.bib", "--model", "fast", "--limit", 2, "-q")
    assert (found.code, found.out.count("[84.2|Result]"), found.err) == (0, 2, "")


def test_html_by_name_of_the_file_or_by_format(kg, graph, tmp_path):
    page = tmp_path / "x.html"
    found = kg("mark", "PetalFormer", "--store", graph, "-o", page)
    assert (found.code, found.out) == (0, "")
    shown = page.read_text()
    assert shown.startswith("<!doctype html>")
    assert '<mark class="method" title="Method, proposed; ' in shown
    assert "<script" not in shown
    assert kg("mark", "PetalFormer", "--store", graph, "--format", "html").out == shown
    assert kg("mark", "PetalFormer", "--store", graph, "-o", tmp_path / "x.txt").code == 0
    assert (tmp_path / "x.txt").read_text().startswith("[PetalFormer|Method]")


def test_a_paper_of_which_only_the_title_is_known(kg, tmp_path):
    (tmp_path / "a.bib").write_text("@article{k1, title = {FooNet for Image Classification}}\n")
    kg("run", tmp_path / "a.bib", "--titles", "--model", "fast", "--store", tmp_path / "g.kg")
    found = kg("mark", "k1", "--store", tmp_path / "g.kg")
    assert found.code == 0, found.err
    assert found.out.startswith("FooNet for Image Classification\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nosuchpaper",), "no paper called 'nosuchpaper'"),
        (("ImageNet",), "has no paper called 'ImageNet', but a Dataset (kg explain)"),
        (("PetalFormer", "--format", "pdf"), "unknown format 'pdf'"),
        (("PetalFormer", "--model", "big"), "unknown model 'big'"),
        (("x" * 5000,), "no paper called"),
    ],
)
def test_what_is_not_there_is_one_line(kg, graph, arguments, said):
    found = kg("mark", *arguments, "--store", graph)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert found.err.count("\n") == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "standard input: the file is empty"),
        (b"\0\1\2", "standard input: unknown format"),
        (b'{"a": 1', "standard input: "),
        (b"\\documentclass{article}\n", "standard input: LaTeX source"),
    ],
)
def test_input_without_a_paper_is_one_line(kg, data, said):
    found = kg("mark", "-", "--model", "fast", stdin=data)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert found.err.count("\n") == 1


def test_without_a_graph_the_message_says_what_could_be_named(kg, tmp_path):
    found = kg("mark", "BERT", "--store", tmp_path / "none.kg")
    assert (found.code, "no file 'BERT', and no graph in" in found.err) == (2, True)


def test_no_input_is_written_over(kg, tmp_path):
    (tmp_path / "a.txt").write_text("BERT beats GPT on GLUE.")
    found = kg("mark", tmp_path / "a.txt", "--model", "fast", "-o", tmp_path / "a.txt")
    assert (found.code, "is an input of this command" in found.err) == (2, True)
    assert (tmp_path / "a.txt").read_text() == "BERT beats GPT on GLUE."


@pytest.mark.parametrize(
    ("name", "value", "colour"), [("NO_COLOR", "", True), ("NO_COLOR", "1", False), ("TERM", "dumb", False)]
)
def test_a_terminal_has_colours_unless_it_wants_none(graph, name, value, colour):
    own, other = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "NO_COLOR": "", "COLUMNS": "80", name: value}
    command = [sys.executable, "-m", "kg", "mark", "PetalFormer", "--store", str(graph)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=other, stderr=other, env=env) as process:
        os.close(other)
        shown = b""
        try:
            while part := os.read(own, 65536):
                shown += part
        except OSError:  # the other end is closed
            pass
    os.close(own)
    assert process.returncode == 0
    assert (b"\x1b[" in shown) == colour
    assert (b"[PetalFormer|Method]" in shown) != colour
    assert (b"Repository" in shown.splitlines()[0]) == colour  # the legend
