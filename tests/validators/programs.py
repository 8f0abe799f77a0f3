"""Runs programs of others that validate RDF, from what `make validators` installs, and returns what they find."""

__all__ = [
    "INSTALLED", "Finding", "Violation", "arq", "crate", "croissant", "fuseki", "inferred", "jena_shacl", "oxigraph", "pyld", "pyshacl",
    "quads", "riot", "robot_profile", "robot_reason", "robot_report", "rows", "sparqlwrapper", "tdb2",
]  # fmt: skip

import csv
import io
import json
import os
import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import rdflib
from rdflib import SH

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".validators"
INSTALLED = FOLDER / "installed"  # written last
LOGGING = ROOT / "tests" / "validators" / "log4j2.properties"
ROBOT = "org.obolibrary.robot.CommandLineInterface"
FUSEKI = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
SECONDS = 600


class Violation(NamedTuple):
    """What a SHACL validator found: which kind of constraint, at which path, of which node."""

    constraint: str
    path: str
    node: str


class Finding(NamedTuple):
    """What ROBOT's report found: how bad, which rule, about which term."""

    level: str
    rule: str
    term: str


def riot(path: Path) -> list[str]:
    """Return the errors and warnings of Jena's parser in its strict mode."""
    done = _jena("riotcmd.riot", "--strict", "--validate", path, fails={0, 1})
    found = _logged(done)
    if done.returncode and not found:
        raise RuntimeError(f"Jena failed: {done.stderr[-2000:]}")
    return found


def quads(path: Path) -> int:
    """Return how many triples and quads Jena counts in a file."""
    done = _jena("riotcmd.riot", "--count", path)
    counts = re.findall(r"(?:Triples|Quads) = ([\d,]+)", done.stdout + done.stderr)
    return sum(int(count.replace(",", "")) for count in counts)


def inferred(data: Path, ontology: Path, target: Path) -> Path:
    """Write data, ontology and what RDFS infers from them, by Jena, as N-Triples."""
    said = [
        _jena("riotcmd.riot", "--output=nt", *options).stdout
        for options in ((f"--rdfs={ontology}", data), (ontology,))
    ]
    target.write_text("".join(said), encoding="utf-8")
    return target


def jena_shacl(data: Path, shapes: Path) -> set[Violation]:
    """Return what Jena's SHACL finds. Of a file of quads it reads the default graph only."""
    done = _jena("shacl.shacl", "validate", "--shapes", shapes, "--data", data, fails={0, 1})
    return _violations(done.stdout)


def pyshacl(data: Path, shapes: Path, ontology: Path | None = None) -> set[Violation]:
    """Return what pySHACL finds, with an ontology also after RDFS inference."""
    mixed = ["-e", ontology, "-i", "rdfs"] if ontology else []
    done = _run(
        FOLDER / "python" / "bin" / "pyshacl", "-s", shapes, *mixed, "-f", "turtle", data, fails={0, 1}
    )
    return _violations(done.stdout)


