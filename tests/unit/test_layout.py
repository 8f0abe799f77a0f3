"""The tests of units lie as the package does."""

import re
from pathlib import Path

import pytest

UNITS = Path(__file__).parent
PACKAGE = UNITS.parents[1] / "kg"
TESTS = sorted(
    path.relative_to(UNITS)
    for path in UNITS.rglob("test_*.py")
    if path.name not in ("test_layout.py", "test_schema.py")
)


@pytest.mark.parametrize("path", TESTS, ids=str)
def test_a_unit_test_lies_where_its_package_does(path):
    """In the folder of the package that it imports; at the top, with the name of its module."""
    if path.parent.parts:
        package = ".".join(path.parent.parts)
        assert (PACKAGE / path.parent / "__init__.py").is_file()
        assert re.search(
            rf"from kg\.{re.escape(package)}[. ]|from kg\.?{package.rpartition('.')[0]} import",
            (UNITS / path).read_text(),
        )
    else:
        assert (PACKAGE / path.name.removeprefix("test_")).is_file()


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_a_module_is_one_idea(path):
    if path.parent.name != "generated":
        assert len(path.read_text().splitlines()) <= 300
