"""Let the kernel deny a query process the network, other programs, files, and more memory than its limit.

A check of the query's text would have to tokenize exactly as the database does, and any difference would
expose the machine. So the query process opens its store and then gives up these rights for good, for all its
threads (Linux seccomp, seccomp(2)). The filter lists what is forbidden: the database itself is not hostile,
and a list of what it needs would break with each of its versions.
"""

__all__ = ["Unsupported", "die_with_parent", "limit_memory", "seal"]

import ctypes
import errno
import os
import resource
import signal
import struct
import sys
from pathlib import Path

_X86, _ARM = "x86_64", "aarch64"
_ARCHITECTURES = {_X86: 0xC000003E, _ARM: 0xC00000B7}  # AUDIT_ARCH_* of linux/audit.h
_SECCOMP = {_X86: 317, _ARM: 277}
_X32 = 0x40000000  # system calls of the x32 ABI, which have other numbers than those below

# System calls by number: x86-64 (asm/unistd_64.h), arm64 (asm-generic/unistd.h); None where the architecture
# has none.
NETWORK = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "listen": (50, 201), "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206),
    "sendmsg": (46, 211), "sendmmsg": (307, 269),
}  # fmt: skip
PROGRAMS = {
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kill": (62, 129),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "unshare": (272, 97), "setns": (308, 268),
    # a ring takes file and network operations past this filter
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}  # fmt: skip
CHANGES = {
    "creat": (85, None), "truncate": (76, 45), "ftruncate": (77, 46), "rename": (82, None),
    "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, None), "mkdirat": (258, 34),
    "rmdir": (84, None), "unlink": (87, None), "unlinkat": (263, 35), "link": (86, None), "linkat": (265, 37),
    "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None), "mknodat": (259, 33),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "open_by_handle_at": (304, 265),
}  # fmt: skip
OPENS = {"open": (2, None), "openat": (257, 56)}
_FLAGS = {"open": 1, "openat": 2}  # index of the argument with the open flags
_OPENAT2, _CLONE, _CLONE3 = (437, 437), (56, 220), (435, 435)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# Classic BPF (linux/bpf_common.h, linux/seccomp.h), over struct seccomp_data: number, architecture, address,
# six arguments.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_CLONE_THREAD = 0x10000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_SET_MODE_FILTER, _ALL_THREADS = 1, 1

Instruction = tuple[int, int, int, int]  # code, jump where true, jump where false, operand


class Unsupported(Exception):  # noqa: N818 - a state of the system
    """This system has no system call filter, or refuses to set one."""


def seal(*, reads: bool) -> None:
    """Forbid network, programs and file changes to this process for good; without `reads`, opening files too.

    Open files stay usable, and new threads are allowed. A forbidden call fails with EPERM. Raises Unsupported
    where the system is not Linux on x86-64 or arm64, or the kernel refuses the filter.
    """
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _ARCHITECTURES or sys.maxsize < 1 << 32:
        raise Unsupported(f"no filter of system calls on {sys.platform} {machine}")
    program = instructions(machine, reads=reads)
    code = b"".join(struct.pack("<HBBI", *each) for each in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(
        struct.pack("@HP", len(program), ctypes.addressof(buffer))
    )  # struct sock_fprog
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise Unsupported(os.strerror(ctypes.get_errno()))
    if (
        libc.syscall(
            ctypes.c_long(_SECCOMP[machine]),
            ctypes.c_long(_SET_MODE_FILTER),
            ctypes.c_long(_ALL_THREADS),
            header,
        )
        != 0
    ):
        raise Unsupported(os.strerror(ctypes.get_errno()))


def instructions(machine: str, *, reads: bool) -> list[Instruction]:
    """Return the filter for an architecture, named as by `os.uname`."""
    column = (_X86, _ARM).index(machine)
    forbidden = [*NETWORK.values(), *PROGRAMS.values(), *CHANGES.values(), *(() if reads else OPENS.values())]
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _fail(errno.EPERM),
    ]
    program.append((_LOAD, 0, 0, _NUMBER))
    if machine == _X86:
        program += [(_AT_LEAST, 0, 1, _X32), _fail(errno.EPERM)]
    for number in (numbers[column] for numbers in forbidden):
        if number is not None:
            program += [(_EQUAL, 0, 1, number), _fail(errno.EPERM)]
    for number in (
        _OPENAT2[column],
        _CLONE3[column],
    ):  # their arguments are in memory that a filter cannot read; libraries fall back to the older call
        program += [(_EQUAL, 0, 1, number), _fail(errno.ENOSYS)]
    program += _unless(_CLONE[column], 0, _CLONE_THREAD, allowed=True)
    for name, numbers in OPENS.items() if reads else ():
        program += _unless(numbers[column], _FLAGS[name], _WRITES, allowed=False)
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _fail(code: int) -> Instruction:
    return _RETURN, 0, 0, _ERROR | code


def _unless(number: int | None, argument: int, bits: int, *, allowed: bool) -> list[Instruction]:
    """Return the instructions that forbid a call by the bits of an argument.

    With `allowed` the call needs one of the bits; without, it must have none of them.
    """
    if number is None:
        return []
    if_set, if_clear = (1, 0) if allowed else (0, 1)
    low = _ARGUMENTS + 8 * argument  # both architectures are little-endian here
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, low),
        (_ANY_BIT, if_set, if_clear, bits),
        _fail(errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def limit_memory(size: int) -> None:
    """Limit this process to `size` bytes more than it has, and disable core dumps."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = _data() + size
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _data() -> int:
    """Return this process's private writable memory in bytes; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(
        (int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmData:")), 0
    )


def die_with_parent(parent: int) -> None:
    """End this process when its parent (a process id) ends, so that no query outlives its caller."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # the parent ended before the call
        os._exit(0)
