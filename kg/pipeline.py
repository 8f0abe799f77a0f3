"""What to run, read from a pipeline's TOML file."""

__all__ = ["MOST_WORKERS", "Pipeline", "load_pipeline"]

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.evidence.versions import Settings
from kg.ids import DEFAULT_BASE
from kg.stores import DEFAULT

MOST_WORKERS = 512
"""Processes that extract side by side, at most; each takes some 300 MB."""

# section -> key -> (type, what is allowed)
_KEYS: dict[str, dict[str, tuple[type, str]]] = {
    "read": {
        "paths": (list, "a list of files and folders"),
        "format": (str, 'a format name, or "auto"'),
        "encoding": (str, "the encoding of text"),
    },
    "extract": {
        "pipeline": (str, "a spaCy pipeline by name, folder or .cfg file"),
        "workers": (int, f"a number of processes from 1 to {MOST_WORKERS}"),
    },
    "graph": {"base": (str, "an IRI such as https://example.org/graph/, without ? and #")},
    "stores": {"load": (list, "a list of local stores")},
}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What to run; without `settings`, with those that the graph was made with before."""

    name: str = "papergraph"
    paths: tuple[str, ...] = ()
    format: str | None = None
    encoding: str | None = None
    workers: int = 1
    settings: Settings | None = None
    stores: tuple[str, ...] = DEFAULT


def load_pipeline(path: Path) -> Pipeline:
    """Return the pipeline of a TOML file; UsageError names the key that is wrong and what is allowed there."""
    import tomllib

    from kg.rdf import is_base

    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"no pipeline file {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} is no pipeline: {error}") from error
    name = value.pop("name", path.stem)
    if not isinstance(name, str):
        raise UsageError(f"{path}: name must be a string")
    for section, keys in value.items():
        if section not in _KEYS:
            raise UsageError(f"{path}: unknown section [{section}]; allowed: name, {', '.join(f'[{s}]' for s in _KEYS)}")
        _check(path, section, keys)
    read, extract, stores = value.get("read", {}), value.get("extract", {}), value.get("stores", {})
    base = value.get("graph", {}).get("base", DEFAULT_BASE)
    if not is_base(base):
        raise UsageError(f"{path}: graph.base must be {_KEYS['graph']['base'][1]}, not {base!r:.200}")
    return Pipeline(
        name=name,
        paths=tuple(str(path.parent / p) for p in read.get("paths", ())),
        format=None if read.get("format", "auto") == "auto" else read["format"],
        encoding=read.get("encoding"),
        workers=extract.get("workers", 1),
        settings=Settings(base, _beside(path, extract.get("pipeline"))),
        stores=tuple(stores.get("load", DEFAULT)),
    )


def _beside(path: Path, pipeline: str | None) -> str | None:
    """Return a spaCy pipeline that stands beside the TOML file by its path, any other by its name."""
    return str((path.parent / pipeline).absolute()) if pipeline and (path.parent / pipeline).exists() else pipeline


def _check(path: Path, section: str, keys: Any) -> None:
    if not isinstance(keys, dict):
        raise UsageError(f"{path}: [{section}] must be a section")
    for key, value in keys.items():
        if key not in _KEYS[section]:
            raise UsageError(f"{path}: unknown key {section}.{key}; allowed in [{section}]: {', '.join(_KEYS[section])}")
        kind, allowed = _KEYS[section][key]
        items = value if kind is list and isinstance(value, list) else ()
        if not isinstance(value, kind) or isinstance(value, bool) or not all(isinstance(item, str) for item in items):
            raise UsageError(f"{path}: {section}.{key} must be {allowed}, not {value!r}")
        if isinstance(value, int) and not 1 <= value <= MOST_WORKERS:
            raise UsageError(f"{path}: {section}.{key} must be {allowed}, not {value!r}")
