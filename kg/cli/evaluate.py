"""`kg eval`: scores against gold abstracts."""

__all__ = ["evaluate"]

import json
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer

from kg.cli.options import Format, Model, OutputFile, Pipeline, Workers, language
from kg.cli.output import current, write_rows
from kg.cli.read import RejectReport
from kg.evidence.codec import extraction_to_json
from kg.model import Extraction, Paper


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Annotated abstracts, in the format that `kg extract` prints."
        ),
    ],
    errors: Annotated[
        bool, typer.Option("--errors", help="List missed and wrong facts instead of scores.")
    ] = False,
    speed: Annotated[bool, typer.Option("--speed", help="Measure the speed too.")] = False,
    workers: Workers = 1,
    model: Model = None,
    pipeline: Pipeline = None,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Score extractions against annotated abstracts: precision, recall and F1 by label.

    Example:  kg eval gold.jsonl
    """
    from kg.engine.local import extract
    from kg.evaluate import score

    pipeline = language(model, pipeline)
    lines = score.read_gold(gold)
    papers = [_paper(line) for line in lines]
    if speed:
        next(extract(papers[:1], pipeline), None)  # load the spaCy pipeline before the clock starts
    start = perf_counter()
    predicted, report = {}, RejectReport()
    for done, item in enumerate(extract(papers, pipeline, workers), start=1):
        if isinstance(item, Extraction):
            predicted[item.id] = json.loads(extraction_to_json(item))
        else:
            report.add(item)
        current().progress("extract", done, len(papers))
    seconds = perf_counter() - start
    pairs = [(line, predicted.get(line["id"], {})) for line in lines]
    if errors:
        rows: list[tuple[object, ...]] = [
            (line["id"], *difference)
            for line, extraction in pairs
            for difference in score.differences(line, extraction)
        ]
        write_rows(("paper", "what", "gold", "predicted"), rows, form, path, [gold])
    else:
        figures = score.figures(pairs).items()
        rows = [
            (name, *(round(x, 3) for x in (f.precision, f.recall, f.f1)), f.gold, f.predicted)
            for name, f in figures
        ]
        write_rows(("figure", "precision", "recall", "f1", "gold", "predicted"), rows, form, path, [gold])
    if speed:
        current().note(f"{len(papers) / seconds:.1f} abstracts/s")
    report.end(len(predicted))


def _paper(line: dict[str, Any]) -> Paper:
    title, newline, abstract = line["text"].partition("\n")
    return Paper(line["id"], title, abstract if newline else None)
