"""Run a Neo4j community server from Maven's jars: no Docker, no installation, loopback only.

    python docker/neo4j-local/server.py start      fetch the jars once, start the server, print its URI
    python docker/neo4j-local/server.py uri        print the URI of the running server
    python docker/neo4j-local/server.py password   print the password of user neo4j
    python docker/neo4j-local/server.py status     print "running" or "stopped" (exit code 3)
    python docker/neo4j-local/server.py stop       stop the server that this program started
    python docker/neo4j-local/server.py admin …    run neo4j-admin on the home folder, for example
                                                   admin database import full …
    python docker/neo4j-local/server.py import DIR replace the database by the files of `kg load --bulk DIR`,
                                                   and start the server

The jars lie in `CACHE/neo4j/lib`, where CACHE is $PAPERGRAPH_CACHE or `.cache` in the checkout. `--home DIR`
names the folder of configuration, data and logs (default `CACHE/neo4j`): one server a folder, as many servers
as folders. $NEO4J_BOLT_PORT chooses the port, otherwise it is 7687, or any free one where that is taken. The
password is $NEO4J_PASSWORD at the first start of a home folder, otherwise made up; `HOME/run/password` keeps
it. Settings in `HOME/conf/extra.conf`, where there is such a file, are added to the configuration. With `--apoc`
a server that starts has APOC core too.
"""

__all__ = ["main"]

import argparse
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
START_SECONDS = 180
STOP_SECONDS = 60
ENTRY_POINT = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
# What Neo4j's own launcher gives the virtual machine for Java 17, and a size that suits tests.
JVM_OPTIONS = (
    "-Xms256m",
    "-Xmx1g",
    "-XX:+UseG1GC",
    *(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in ("nio", "io", "util.concurrent")),
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
)
CONFIGURATION = """\
server.default_listen_address={host}
server.bolt.listen_address={host}:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=256m
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
db.tx_log.preallocate=false
db.tx_log.rotation.retention_policy=100M size
db.logs.query.enabled=OFF
server.bolt.connection_keep_alive=3s
"""


class ServerError(Exception):
    """What went wrong, in one line."""


def cache() -> Path:
    """Return the folder that holds the jars and, unless told otherwise, the server's home."""
    return Path(os.environ.get("PAPERGRAPH_CACHE") or HERE.parents[1] / ".cache").resolve() / "neo4j"


def program(name: str, package: str) -> str:
    """Return the path of a program, or say what to install."""
    if path := shutil.which(name):
        return path
    raise ServerError(f"{name} is not on the PATH: install {package}")


def jars(name: str = "lib", pom: str = "pom.xml") -> Path:
    """Return a folder of the jars that a pom names, fetched by Maven where it is not there yet: whole or absent."""
    lib = cache() / name
    if not lib.exists():
        lib.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{name}.", dir=lib.parent) as part:
            options = [
                "-B",
                "-q",
                "-f",
                str(HERE / pom),
                "-DincludeScope=runtime",
                f"-DoutputDirectory={part}/lib",
            ]
            run(
                [program("mvn", "Maven 3.8 or later"), *options, "dependency:copy-dependencies"],
                "Maven could not fetch the server's jars",
            )
            if not lib.exists():  # another start may have been quicker
                Path(part, "lib").rename(lib)
    return lib


