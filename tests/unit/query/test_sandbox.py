"""The filter forbids what it names on both architectures, for all threads, and nothing that a database needs."""

import errno
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from types import SimpleNamespace

import pytest

from kg.query import sandbox

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
HEADERS = {
    "x86_64": [Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")],
    "aarch64": [Path("/usr/include/asm-generic/unistd.h")],
}
NAMED = sandbox.NETWORK | sandbox.PROGRAMS | sandbox.CHANGES | sandbox.OPENS
ALLOWED = 0


def verdict(program, machine, number, arguments=(), architecture=None):
    """Return the errno that a filter gives a system call, 0 where it lets it pass: classic BPF, step by step."""
    words = {0: number, 4: ARCHITECTURES[architecture or machine]}
    for position in range(6):
        value = arguments[position] if position < len(arguments) else 0
        words |= {16 + 8 * position: value & 0xFFFFFFFF, 20 + 8 * position: value >> 32}
    accumulator, at = 0, 0
    while True:
        code, true, false, operand = program[at]
        assert at + 1 + max(true, false) <= len(program)
        match code:
            case 0x20:
                accumulator = words[operand]
            case 0x06:
                return 0 if operand == 0x7FFF0000 else operand & 0xFFFF
            case _:
                holds = {
                    0x15: accumulator == operand,
                    0x35: accumulator >= operand,
                    0x45: bool(accumulator & operand),
                }[code]
                at += true if holds else false
        at += 1


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("machine", list(ARCHITECTURES))
def test_what_is_named_fails_and_all_else_passes(machine, reads):
    column = list(ARCHITECTURES).index(machine)
    program = sandbox.instructions(machine, reads=reads)
    opens = {numbers[column] for numbers in sandbox.OPENS.values()}
    forbidden = {numbers[column] for numbers in NAMED.values()} - {None}
    for number in range(600):
        found = verdict(program, machine, number, (0,) * 6)
        if number in (437, 435):
            assert found == errno.ENOSYS, (
                "openat2 and clone3 seem absent, so that libraries take the calls that can be judged"
            )
        elif number in opens and reads:
            assert found == ALLOWED
        elif number == (56, 220)[column]:
            assert found == errno.EPERM, "a clone without CLONE_THREAD is a new process"
            assert verdict(program, machine, number, (0x10000 | 0x100,)) == ALLOWED
        else:
            assert found == (errno.EPERM if number in forbidden else ALLOWED), number


@pytest.mark.parametrize("machine", list(ARCHITECTURES))
def test_a_file_is_opened_for_reading_only(machine):
    program, column = sandbox.instructions(machine, reads=True), list(ARCHITECTURES).index(machine)
    for flags, allowed in [
        (os.O_RDONLY | os.O_CLOEXEC, True), (os.O_WRONLY, False), (os.O_RDWR, False), (os.O_CREAT, False),
        (os.O_RDONLY | os.O_TRUNC, False), (os.O_RDWR | 0x410000, False),
    ]:  # fmt: skip
        assert (
            verdict(program, machine, sandbox.OPENS["openat"][column], (0, 0, flags)) == ALLOWED
        ) is allowed
    if machine == "x86_64":
        assert verdict(program, machine, 2, (0, os.O_WRONLY)) == errno.EPERM
        assert verdict(program, machine, 2, (0, os.O_RDONLY)) == ALLOWED


@pytest.mark.parametrize(("machine", "other"), [("x86_64", "aarch64"), ("aarch64", "x86_64")])
def test_calls_in_another_form_fail(machine, other):
    program = sandbox.instructions(machine, reads=True)
    assert verdict(program, machine, 0, architecture=other) == errno.EPERM
    if machine == "x86_64":
        assert verdict(program, machine, 0x40000000) == errno.EPERM


@pytest.mark.parametrize("machine", list(ARCHITECTURES))
def test_the_numbers_are_those_of_the_kernel(machine):
    header = next((path for path in HEADERS[machine] if path.exists()), None)
    if header is None:
        pytest.skip("the headers of the kernel are not installed")
    text = header.read_text()
    known = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\b", text)}
    column = list(ARCHITECTURES).index(machine)
    for name, numbers in {**NAMED, "openat2": (437, 437), "clone": (56, 220), "clone3": (435, 435)}.items():
        if numbers[column] is not None and name in known:
            assert known[name] == numbers[column], name
        elif numbers[column] is None and machine == "aarch64":
            assert name not in known or "__ARCH_WANT" in text.split(f"__NR_{name} ")[0][-300:], (
                f"{name} has a number"
            )
    assert len(known) > 250


def sealed(code, *, reads):
    """Run lines of Python in a process that is sealed, and return what it prints."""
    script = f"""
        import ctypes, errno, os, socket, subprocess, threading
        from kg.query import sandbox
        def tried(work):
            try:
                return work() and "done"
            except OSError as error:
                return errno.errorcode[error.errno]
        go, told = threading.Event(), []
        early = threading.Thread(target=lambda: (go.wait(), told.append(tried(socket.socket))))
        early.start()
        libc = ctypes.CDLL(None, use_errno=True)
        sandbox.seal(reads={reads})
    """
    lines = textwrap.dedent(script) + textwrap.dedent(code) + "\ngo.set()\nearly.join()\nprint(*told)\n"
    found = subprocess.run(
        [sys.executable, "-c", lines], check=False, capture_output=True, text=True, timeout=60
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
@pytest.mark.parametrize("reads", [True, False])
def test_the_kernel_refuses(reads, tmp_path):
    (tmp_path / "file").write_text("secret")
    assert sealed(
        f"""
        late = []
        thread = threading.Thread(target=lambda: late.append(tried(lambda: open({str(tmp_path / "new")!r}, "w"))))
        thread.start(), thread.join()
        print(late[0], tried(lambda: open({str(tmp_path / "file")!r}).read()), tried(lambda: open({str(tmp_path / "file")!r}, "a")))
        print(tried(lambda: os.unlink({str(tmp_path / "file")!r})), tried(lambda: os.rename({str(tmp_path / "file")!r}, {str(tmp_path)!r} + "/b")))
        print(tried(os.fork), tried(lambda: subprocess.run(["true"])), tried(lambda: os.execv("/bin/true", ["true"])))
        print(tried(lambda: os.kill(os.getppid(), 0)), tried(lambda: socket.create_connection(("127.0.0.1", 9))), tried(socket.socketpair))
        libc.syscall(ctypes.c_long(425), ctypes.c_long(1), None)
        print(errno.errorcode[ctypes.get_errno()])
        """,
        reads=reads,
    ) == ["EPERM", "done" if reads else "EPERM", *["EPERM"] * 11]
    assert (tmp_path / "file").read_text() == "secret"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_system_without_it_says_so(monkeypatch):
    monkeypatch.setattr(sandbox.os, "uname", lambda: SimpleNamespace(machine="riscv64"))
    with pytest.raises(sandbox.Unsupported):
        sandbox.seal(reads=True)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
def test_memory_beyond_the_limit_is_not_given():
    code = "from kg.query import sandbox\nsandbox.limit_memory(1 << 26)\nx = bytes(1 << 24)\ntry: y = bytes(1 << 27)\nexcept MemoryError: print('refused')"
    found = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert (found.returncode, found.stdout) == (0, "refused\n")
