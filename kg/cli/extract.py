"""`kg extract`: extractions as JSONL."""

__all__ = ["extract"]

from collections.abc import Iterator

from kg.cli.options import Encoding, InputFormat, Inputs, Model, Pipeline, Workers, language
from kg.cli.output import current
from kg.cli.read import RejectReport, write_line
from kg.model import Paper, Rejected


def extract(
    paths: Inputs,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    workers: Workers = 1,
    model: Model = None,
    pipeline: Pipeline = None,
) -> None:
    """Print the extraction of each paper as JSONL: entities, clusters, relations, results, repositories.

    Example:  kg extract papers.jsonl --workers 2 > extractions.jsonl
    """
    from kg.engine.local import extract as extractions
    from kg.evidence.codec import extraction_to_json
    from kg.read import read_papers

    pipeline = language(model, pipeline)
    report = RejectReport()

    def papers() -> Iterator[Paper]:
        for item in read_papers(paths, format=input_format, encoding=encoding):
            if isinstance(item, Rejected):
                report.add(item)
            else:
                yield item

    extracted = 0
    for count, item in enumerate(extractions(papers(), pipeline, workers), start=1):
        if isinstance(item, Rejected):
            report.add(item)
        else:
            extracted += 1
            write_line(extraction_to_json(item))
        current().progress("extract", count, None)
    report.end(extracted)