def run(command: Sequence[str], failure: str, home: Path | None = None) -> None:
    """Run a command to its end; its output is shown only where it fails."""
    environment = (
        dict(os.environ)
        if home is None
        else {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    )
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise ServerError(f"{failure}: {last_line(done.stdout + done.stderr)}")


def last_line(text: str) -> str:
    """Return the last line that says anything."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no message")


def java(main_class: str, options: Sequence[str] = (), plugins: Path | None = None) -> list[str]:
    """Return the start of a command line that runs a class of the server, with what plugins bring."""
    runtime = program("java", "a Java runtime, version 17 or 21")
    classes = f"{jars()}/*" if plugins is None else f"{jars()}/*{os.pathsep}{plugins}/*"
    return [runtime, *options, "-cp", classes, main_class]


def read(path: Path) -> str:
    """Return a small file's text, or nothing where it is absent."""
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def command_of(pid: int) -> str:
    """Return the command line of a process, or nothing where there is none."""
    if Path("/proc/self/cmdline").exists():
        path = Path(f"/proc/{pid}/cmdline")
        return path.read_bytes().replace(b"\0", b" ").decode(errors="replace") if path.exists() else ""
    listing = subprocess.run(  # noqa: S603
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return listing.stdout


def running(home: Path) -> int | None:
    """Return the process id of the server that was started for this home.

    A number that now belongs to another program does not count.
    """
    pid = read(home / "run" / "pid")
    return int(pid) if pid.isdigit() and f"--home-dir={home} " in command_of(int(pid)) + " " else None


def free_port() -> int:
    """Return the port asked for, or the usual one, or any free one where that is taken."""
    asked = os.environ.get("NEO4J_BOLT_PORT", "")
    if asked and not asked.isdigit():
        raise ServerError(f"NEO4J_BOLT_PORT is {asked!r}, and not a number")
    for port in (int(asked),) if asked else (7687, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise ServerError(f"port {asked or 7687} is taken")


def answers(port: int) -> bool:
    """Tell whether Bolt's handshake is answered: a port that is merely open does not do."""
    versions = bytes([0, 4, 4, 5]) + bytes([0, 0, 4, 4]) + bytes(8)
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(b"\x60\x60\xb0\x17" + versions)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def add_apoc(home: Path) -> None:
    """Give a server that is going to start APOC core, whose procedures read the whole database."""
    plugins = home / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    for jar in jars("apoc", "apoc.xml").iterdir():
        shutil.copy2(jar, plugins / jar.name)
    extra, setting = home / "conf" / "extra.conf", "dbms.security.procedures.unrestricted=apoc.*"
    extra.parent.mkdir(parents=True, exist_ok=True)
    if setting not in read(extra):
        extra.write_text(f"{read(extra)}\n{setting}\n", encoding="utf-8")


def prepare(home: Path, port: int) -> None:
    """Write the configuration, and set the password where the home is new."""
    for folder in ("conf", "run", "logs"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    settings = CONFIGURATION.format(host=HOST, port=port) + read(home / "conf" / "extra.conf") + "\n"
    (home / "conf" / "neo4j.conf").write_text(settings, encoding="utf-8")
    kept = home / "run" / "password"
    if not kept.exists():
        chosen = os.environ.get("NEO4J_PASSWORD") or secrets.token_urlsafe(16)
        # The password goes by file: a command line is for everyone on the machine to read.
        arguments = write_secret(home / "run" / "arguments", f"-- {json.dumps(chosen, ensure_ascii=False)}")
        setting = [*java(ADMIN, ["-Dfile.encoding=UTF-8"]), "dbms", "set-initial-password", f"@{arguments}"]
        try:
            run(setting, "Neo4j does not take the password", home)
        finally:
            arguments.unlink()
        write_secret(kept, chosen)


def write_secret(path: Path, text: str) -> Path:
    """Write a file that only its owner can read."""
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(f"{text}\n")
    return path


def start(home: Path) -> str:
    """Start the server unless it runs, wait until Bolt answers, and return its URI."""
    (home / "run").mkdir(parents=True, exist_ok=True)
    with (home / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once are one start
        if not running(home):
            launch(home, free_port())
        deadline = time.monotonic() + START_SECONDS
        port = int(read(home / "run" / "uri").rpartition(":")[2])
        while not answers(port):
            if not running(home):
                raise ServerError(
                    f"Neo4j ended while starting ({last_line(read(home / 'logs' / 'console.log'))}); "
                    f"see {home / 'logs'}"
                )
            if time.monotonic() > deadline:
                raise ServerError(f"Neo4j did not answer within {START_SECONDS} s; see {home / 'logs'}")
            time.sleep(0.2)
    return uri(home)


def launch(home: Path, port: int) -> None:
    """Start a server process; it outlives this program."""
    prepare(home, port)
    command = [
        *java(ENTRY_POINT, JVM_OPTIONS, home / "plugins"),
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
    ]
    with (home / "logs" / "console.log").open("wb") as output:
        server = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    (home / "run" / "uri").write_text(f"bolt://{HOST}:{port}\n", encoding="utf-8")
    (home / "run" / "pid").write_text(f"{server.pid}\n", encoding="utf-8")
    while server.poll() is None and not command_of(server.pid).strip():
        time.sleep(0.01)  # a process has no command line yet in the moment after it was made
    server.returncode = 0  # nobody is going to wait for it


def stop(home: Path) -> str:
    """Stop the server that was started for this home, if it runs."""
    if pid := running(home):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while running(home):
            if time.monotonic() > deadline:
                raise ServerError(f"process {pid} does not stop")
            time.sleep(0.1)
    for name in ("pid", "uri"):
        (home / "run" / name).unlink(missing_ok=True)
    return ""


def uri(home: Path) -> str:
    """Return the URI of the running server."""
    if not running(home):
        raise ServerError("not running: start it first")
    return read(home / "run" / "uri")


def password(home: Path) -> str:
    """Return the password of user neo4j."""
    return read(home / "run" / "password")


def admin(home: Path, arguments: Sequence[str], folder: Path | None = None) -> int:
    """Run neo4j-admin, in a folder, with its output as it comes, and return its exit code."""
    if not (home / "conf" / "neo4j.conf").exists():
        prepare(home, free_port())
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    return subprocess.run(  # noqa: S603
        [*java(ADMIN, JVM_OPTIONS), *arguments], env=environment, cwd=folder, check=False
    ).returncode


def replace(home: Path, folder: str) -> str:
    """Stop the server, replace its database by the files of `kg load --bulk`, start it and return its URI."""
    stop(home)
    if code := admin(home, ["@import.args", "--overwrite-destination=true"], Path(folder)):
        raise ServerError(f"neo4j-admin ended with {code}; nothing is running now")
    return start(home)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(description="Run a Neo4j server on this machine, from Maven's jars.")
    parser.add_argument("--home", type=Path, help="folder of configuration, data and logs")
    parser.add_argument("--apoc", action="store_true", help="start: with APOC core, fetched by Maven")
    parser.add_argument("action", choices=["start", "stop", "status", "uri", "password", "admin", "import"])
    parser.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        help="for admin: what neo4j-admin is to do; for import: the folder",
    )
    options = parser.parse_args(arguments)
    home = (options.home or cache()).resolve()
    try:
        if options.action == "admin":
            return admin(home, options.arguments)
        if options.action == "status":
            pid = running(home)
            sys.stdout.write("running\n" if pid else "stopped\n")
            return 0 if pid else 3
        if options.apoc and options.action in ("start", "import"):
            add_apoc(home)
        if options.action == "import":
            said = replace(home, *options.arguments)
        else:
            said = {"start": start, "stop": stop, "uri": uri, "password": password}[options.action](home)
    except (ServerError, OSError) as error:
        sys.stderr.write(f"neo4j-local: {error}\n")
        return 1
    sys.stdout.write(f"{said}\n" if said else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