def arq(data: Path, query: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT over a file, by Jena with its default settings."""
    return _rows(_jena("arq.sparql", "--data", data, "--results=csv", query))


def tdb2(data: Path, query: str, *options: str) -> list[dict[str, str]]:
    """Return the rows of a SELECT over a TDB2 store that a file is loaded into."""
    with TemporaryDirectory() as store:
        _jena("tdb2.tdbloader", "--loc", store, data)
        return _rows(_jena("tdb2.tdbquery", "--loc", store, *options, "--results=csv", query))


@contextmanager
def fuseki(data: Path) -> Iterator[str]:
    """Serve a file by Fuseki with its default settings, and give the address of the SPARQL endpoint."""
    port = _free_port()
    command = _java("jena", FUSEKI, "--localhost", f"--port={port}", f"--file={data}", "/graph")
    with _served(command, f"http://127.0.0.1:{port}/graph/sparql") as endpoint:
        yield endpoint


@contextmanager
def oxigraph(data: Path, *options: str) -> Iterator[str]:
    """Serve a file by Oxigraph's own server, and give the address of the SPARQL endpoint."""
    program, port = FOLDER / "python" / "bin" / "oxigraph", _free_port()
    with TemporaryDirectory() as store:
        _run(program, "load", "--location", store, "--file", data)
        command = [str(program), "serve", "--location", store, "--bind", f"127.0.0.1:{port}", *options]
        with _served(command, f"http://127.0.0.1:{port}/query") as endpoint:
            yield endpoint


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(command: list[str], endpoint: str) -> Iterator[str]:
    """Give the address of an endpoint while the program that serves it runs."""
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(240):
            if server.poll() is not None:
                raise RuntimeError(f"{command[0]} ended while starting")
            try:
                urllib.request.urlopen(f"{endpoint}?query=ASK%7B%7D", timeout=5).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            raise RuntimeError(f"{command[0]} did not start within a minute")
        yield endpoint
    finally:
        server.terminate()
        server.wait(timeout=30)


def robot_report(ontology: Path) -> list[Finding]:
    """Return what ROBOT's quality rules say of an ontology."""
    with TemporaryDirectory() as folder:
        table = Path(folder, "report.tsv")
        _robot("report", "--fail-on", "none", "--input", ontology, "--output", table)
        rows = table.read_text(encoding="utf-8").splitlines()[1:]
    return [Finding(*row.split("\t")[:3]) for row in rows]


def robot_profile(ontology: Path, profile: str) -> list[str]:
    """Return where an ontology leaves a profile of OWL 2: DL, EL, QL, RL or Full."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.txt")
        _robot(
            "validate-profile", "--profile", profile, "--input", ontology, "--output", report, fails={0, 1}
        )
        return sorted(set(report.read_text(encoding="utf-8").strip().splitlines()[1:]))


def robot_reason(ontology: Path, reasoner: str) -> list[str]:
    """Return what a reasoner objects to: an inconsistent ontology, classes that can have no instances."""
    with TemporaryDirectory() as folder:
        options = ("--reasoner", reasoner, "--input", ontology, "--output", Path(folder, "reasoned.owl"))
        done = _robot("reason", *options, fails={0, 1})
    return (done.stdout + done.stderr).splitlines() if done.returncode else _logged(done)


def croissant(path: Path) -> list[str]:
    """Return the errors and warnings of mlcroissant."""
    return list(_inside("croissant", path))


def rows(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each record set of a Croissant file, as mlcroissant loads them."""
    return dict(_inside("rows", path))


def crate(folder: Path) -> list[str]:
    """Return what rocrate-validator finds missing, each with its severity, without the network."""
    return list(_inside("crate", folder))


def pyld(path: Path) -> str:
    """Return the N-Quads that PyLD reads in a JSON-LD file."""
    return str(_inside("jsonld", path))


def sparqlwrapper(endpoint: str, query: str, method: str = "GET") -> list[dict[str, str]]:
    """Return the rows that SPARQLWrapper gets from an endpoint."""
    return list(_inside("ask", endpoint, query, method))


def _inside(*arguments: object) -> Any:
    """Run an action of inside.py in the environment of the validators."""
    return json.loads(
        _run(
            FOLDER / "python" / "bin" / "python", ROOT / "tests" / "validators" / "inside.py", *arguments
        ).stdout
    )


def _violations(report: str) -> set[Violation]:
    """Return the results in a report of SHACL; a report is always there, or the program has failed."""
    graph = rdflib.Graph().parse(data=report, format="turtle")
    if (None, SH.conforms, None) not in graph:
        raise RuntimeError(f"no report: {report[:1000]}")
    return {
        Violation(
            str(graph.value(result, SH.sourceConstraintComponent))
            .rpartition("#")[2]
            .removesuffix("ConstraintComponent"),
            str(graph.value(result, SH.resultPath, default="")),
            _name(graph.value(result, SH.focusNode)),
        )
        for result in graph.objects(None, SH.result)
    }


def _name(node: Any) -> str:
    """Return a node as text; programs name blank nodes as they like."""
    return "_:" if isinstance(node, rdflib.BNode) else str(node)


def _rows(done: "subprocess.CompletedProcess[str]") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.stdout)))


def _logged(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """Return the lines in which a program of Jena or ROBOT logs a warning or an error."""
    said = (done.stdout + done.stderr).splitlines()
    return [line for line in said if re.search(r"\b(WARN|ERROR|FATAL)\b", line)]


def _jena(
    program: str, *arguments: object, fails: frozenset[int] | set[int] = frozenset({0})
) -> "subprocess.CompletedProcess[str]":
    return _run(*_java("jena", program, *arguments), fails=fails)


def _robot(
    *arguments: object, fails: frozenset[int] | set[int] = frozenset({0})
) -> "subprocess.CompletedProcess[str]":
    return _run(*_java("robot", ROBOT, *arguments), fails=fails)


def _java(jars: str, program: str, *arguments: object) -> list[str]:
    options = ("-Xmx2g", f"-Dlog4j2.configurationFile={LOGGING}", "-cp", FOLDER / jars / "*")
    return ["java", *map(str, (*options, program, *arguments))]


def _run(
    *command: object, fails: frozenset[int] | set[int] = frozenset({0})
) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end; an exit code that is no finding fails the test."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=environment,
        check=False,
    )
    if done.returncode not in fails:  # no assertion, which a test may be expected to fail with
        raise RuntimeError(
            f"{command[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}"
        )
    return done
