"""`kg eval`: figures against gold abstracts."""

__all__ = ["evaluate"]

import json
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from kg.cli.options import Format, OutputFile, Pipeline, Workers
from kg.cli.output import current, write_rows
from kg.cli.read import Told
from kg.evidence.codec import extraction_to_json
from kg.model import Extraction, Paper


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated abstracts in the format of `kg extract`.")],
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed and what was wrong, side by side, instead of figures.")
    ] = False,
    workers: Workers = 1,
    pipeline: Pipeline = None,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Compare extractions with annotated abstracts: precision, recall and F1 by type and relation, and the speed.

    Example:  kg eval gold.jsonl
    """
    from kg.engine.local import extract
    from kg.evaluate import score

    lines = score.read_gold(gold)
    papers = [_paper(line) for line in lines]
    next(extract(papers[:1], pipeline), None)  # loading the pipeline is no part of the speed
    start = perf_counter()
    predicted, told = {}, Told()
    for done, item in enumerate(extract(papers, pipeline, workers), start=1):
        if isinstance(item, Extraction):
            predicted[item.id] = json.loads(extraction_to_json(item))
        else:
            told.add(item)
        current().progress("extract", done, len(papers))
    seconds = perf_counter() - start
    pairs = [(line, predicted.get(line["id"], {})) for line in lines]
    if errors:
        rows: list[tuple[object, ...]] = [
            (line["id"], *difference) for line, found in pairs for difference in score.differences(line, found)
        ]
        write_rows(("paper", "what", "gold", "predicted"), rows, form, path, [gold])
    else:
        figures = score.figures(pairs).items()
        rows = [(name, *(round(x, 3) for x in (f.precision, f.recall, f.f1)), f.gold, f.predicted) for name, f in figures]
        write_rows(("figure", "precision", "recall", "f1", "gold", "predicted"), rows, form, path, [gold])
    current().note(f"{len(papers) / seconds:.1f} abstracts/s")
    told.end(len(predicted))


def _paper(line: dict[str, Any]) -> Paper:
    title, newline, abstract = line["text"].partition("\n")
    return Paper(line["id"], title, abstract if newline else None)
