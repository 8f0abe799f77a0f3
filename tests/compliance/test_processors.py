"""Whatever kernels BLAS, NumPy and the C library pick for the processor, extraction and export give the same bytes."""

import itertools
import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "pipelines" / "sample"
CORPORA = ROOT.parent / "shared" / "data" / "corpora"
FOUND = " ".join(
    np.show_config(mode="dicts")["SIMD Extensions"].get("found", ())
)  # what NumPy uses here beyond its baseline
LIBM = "glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX2_Usable,-FMA,-FMA_Usable,-FMA4"
KERNELS = {
    "AVX-512 in BLAS": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "AVX2 in BLAS": {"OPENBLAS_CORETYPE": "Haswell"},
    "SSE in BLAS": {"OPENBLAS_CORETYPE": "Nehalem"},
    "baseline NumPy": {"NPY_DISABLE_CPU_FEATURES": FOUND},
    "baseline everywhere": {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": FOUND,
        "GLIBC_TUNABLES": LIBM,
    },
}


def main(out: Path, pages: Path) -> None:
    """Write what the components find, before anything is rounded, then the extractions and the graph as N-Quads."""
    from kg.evidence.codec import extraction_to_json
    from kg.evidence.database import EvidenceDatabase
    from kg.export import exporter
    from kg.extract.language import make
    from kg.graph import view
    from kg.model import Paper
    from kg.pipeline import Pipeline
    from kg.read import read_papers
    from kg.run import run

    papers = [paper for paper in read_papers([pages]) if isinstance(paper, Paper)]
    texts = [
        text for paper in papers for text in (paper.text, paper.abstract) if text
    ]  # without a title, other models read it
    run(Pipeline(workers=1, stores=()), [str(pages)], out / "graph", progress=lambda *_: None)
    with (out / "found.txt").open("w", encoding="utf-8") as stream:
        for doc in make().pipe(texts):
            for name in ("kg_mentions", "kg_roles", "kg_relations", "kg_results"):
                stream.write(f"{getattr(doc._, name)}\n")
    with EvidenceDatabase.existing(out / "graph") as evidence:
        with (out / "extractions.jsonl").open("w", encoding="utf-8") as stream:
            stream.writelines(
                extraction_to_json(extraction) + "\n" for extraction, _ in evidence.extractions.all()
            )
        with (out / "graph.nq").open("wb") as stream:
            exporter("nquads")(view.nodes(evidence), view.edges(evidence), stream, evidence.settings.base)


def forced(out: Path, pages: Path, **kernel: str) -> dict[str, bytes]:
    """Return what `main` writes in a process whose libraries must take these kernels."""
    out.mkdir()
    plain = {
        name: value
        for name, value in os.environ.items()
        if name not in ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES")
    }
    subprocess.run([sys.executable, __file__, out, pages], env={**plain, **kernel}, cwd=ROOT, check=True)
    return {name: (out / name).read_bytes() for name in ("found.txt", "extractions.jsonl", "graph.nq")}


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """What this processor's own kernels give for the sample."""
    return forced(tmp_path_factory.mktemp("usual") / "out", SAMPLE)


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_change_no_byte(usual, kernel, tmp_path):
    assert usual["graph.nq"].count(b"taConfidence") > 100
    assert forced(tmp_path / "out", SAMPLE, **KERNELS[kernel]) == usual


@pytest.mark.slow
@pytest.mark.shared
def test_kernels_change_no_byte_on_300_abstracts(tmp_path):
    if not CORPORA.is_dir():
        pytest.skip("no ../shared")
    pages = tmp_path / "papers.jsonl"
    with pages.open("w", encoding="utf-8") as out:
        for corpus in ("acl", "arxiv", "pmlr"):
            with lzma.open(CORPORA / f"{corpus}-abstracts.jsonl.xz", "rt", encoding="utf-8") as lines:
                for paper in map(json.loads, itertools.islice(lines, 100)):
                    out.write(
                        json.dumps(
                            {key: paper[key] for key in ("title", "abstract")}
                            | {"id": f"{corpus}:{paper['id']}"}
                        )
                        + "\n"
                    )
    usual = forced(tmp_path / "usual", pages)
    assert len(usual["extractions.jsonl"].splitlines()) > 290
    differ = [
        name
        for name in ("SSE in BLAS", "baseline everywhere")
        if forced(tmp_path / name, pages, **KERNELS[name]) != usual
    ]
    assert not differ


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
