"""Which files are read of what a person names: paths, patterns, archives."""

import gzip
import io
import tarfile
import zipfile

import pytest

from kg.errors import InputError
from kg.model import Paper
from kg.read import read_papers
from kg.read.expand import Unreadable, expand

BIB = "@misc{{a, title = {{{}}}, abstract = {{We sort moss.}}}}\n"


@pytest.fixture
def outcomes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def read(*paths):
        found = read_papers(paths)
        return [item.title if isinstance(item, Paper) else (item.source, item.code) for item in found]

    return read


@pytest.fixture
def folder(tmp_path):
    """A folder with two files, a graph and folders linked in circles."""
    for name in ("moss.bib", "a/sand.bib", "a/.old/silt.bib", "g/loam.bib"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(BIB.format(path.stem))
    (tmp_path / "g" / "evidence.sqlite").touch()
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "a" / "same").symlink_to("../a")


@pytest.mark.parametrize("pattern", ["**", "./**", "**/*", "**/*.bib", "*"])
def test_a_pattern_gives_each_file_once_and_no_graph(outcomes, folder, pattern, tmp_path):
    assert sorted(outcomes(pattern)) == ["moss", "sand"]
    assert sorted(outcomes(f"{tmp_path}/{pattern}")) == ["moss", "sand"]


def test_a_graph_beside_other_arguments_is_passed_over(outcomes, folder, caplog):
    assert outcomes("a", "g", "moss.bib") == ["sand", "moss"]
    assert caplog.messages == ["g: a graph of kg, which has nothing to read"]


def test_hidden_files_are_read_when_named(outcomes, folder):
    assert outcomes("a/.old/*.bib") == ["silt"]
    with pytest.raises(InputError, match="no such file"):
        outcomes("a/**/silt.bib")


def packed(*members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in members:
            archive.writestr(name, text)
    return data.getvalue()


MEMBERS = [(f"{name}.bib", BIB.format(name)) for name in ("loam", "moss", "sand")]
WORD = packed(("[Content_Types].xml", "x"))


@pytest.mark.parametrize("fault", ["contents", "encrypted", "method"])
def test_a_broken_member_costs_itself_alone(outcomes, fault, tmp_path):
    data = packed(*MEMBERS)
    if fault == "contents":
        data = data.replace(b"loam}", b"load}")
    elif fault == "encrypted":
        at = data.index(b"PK\1\2")
        data = data[: at + 8] + b"\1" + data[at + 9 :]
    else:
        at = data.index(b"PK\1\2")
        data = data[: at + 10] + b"\x61" + data[at + 11 :]
    (tmp_path / "x.zip").write_bytes(data)
    assert outcomes("x.zip") == [("x.zip/loam.bib", "malformed"), "moss", "sand"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(("a/", "")), "empty"),
        (packed((".hidden", "x"), ("__MACOSX/x", "x")), "empty"),
        (packed(), "unknown-format"),
        (WORD, "unknown-format"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "unknown-format"),
        (b"Rar!\x1a\x07\x01\0", "unknown-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unknown-format"),
    ],
)
def test_what_cannot_be_read_is_told(outcomes, data, code, tmp_path):
    (tmp_path / "x").write_bytes(data)
    assert outcomes("x") == [("x", code)]


def test_a_word_document_in_an_archive(outcomes, tmp_path):
    (tmp_path / "x.zip").write_bytes(packed(*MEMBERS[:1], ("z.docx", WORD)))
    assert outcomes("x.zip") == ["loam", ("x.zip/z.docx", "unknown-format")]


def test_tar_archives_with_the_older_header(outcomes, tmp_path):
    header = tarfile.TarInfo("moss.bib")
    header.size = len(BIB)
    block = bytearray(header.tobuf(tarfile.USTAR_FORMAT)[:257].ljust(512, b"\0"))
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    (tmp_path / "x").write_bytes(bytes(block) + BIB.format("moss").encode().ljust(512, b"\0") + bytes(1024))
    assert outcomes("x")[0] == "moss"


def test_what_stands_before_a_wrong_checksum_is_decompressed():
    data = bytearray(gzip.compress(b"moss " * 1000))
    data[-8] ^= 1
    found = []
    with pytest.raises(Unreadable):
        found += map(bytes, expand([bytes(data)]))
    assert b"".join(found) == b"moss " * 1000
