"""A small corpus of several formats, with and without ids, in which records join, clash and share a title."""

__all__ = ["FILES", "written"]

import json
from pathlib import Path

_MOSS = (
    "We propose MossNet, a network that sorts pebbles by weight without any other resource. On PebbleSet, MossNet reaches an "
    "accuracy of 91.5%, two points more than BERT, and needs half of the parameters of a transformer."
)
_TIDE = (
    "TideFormer is a transformer for speech recognition. It reduces the word error rate to 4.2% on LibriSpeech, where a "
    "recurrent network with attention needs ten times the training data. Code: https://github.com/tide/former"
)
_SHORT = "Eleven papers on stones and rivers, on walls, and one on rust."
_OTHER = "Speech papers are gathered here: lamps, choirs, bells of eight villages."
_KLAR = "KlarNet is a parser for old German. It reaches an F1 score of 80.1 on the Nibelungen Treebank."
FILES = {
    "refs.bib": f"""@article{{moss, author = {{Doe, Jane and {{The Moss Group}}}}, journal = {{Journal of Moss}}, keywords = {{moss, stones}}, title = {{MossNet: sorting pebbles}}, year = 2020, doi = {{10.1234/moss}}, abstract = {{{_MOSS}}}}}
@misc{{tide, title = {{TideFormer}}, eprint = {{2101.00001}}, archiveprefix = {{arXiv}}, abstract = {{{_TIDE}}}}}
@misc{{none, title = {{Old parsers}}, year = 1999, abstract = {{{_KLAR}}}}}
@misc{{broken, title = {{No abstract}}}}
""",
    "works.jsonl": json.dumps(
        {
            "id": "https://openalex.org/W7", "doi": "https://doi.org/10.1234/moss", "display_name": "MossNet: Sorting Pebbles",
            "publication_year": 2021, "publication_date": "2021-05-17", "cited_by_count": 7, "type": "article",
            "authorships": [{"author": {"id": "https://openalex.org/A1", "display_name": "Jane Doe", "orcid": "https://orcid.org/0000-0002-1825-0097"}}],
            "primary_location": {"source": {"display_name": "Journal of Moss", "type": "journal"}},
            "referenced_works": ["https://openalex.org/W8"], "abstract_inverted_index": {"We": [0], "propose": [1], "MossNet.": [2]}, "language": "en",
        }
    ) + "\n",
    "sub/pages.csv": f'title,abstract,year\nPreface,"{_SHORT}",2010\nMossNet: sorting pebbles,"{_MOSS}",\nTideFormer,"{_TIDE}",2021\n',
    "sub/prefaces.ris": f"TY  - JOUR\nTI  - Preface\nAB  - {_OTHER}\nPY  - 2012\nLA  - en\nER  - \n",
    "sub/again.jsonl": "".join(
        json.dumps({"id": own, "title": title, "abstract": abstract, "sources": sources}) + "\n"
        for own, title, abstract, sources in (
            ("title:b7f6e5d4c3b2a190", "Preface", _SHORT, ["elsewhere.csv#1"]),
            ("doi:10.1234/moss", "River stones", _OTHER + " They ring.", []),
            ("mine", "KlarNet", _KLAR, ["refs.bib#3", "elsewhere.csv#2"]),
        )
    ),
    "notes.txt": f"KlarNet\n{_KLAR}\n\nTideFormer\n{_TIDE}\n",
}  # fmt: skip


def written(folder: Path) -> Path:
    """Write the files into a new folder and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
