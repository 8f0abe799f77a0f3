"""Files made to break a reader, or what reads them: refused in bounded time and memory, and nothing outside of them is touched."""

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import threading
import zipfile

import pytest
import zstandard

from kg.model import Paper, Rejected
from kg.read import read_papers
from tests.compliance.formats import JSON, XML, sample
from tests.daily import daily

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
GOOD = '{"id": "good", "title": "T", "abstract": "An abstract."}\n'


def read(path, **options):
    found = list(read_papers([path], **options))
    return [p for p in found if isinstance(p, Paper)], [r for r in found if isinstance(r, Rejected)]


def in_little_memory(path, megabytes=500, **options):
    """Return the outcomes of reading a file in a process that has so much address space, as ids and codes."""
    script = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20,) * 2); from kg.read import read_papers\n"
        f"for x in read_papers([sys.argv[1]], **{options!r}): print(getattr(x, 'code', None) or x.id)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


@pytest.mark.parametrize("form", XML)
@pytest.mark.parametrize(
    "declared",
    [
        LAUGHS,
        '<!DOCTYPE x [<!ENTITY j "{}">]>'.format("x" * 100_000),
        '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % j SYSTEM "file:///etc/passwd"> %j;]>',
    ],
)
def test_entities_are_never_expanded_nor_fetched(form, declared, tmp_path, monkeypatch):
    def opened(event, arguments):
        if (watching and event in ("socket.connect", "socket.getaddrinfo")) or (
            event == "open" and "passwd" in str(arguments[0])
        ):
            seen.append((event, arguments))

    seen, watching = [], True
    sys.addaudithook(opened)
    text = (
        sample(form)
        .decode()
        .replace("FooNet: a thing", "FooNet: a &j; thing" if "j" in declared else "FooNet: a thing", 1)
    )
    path = tmp_path / "x.xml"
    path.write_text(text.replace("?>\n", f"?>\n{declared}\n", 1), encoding="utf-8")
    good, bad = read(path, format=form)
    watching = False
    assert len(good) + len(bad) == 3
    assert all("root:" not in p.text and "haha" not in p.text and "xxxx" not in p.text for p in good)
    assert [r.code for r in bad] == (["malformed"] if "&j;" in text else [])
    assert seen == []


@pytest.mark.parametrize(
    "compress",
    [gzip.compress, zstandard.ZstdCompressor().compress, *daily([bz2.compress, lzma.compress], [])],
)
def test_a_bomb_is_stopped_in_little_memory(compress, tmp_path):
    data = GOOD.encode() + b" " * 400_000_000
    path = tmp_path / "bomb"
    path.write_bytes(compress(data))
    assert in_little_memory(path) in (["good", "too-large"], ["too-large"])


def test_a_zip_bomb_and_many_that_share_their_bytes(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", GOOD)
        for name in "bcd":
            archive.writestr(f"{name}.jsonl", GOOD.encode() + b" " * 100_000_000)
    assert in_little_memory(path)[0] == "good"
    assert "too-large" in in_little_memory(path)


def test_names_in_an_archive_are_only_names(tmp_path):
    path = tmp_path / "slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../evil.jsonl", "/etc/evil.jsonl", "ok/../../evil2.jsonl", "C:\\evil.jsonl"):
            archive.writestr(name, GOOD.replace("good", name.replace("\\", "/")))
    good, bad = read(path)
    assert (len(good), bad) == (4, [])
    assert {p.sources[0].partition("#")[0] for p in good} >= {
        "slip.zip/../../evil.jsonl",
        "slip.zip//etc/evil.jsonl",
    }
    assert sorted(p.name for p in tmp_path.iterdir()) == ["slip.zip"]


