"""Pipelines: the TOML files that `kg run` takes."""

__all__ = ["MOST_WORKERS", "Pipeline", "load_pipeline"]

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.evidence.versions import Settings
from kg.extract.language import MODELS
from kg.ids import DEFAULT_BASE
from kg.stores import DEFAULT

MOST_WORKERS = 512
"""The maximum number of processes that extract in parallel; each takes some 300 MB."""

# section -> key -> (type, allowed values)
_KEYS: dict[str, dict[str, tuple[type, str]]] = {
    "read": {
        "paths": (list, "a list of files and folders"),
        "format": (str, 'a format name, or "auto"'),
        "encoding": (str, "the encoding of text"),
        "titles": (bool, "true to keep papers of which only the title is known"),
    },
    "extract": {
        "model": (str, "accurate or fast"),
        "pipeline": (str, "a spaCy pipeline by name, folder or .cfg file"),
        "workers": (int, f"a number of processes from 1 to {MOST_WORKERS}"),
    },
    "graph": {
        "base": (str, "an IRI such as https://example.org/graph/, without ? and #"),
        "title": (str, "what the graph is called"),
        "creator": (list, "a list of names, each perhaps with an ORCID in angle brackets"),
        "license": (str, "an SPDX name such as CC-BY-4.0, or the address of a licence"),
        "version": (str, "a version of the graph"),
    },
    "stores": {"load": (list, "a list of local stores")},
}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What to run. Without `settings`, the graph keeps the ones it was made with; `model` is then the one changed."""

    name: str = "papergraph"
    paths: tuple[str, ...] = ()
    format: str | None = None
    encoding: str | None = None
    titles: bool = False
    workers: int = 1
    settings: Settings | None = None
    model: str | None = None
    stores: tuple[str, ...] = DEFAULT


def load_pipeline(path: Path) -> Pipeline:
    """Read a pipeline from a TOML file; UsageError names the invalid key and its allowed values."""
    import tomllib

    from kg.rdf import is_base

    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"no pipeline file {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} is not a pipeline: {error}") from error
    name = value.pop("name", path.stem)
    if not isinstance(name, str):
        raise UsageError(f"{path}: name must be a string")
    for section, keys in value.items():
        if section not in _KEYS:
            raise UsageError(
                f"{path}: unknown section [{section}]; allowed: name, {', '.join(f'[{s}]' for s in _KEYS)}"
            )
        _check(path, section, keys)
    read, extract, stores = value.get("read", {}), value.get("extract", {}), value.get("stores", {})
    base = value.get("graph", {}).get("base", DEFAULT_BASE)
    if not is_base(base):
        raise UsageError(f"{path}: graph.base must be {_KEYS['graph']['base'][1]}, not {base!r:.200}")
    model, language = extract.get("model"), extract.get("pipeline")
    if model is not None and language is not None:
        raise UsageError(
            f"{path}: extract.model names a model of kg's own pipeline: give it or extract.pipeline"
        )
    if model is not None and model not in MODELS:
        raise UsageError(f"{path}: extract.model must be {_KEYS['extract']['model'][1]}, not {model!r:.200}")
    return Pipeline(
        name=name,
        paths=tuple(str(path.parent / p) for p in read.get("paths", ())),
        format=None if read.get("format", "auto") == "auto" else read["format"],
        encoding=read.get("encoding"),
        titles=read.get("titles", False),
        workers=extract.get("workers", 1),
        settings=_settings(path, base, model or _beside(path, language), value.get("graph", {})),
        stores=tuple(stores.get("load", DEFAULT)),
    )


def _settings(path: Path, base: str, language: str | None, graph: dict[str, Any]) -> Settings:
    from kg.describe import checked

    said = {name: graph.get(name, "") for name in ("title", "license", "version")}
    creators = tuple(graph.get("creator", ()))
    try:
        checked(**said, creators=creators)
    except UsageError as error:
        raise UsageError(f"{path}: graph: {error}") from None
    return Settings(base, language, creators=creators, **said)


def _beside(path: Path, pipeline: str | None) -> str | None:
    """Return the path of a spaCy pipeline beside the TOML file, or the name of any other."""
    return (
        str((path.parent / pipeline).absolute())
        if pipeline and (path.parent / pipeline).exists()
        else pipeline
    )


def _check(path: Path, section: str, keys: Any) -> None:
    if not isinstance(keys, dict):
        raise UsageError(f"{path}: [{section}] must be a section")
    for key, value in keys.items():
        if key not in _KEYS[section]:
            raise UsageError(
                f"{path}: unknown key {section}.{key}; allowed in [{section}]: {', '.join(_KEYS[section])}"
            )
        type_, allowed = _KEYS[section][key]
        items = value if type_ is list and isinstance(value, list) else ()
        if (
            not isinstance(value, type_)
            or isinstance(value, bool) is not (type_ is bool)
            or not all(isinstance(item, str) for item in items)
        ):
            raise UsageError(f"{path}: {section}.{key} must be {allowed}, not {value!r}")
        if isinstance(value, int) and type_ is int and not 1 <= value <= MOST_WORKERS:
            raise UsageError(f"{path}: {section}.{key} must be {allowed}, not {value!r}")
