"""Authority files that are hostile as a whole: refused in one line and little memory, and nothing outside of them is touched."""

import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from xml.sax.saxutils import quoteattr

import pytest

from kg.errors import InputError
from kg.resolve.authorities import read_authority
from kg.resolve.jsonld import _PROGRAM
from tests.cli.conftest import kg
from tests.security.test_hostile_authorities import GOOD, SKOS, WRITERS, content, made, store, written

__all__ = ["kg", "made", "store"]

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">'
LABEL = '<rdf:Description rdf:about="https://e.org/1"><skos:prefLabel>{}</skos:prefLabel></rdf:Description></rdf:RDF>'
S_P = "<https://e.org/1> <http://www.w3.org/2004/02/skos/core#prefLabel> "
ROW = "https://e.org/1,BERT\n"
MANY = 100_000
HUGE = {
    "laughs.rdf": lambda: f"<?xml version='1.0'?>{LAUGHS}{RDF}{LABEL.format('&j;')}",
    "laughs.owl": lambda: f"{LAUGHS}{RDF}{LABEL.format('&j;' * 1_000)}",
    "quadratic.xml": lambda: f'<!DOCTYPE x [<!ENTITY j "{"x" * MANY}">]>{RDF}{LABEL.format("&j;" * 50_000)}',
    "passwd.rdf": lambda: f'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>{RDF}{LABEL.format("&j;")}',
    "lower.rdf": lambda: f"<!doctype x>{RDF}{LABEL.format('x')}",
    "deep.rdf": lambda: RDF + "<rdf:Description><skos:prefLabel>" * MANY,
    "closed.rdf": lambda: f"{RDF}{'<rdf:Description><skos:broader>' * MANY}{'</skos:broader></rdf:Description>' * MANY}</rdf:RDF>",
    "attributes.rdf": lambda: RDF + "<rdf:Description " + "".join(f"skos:p{n}='' " for n in range(MANY)) + "/></rdf:RDF>",
    "parens.ttl": lambda: S_P + "(" * 30_000_000,
    "lists.ttl": lambda: f"{S_P}{'(' * MANY}{')' * MANY} .",
    "brackets.ttl": lambda: f"{S_P}{'[ <a:p> ' * MANY}1{']' * MANY} .",
    "triples.ttl": lambda: f"{S_P}{'<<( <a:s> <a:p> ' * MANY}1{')>>' * MANY} .",
    "triples.nt": lambda: f"{S_P}{'<<( <a:s> <a:p> ' * MANY}<a:o>{' )>>' * MANY} .",
    "hidden.ttl": lambda: f"{S_P}1 . <a:\\u0041#> <a:p> {'<<( <a:s> <a:p> ' * MANY}1{')>>' * MANY} .",
    "graph.trig": lambda: f"<a:g> {{ {S_P}{'[ <a:p> ' * MANY}1{']' * MANY} }}",
    "literal.ttl": lambda: S_P + '"' + "x" * 30_000_000,
    "list.jsonld": lambda: "[" * 30_000_000,
    "deep.jsonld": lambda: '{"a:p":' * MANY + "1" + "}" * MANY,
    "context.jsonld": lambda: '{"@context":' + '{"a":{"@id":"a:p","@context":' * MANY,
    "string.jsonld": lambda: json.dumps({"@id": "a:s", f"{SKOS}prefLabel": "x" * 30_000_000}),
    "columns.csv": lambda: ",".join(map(str, range(1_000_000))) + "\n" + ROW,
    "cells.csv": lambda: f"id,name{',' * 1_000_000}\n" + ROW * 3 + "https://e.org/2\n" + "," * 1_000_000 + "x",
    "line.csv": lambda: "id,name\nhttps://e.org/1," + "x" * 30_000_000,
    "cell.csv": lambda: f'id,name\nhttps://e.org/1,"{"x" * 200_000}"\n',
    "open.csv": lambda: 'id,name\nhttps://e.org/1,"BERT\n' + ROW * 1_000_000,
    "comments.csv": lambda: "#" * 30_000_000 + "\nid,name\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_bomb_is_refused_in_little_memory(name, tmp_path):
    """Within 700 MB of address space, of which the libraries take their part, and by an exception that says why."""
    (tmp_path / name).write_text(HUGE[name](), encoding="utf-8")
    script = (
        "import pathlib, sys; from kg.errors import InputError; from kg.resolve.authorities import read_authority\n"
        "try: print('read', len(list(read_authority(pathlib.Path(sys.argv[1])))))\n"
        "except InputError as error: print('refused', error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / name)],
        capture_output=True, text=True, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (700 << 20,) * 2),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    if name == "cells.csv":  # whose million cells are empty
        assert done.stdout == "read 3\n"
        return
    assert done.stdout.startswith(f"refused cannot read the authority {tmp_path / name}: "), done.stdout
    assert done.stdout.count("\n") == 1
    assert len(done.stdout) < 700


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"id,name\nhttps://e.org/1,caf\xe9\n", "line 2, byte 20: 0xe9 is not UTF-8"),
        ("id,name\nhttps://e.org/1,x\n".encode("utf-16"), "line 1, byte 1: 0xff is not UTF-8"),
        (b"id,name\nhttps://e.org/1,\xed\xa0\x80\n", "line 2, byte 17"),
        (b"id,name\nhttps://e.org/1,BE\0RT\n", "line 2: the name 'BE\\x00RT' contains the character U+0000"),
        (b'id,name\nhttps://e.org/1,"BERT\n', "line 2: unexpected end of data"),
        (b'id,name\n\n# x\nhttps://e.org/1,"a"b\n', "line 4: ',' expected after '\"'"),
        (b'id,name\nhttps://e.org/1,"a\n\nb"\nhttps://e.org/2,x,y\n', "line 5: 3 cells under a header of 2"),
        (b"\x1f\x8b\x08id,name\n", "a compressed file"), (b"PK\x03\x04", "a compressed file"), (b"BZh9", "a compressed file"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_said_with_its_line(data, said, tmp_path):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError, match="cannot read the authority") as raised:
        list(read_authority(tmp_path / "a.csv"))
    assert said in str(raised.value)


