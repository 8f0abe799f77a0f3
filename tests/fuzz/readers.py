"""Fuzz one reader: `python tests/fuzz/readers.py FORMAT [libFuzzer options]` (`make fuzz` does all; needs atheris).

What must hold for any bytes: nothing is raised, and every item is a Paper or a Rejected with a reason of one
line that UTF-8 can hold.
"""

import contextlib
import io
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(include=["kg.read", "bibtexparser", "rispy"]):
    from kg.model import Paper, Rejected
    from kg.read import READERS

    for module in READERS.values():
        import_module(module)
from tests.compliance.formats import MADE, sample


def check(form: str, data: bytes) -> None:
    """Read the bytes as a file of the format, and see that each outcome is one that a user can be shown."""
    module = import_module(READERS[form])
    module.sniff(data.decode("utf-8-sig", "replace"))
    for item in module.read(io.BytesIO(data), "fuzz"):
        if not isinstance(item, Paper | Rejected):
            raise TypeError(item)
        if isinstance(item, Rejected) and (not item.reason or "\n" in item.reason):
            raise ValueError(item)
        texts = (
            (item.title, item.abstract or "", *item.sources)
            if isinstance(item, Paper)
            else (item.reason, item.record)
        )
        for text in texts:
            text.encode("utf-8")
        if isinstance(item, Paper) and not (
            item.title.strip() and (item.abstract is None or item.abstract.strip())
        ):
            raise ValueError(item)


def main() -> None:
    """Fuzz from a sample of the format, until the options of libFuzzer say stop."""
    form, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for count in (1, 3):
            with contextlib.suppress(IndexError):
                pairs = [
                    (f"Title {n} <i>x</i> $a_1$", "An \\emph{abstract} of &lt;p&gt; {some} letters. " * 3)
                    for n in range(count)
                ]
                (Path(folder) / str(count)).write_bytes(sample(form, pairs) if form in MADE else b"")
        atheris.Setup([sys.argv[0], *options, folder], lambda data: check(form, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
