"""What files are called in the sources of their records: as given, and never as another one."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Paper, file_names
from kg.read import read_papers
from kg.read.names import Names


def called(*files, known=()):
    """Return the names of files, given as "folder//path below it"."""
    names = Names(dict(known))
    return [names.of(file.replace("//", "/"), file.partition("//")[2]) for file in files]


def test_a_file_is_called_as_it_is_given():
    assert called("/r//refs.bib", "/r//sub/refs.bib", "/r/more//notes.txt") == [
        "refs.bib",
        "sub/refs.bib",
        "notes.txt",
    ]


def test_another_file_of_that_name_has_as_many_folders_as_it_takes(tmp_path):
    for folder in ("a", "b", "x/b", "c/sub"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "refs.bib").touch()
    root = str(tmp_path)
    assert called(f"{root}/a//refs.bib", f"{root}/b//refs.bib", f"{root}/x/b//refs.bib") == [
        "refs.bib",
        "b/refs.bib",
        "x/b/refs.bib",
    ]
    known = [("sub/refs.bib", f"{root}/a/refs.bib")]
    assert called(f"{root}/c//sub/refs.bib", known=known) == ["c/sub/refs.bib"]


def test_where_no_folder_makes_a_difference_a_made_up_one_does(tmp_path):
    (tmp_path / "x").touch()
    known = [("x", str(tmp_path / "x")), ("a/x", str(tmp_path / "x"))]
    assert called("/a//x", known=known) == ["~2/x"]


def test_a_path_keeps_its_name_however_it_is_given():
    names = Names({"sub/refs.bib": "/r/sub/refs.bib"})
    assert names.of("/r/sub/refs.bib", "refs.bib") == "sub/refs.bib"


def test_the_name_of_a_path_that_is_gone_goes_to_the_next(tmp_path):
    (tmp_path / "refs.bib").touch()
    names = Names({"refs.bib": "/gone/refs.bib"})
    assert names.of(str(tmp_path / "refs.bib"), "refs.bib") == "refs.bib"
    assert names.of("/gone/refs.bib", "refs.bib") == "gone/refs.bib"


def test_no_file_is_called_as_standard_input_or_as_a_member_of_an_archive(tmp_path):
    assert called("/r//stdin", "/q//stdin/a.bib", "/r//stdin.bib") == [
        "r/stdin",
        "q/stdin/a.bib",
        "stdin.bib",
    ]
    (tmp_path / "x").touch()
    known = [("x", str(tmp_path / "x"))]
    assert called("/r//x/a.bib", "/r//x#1", known=known) == ["r/x/a.bib", "r/x#1"]


paths = st.lists(
    st.lists(st.sampled_from(["a", "b", "x", "x#1", "stdin"]), min_size=1, max_size=4).map("/".join),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@given(paths, st.data())
def test_a_source_leads_to_one_file(files, data):
    names = Names()
    found = {}
    for file in files:
        depth = data.draw(st.integers(1, file.count("/") + 1))
        found[f"/{file}"] = names.of(f"/{file}", "/".join(file.split("/")[-depth:]))
    assert all(not name.startswith("/") for name in found.values())
    for name in found.values():
        assert file_names(f"{name}#1") & {"stdin", *found.values()} == {name}
        assert file_names(f"{name}/member.bib#1") & set(found.values()) == {name}
    assert [names.of(path, "other") for path in found] == list(found.values())


def test_reading_tells_files_of_one_name_apart(tmp_path):
    for folder in "ab":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.jsonl").write_text('{"title": "T", "abstract": "A."}')
    for first, second in permutations("ab"):
        found = read_papers([tmp_path / first / "p.jsonl", tmp_path / second / "p.jsonl"])
        assert [paper.sources for paper in found if isinstance(paper, Paper)] == [
            ("p.jsonl#1",),
            (f"{second}/p.jsonl#1",),
        ]


def test_names_that_are_not_utf_8():
    assert called("/r//b\udcff.bib", "/r//b\udcfe.bib", "/r//b\udcfd.bib") == [
        "b?.bib",
        "r/b?.bib",
        "~2/b?.bib",
    ]