def test_a_mark_at_the_start_is_no_part_of_any_form(tmp_path):
    for form in WRITERS:
        path = written(tmp_path, form, GOOD)
        plain = list(read_authority(path))
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert list(read_authority(path)) == plain != []


def test_only_a_file_is_read(kg, store, tmp_path):
    os.mkfifo(tmp_path / "fifo.csv")
    os.mkfifo(tmp_path / "fifo.ttl")
    (tmp_path / "folder.ttl").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "socket.csv").touch()
    (tmp_path / "papergraph").write_text("id,name\n" + ROW)
    (tmp_path / "new\nline.csv").write_text("id,name\n" + ROW)
    odd = os.fsdecode(b"\xff.csv")
    (tmp_path / odd).write_text("id,name\n" + ROW)
    with (tmp_path / "sparse.nt").open("wb") as file:
        file.truncate(500_000_001)
    before = content(store)
    for name, said in [
        ("fifo.csv", "not a regular file"), ("fifo.ttl", "not a regular file"), ("folder.ttl", "not a regular file"), (".", "not a regular file"),
        ("loop.csv", "symbolic links"), ("missing.csv", "No such file"), ("x" * 300, "File name too long"), ("papergraph", "rename the file"),
        ("new\nline.csv", "U+000A"), (odd, "U+DCFF"), ("sparse.nt", "500000001 bytes"), ("/dev/zero", "not a regular file"),
        ("/dev/null", "not a regular file"), ("/", "not a regular file"), ("/proc/self/mem", "Input/output error"),
    ]:  # fmt: skip
        found = kg("link", "-a", tmp_path / name, "--store", store)
        assert (found.code, said in found.err, found.err.count("\n")) == (2, True, 1), (name, found.err)
    assert content(store) == before
    if os.geteuid():
        (tmp_path / "secret.csv").write_text("id,name\n" + ROW)
        (tmp_path / "secret.csv").chmod(0)
        assert kg("link", "-a", tmp_path / "secret.csv", "--store", store).code == 2


def test_nothing_is_fetched(tmp_path):
    """Neither a context of JSON-LD nor anything that XML names."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        asked = []

        def listen():
            while True:
                try:
                    asked.append(server.accept()[0].recv(100))
                except OSError:
                    return

        thread = threading.Thread(target=listen)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for name, text in {
            "a.jsonld": json.dumps({"@context": url, "@id": "https://e.org/1", "prefLabel": "BERT"}),
            "b.jsonld": json.dumps(
                {"@context": {"@import": url}, "@id": "https://e.org/1", "prefLabel": "BERT"}
            ),
            "c.jsonld": json.dumps({"@context": [{}, [url]], "@id": "https://e.org/1", "prefLabel": "BERT"}),
            "d.jsonld": json.dumps(
                {"@context": {"p": {"@id": "https://e.org/p", "@context": url}}, "p": {"prefLabel": "BERT"}}
            ),
            "a.rdf": f'<!DOCTYPE x SYSTEM "{url}">{RDF}{LABEL.format("BERT")}',
            "b.rdf": f'<?xml-stylesheet href="{url}"?>{RDF.replace(">", f" xml:base={quoteattr(url)}>", 1)}{LABEL.format("BERT")}',
            "a.ttl": f'@base <{url}> . @prefix owl: <http://www.w3.org/2002/07/owl#> . <> owl:imports <{url}> ; <{SKOS}prefLabel> "BERT" .',
        }.items():
            (tmp_path / name).write_text(text)
            try:
                assert len(list(read_authority(tmp_path / name))) == 1
                assert name in ("b.rdf", "a.ttl")
            except InputError:
                assert name not in ("b.rdf", "a.ttl")
        thread.join()
    assert asked == []


def contexts(size):
    """Return JSON-LD of two parts of this many bytes: a context, and nodes for each of which the parser copies it."""
    terms = ",".join(f'"a{n}":"http://e.org/{n}"' for n in range(size // 30))
    nodes = ",".join(
        '{"@context":{"z":"http://e.org/z"},"@id":"http://e.org/p","z":"x"}' for _ in range(size // 65)
    )
    return f'{{"@context":{{{terms}}},"@graph":[{nodes}]}}'


def test_json_that_takes_minutes_can_be_interrupted(tmp_path):
    (tmp_path / "a.jsonld").write_text(contexts(2_000_000))
    script = "import pathlib, sys; from kg.resolve.authorities import read_authority; list(read_authority(pathlib.Path(sys.argv[1])))"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "a.jsonld")], stderr=subprocess.DEVNULL
    ) as process:
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not (parser := children.read_text().split()):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(60) != 0
        finally:
            process.kill()
    assert not pathlib.Path(f"/proc/{parser[0]}").exists(), "and nothing is left at work"


@pytest.mark.parametrize(
    ("limit", "size", "said"),
    [
        ((300, 1), 1_000_000, "took more than"),
        ((4_000_000_000, 60_000_000), 10_000_000, "memory is short|failed"),
    ],
)
def test_json_that_takes_too_much_is_stopped(limit, size, said, tmp_path, monkeypatch):
    monkeypatch.setattr("kg.resolve.jsonld._PROGRAM", _PROGRAM.replace(*map(str, limit)))
    (tmp_path / "a.jsonld").write_text(contexts(size))
    with pytest.raises(InputError, match=said):
        list(read_authority(tmp_path / "a.jsonld"))
