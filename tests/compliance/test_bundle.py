"""The built scripts of the pages are those that the sources give, and the sources pass their own tests."""

import os
import shutil
import subprocess
from gzip import compress
from hashlib import sha256
from pathlib import Path

import pytest

import kg.page

SOURCE = Path(kg.page.__file__).parent / "source"
BUNDLE = SOURCE.parent / "bundle"
KINDS = {".js", ".mjs", ".css", ".json"}
MOST = 1024 * 120  # bytes of all scripts and the style sheet, gzipped


def sources() -> dict[str, Path]:
    every = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*") if path.suffix in KINDS}
    return {
        name: path
        for name, path in sorted(every.items())
        if "node_modules" not in Path(name).parts and not name.endswith(".test.js")
    }


def node() -> str:
    """Return the path of Node.js; with KG_REQUIRE_SERVERS=1 it has to be there, with the packages."""
    stop = pytest.fail if os.environ.get("KG_REQUIRE_SERVERS") == "1" else pytest.skip
    if (found := shutil.which("node")) is None:
        stop("no Node.js on the PATH")
    if not (SOURCE / "node_modules").is_dir():
        stop("the packages are missing: make page")
    return str(found)


def test_the_bundle_was_built_from_these_sources() -> None:
    lines = "".join(f"{sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in sources().items())
    wanted = sha256(lines.encode()).hexdigest()
    assert (BUNDLE / "sources.sha256").read_text("utf-8").strip() == wanted, (
        "run make page: the sources have changed"
    )


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([node(), SOURCE / "build.mjs", tmp_path], check=True, capture_output=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in BUNDLE.iterdir()}


def test_the_bundle_names_the_licences_of_what_is_in_it() -> None:
    notice = (BUNDLE / "NOTICE").read_text("utf-8")
    for package in ("graphology ", "graphology-layout-forceatlas2 ", "sigma "):
        assert f"\n{package}" in notice
    assert notice.count("Permission is hereby granted") >= 3


def test_the_bundle_is_small() -> None:
    sizes = [
        len(compress(path.read_bytes(), 9)) for path in BUNDLE.iterdir() if path.suffix in {".js", ".css"}
    ]
    assert sum(sizes) <= MOST


def test_the_lock_file_names_no_registry() -> None:
    lock = (SOURCE / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "://" not in lock


def test_nothing_in_the_scripts_needs_more_than_a_strict_policy_allows() -> None:
    for path in BUNDLE.glob("*.js"):
        script = path.read_text("utf-8")
        for forbidden in ("eval(", "new Function", "new Worker", 'createElement("style"'):
            assert forbidden not in script, f"{path.name} has {forbidden}"
    assert "createObjectURL" not in (BUNDLE / "graph.js").read_text(
        "utf-8"
    )  # of the layout's worker, left out


def test_the_sources_pass_their_own_tests() -> None:
    tests = sorted(
        path for path in SOURCE.rglob("*.test.js") if "node_modules" not in path.relative_to(SOURCE).parts
    )
    run = subprocess.run([node(), "--test", *tests], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