def test_archives_in_archives_and_those_that_cannot_be_read(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.jsonl", GOOD)
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
        archive.writestr("good.jsonl.gz", gzip.compress(GOOD.encode()))
        archive.writestr("twice.gz", gzip.compress(gzip.compress(GOOD.encode())))
        archive.writestr("broken.gz", gzip.compress(GOOD.encode())[:-9])
        archive.writestr("page.tar", b"\0" * 257 + b"ustar" + b"\0" * 250)
        archive.writestr("__MACOSX/._x", b"junk")
    good, bad = read(path)
    assert [p.sources[0] for p in good] == ["outer.zip/broken.gz#1", "outer.zip/good.jsonl.gz#1"]
    assert [(r.source, r.code) for r in bad] == [
        ("outer.zip/broken.gz", "malformed"), ("outer.zip/inner.zip", "nested"), ("outer.zip/page.tar", "nested"), ("outer.zip/twice.gz", "nested"),
    ]  # fmt: skip
    data = bytearray(path.read_bytes())
    (tmp_path / "encrypted.zip").write_bytes(
        data.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    )
    assert {r.code for r in read(tmp_path / "encrypted.zip")[1]} == {"malformed"}
    (tmp_path / "cut.zip").write_bytes(inner.getvalue()[:-30])
    assert [r.code for r in read(tmp_path / "cut.zip")[1]] == ["malformed"]


def _tar(*members, mode="w"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(data), kind
            info.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_tar_archives(tmp_path, mode):
    good_one = GOOD.encode()
    data = _tar(
        ("./a.jsonl", good_one, tarfile.REGTYPE),
        ("../../evil.jsonl", good_one, tarfile.REGTYPE),
        ("link.jsonl", b"", tarfile.SYMTYPE),
        ("hard.jsonl", b"", tarfile.LNKTYPE),
        ("device", b"", tarfile.CHRTYPE),
        ("folder", b"", tarfile.DIRTYPE),
        ("._a.jsonl", b"junk", tarfile.REGTYPE),
        ("b.jsonl.gz", gzip.compress(good_one), tarfile.REGTYPE),
        ("inner.tar", _tar(("x.jsonl", good_one, tarfile.REGTYPE)), tarfile.REGTYPE),
        mode=mode,
    )
    (tmp_path / "t").write_bytes(data)
    good, bad = read(tmp_path / "t")
    assert [p.sources for p in good] == [("t/a.jsonl#1",), ("t/../../evil.jsonl#1",), ("t/b.jsonl.gz#1",)]
    assert [(r.source, r.code) for r in bad] == [("t/inner.tar", "nested")]
    assert [p.name for p in tmp_path.iterdir()] == ["t"]


def test_tar_archives_that_end_early_or_claim_much(tmp_path):
    data = _tar(("a.jsonl", GOOD.encode() * 900, tarfile.REGTYPE))
    for end in (300, 600, 5_000, len(data) // 2):
        (tmp_path / "cut").write_bytes(data[:end])
        good, bad = read(tmp_path / "cut")
        assert {r.code for r in bad} == {"malformed"}
        assert len(good) < 900
    header = bytearray(_tar(("x", b"", tarfile.XHDTYPE)))[:512]
    header[124:136] = b"77777777777\0"  # eight gigabytes
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:]) + 8 * 32)
    (tmp_path / "claim").write_bytes(header + bytes(10_240))
    assert [r.code for r in read(tmp_path / "claim")[1]] == ["malformed"]


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype"])
def test_office_documents_and_pdf_are_refused_with_a_hint(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr(name, "x")
        archive.writestr("word/document.xml", "<w/>")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3")
    (tmp_path / "a.tex").write_text("\\documentclass{article}\nA title\n" + "It has words. " * 30)
    for file, word in (("a.docx", "Office"), ("a.pdf", "GROBID"), ("a.tex", ".bib")):
        good, [bad] = read(tmp_path / file)
        assert (good, bad.source, bad.code) == ([], file, "unknown-format")
        assert word in bad.reason


def test_a_zip_that_claims_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr("kg.read.archive.MAX_MEMBERS", 3)
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(4):
            archive.writestr(f"{n}.jsonl", GOOD)
    assert [r.code for r in read(path)[1]] == ["too-large"]


def test_a_zstandard_window_that_asks_for_much_memory(tmp_path):
    frame = b"\x28\xb5\x2f\xfd" + bytes([0b0000_0000, 0b1010_1000]) + struct.pack("<I", 1)[:3]
    (tmp_path / "x.zst").write_bytes(frame)
    assert [r.code for r in read(tmp_path / "x.zst")[1]] == ["malformed"]


@pytest.mark.parametrize(
    ("form", "start", "unit", "end"),
    [
        ("papers", '[{"title": "', "x", '"}]'),
        ("papers", '{"a":\n"', "x", '"}'),
        ("openalex", '{"results": [{"id": "https://openalex.org/W1", "title": "', "\\n", '"}]}'),
        ("csl", '[{"type": "article", "DOI": "1", "title": [', "[", "]}]"),
        (
            "pubmed",
            "<PubmedArticleSet><PubmedArticle><ArticleTitle>",
            "x",
            "</ArticleTitle></PubmedArticle></PubmedArticleSet>",
        ),
        ("pubmed", "<PubmedArticleSet><PubmedArticle ", "x", "></PubmedArticle></PubmedArticleSet>"),
        ("acl", "<collection><volume><!-- ", "x", "--></volume></collection>"),
        ("bibtex", "@article{key, title = {", "x", "}}"),
        pytest.param("bibtex", "@article{key, title = {", "x\n", "}}", marks=pytest.mark.slow),
        ("ris", "TY  - JOUR\nTI  - ", "x", "\nER  - \n"),
        ("ris", "TY  - JOUR\n", "AB  - y\n", "\nER  - \n"),
        ("nbib", "PMID- 1\nTI  - ", "x\n      ", "\n"),
        ("table", 'title,abstract\nx,"', "x", '"\n'),
        ("text", "A title\n", "x ", "\n"),
        ("frontmatter", "---\ntitle: x\nabstract: ", "x", "\n---\n"),
    ],
)
def test_what_never_ends_is_given_up_in_little_memory(form, start, unit, end, tmp_path):
    path = tmp_path / "x"
    with path.open("w") as file:
        file.write(start)
        for _ in range(15 if "\n" in unit else 40):
            file.write(unit * (1_000_000 // len(unit)))
        file.write(end)
    outcomes = in_little_memory(path, format=form)
    assert set(outcomes) <= {"too-long", "malformed", "cut", "no-title", "no-abstract", "empty", "wrong-type"}
    assert len(outcomes) <= 2


@pytest.mark.parametrize("form", JSON)
def test_json_that_only_some_would_read(form, tmp_path):
    text = sample(form).decode()
    path = tmp_path / "x.json"
    for bad in (
        "NaN",
        "-Infinity",
        "1e400",
        '"\\ud800"',
        "[" * 3000 + "]" * 3000,
        '{"a":' * 3000 + "1" + "}" * 3000,
        "0x1",
        "1_000",
        "'x'",
    ):
        spot = text.index('"title"') if '"title"' in text else text.index('"display_name"')
        path.write_text(f'{text[:spot]}"extra": {bad}, {text[spot:]}', encoding="utf-8")
        good, rejected = read(path, format=form)
        assert len(good) >= 2, bad[:20]
        assert len(good) + len(rejected) == 3, bad[:20]
        assert {r.code for r in rejected} <= {"malformed", "encoding", "wrong-type"}


def test_of_a_key_that_stands_twice_the_last_one_counts(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"title": "first", "abstract": "A", "title": "last"}\n')
    assert [p.title for p in read(tmp_path / "x.jsonl")[0]] == ["last"]


def test_links_that_lead_in_circles(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    (tmp_path / "a" / "good.jsonl").write_text(GOOD)
    good, bad = read(tmp_path / "a")
    assert ([p.sources for p in good], bad) == ([("good.jsonl#1",)], [])


def test_a_pipe_in_a_folder_is_passed_over_and_one_that_is_named_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "good.jsonl").write_text(GOOD)
    assert [p.id for p in read(tmp_path)[0]] == ["good"]
    for data in (GOOD.encode(), gzip.compress(GOOD.encode()), _zipped()):
        writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(data,))
        writer.start()
        assert [p.id for p in read(tmp_path / "pipe")[0]] == ["good"]
        writer.join()


def _zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.jsonl", GOOD)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "no-such", "utf-16", "rot13", "base64"])
def test_encodings_that_are_declared_and_not_what_they_seem(encoding, tmp_path):
    path = tmp_path / "x.xml"
    path.write_bytes(sample("pubmed").replace(b'encoding="UTF-8"', f'encoding="{encoding}"'.encode()))
    good, bad = read(path)
    assert good == [] or encoding in ("utf-7", "cp037", "utf-16"), (
        "ASCII is the same in UTF-7, and nothing in the others"
    )
    assert {r.code for r in bad} <= {"encoding", "malformed"}
    assert good or bad


def test_xml_in_latin_1_is_read_as_it_says(tmp_path):
    path = tmp_path / "x.xml"
    pairs = [("Über", "Ein kürzerer Abstract.")]
    path.write_bytes(
        sample("pubmed", pairs)
        .decode()
        .replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
        .encode("latin-1")
    )
    assert [(p.title, p.abstract) for p in read(path)[0]] == pairs


def test_a_record_tells_where_it_is_in_what_was_compressed(tmp_path):
    lines = [GOOD, '{"title": 3}\n', GOOD]
    (tmp_path / "x.gz").write_bytes(gzip.compress("".join(lines).encode()))
    [bad] = read(tmp_path / "x.gz")[1]
    assert (bad.source, bad.offset, json.loads(bad.record)) == ("x.gz#2", len(GOOD), {"title": 3})
