"""Run a function in a process of its own, under limits, and learn how much memory it took.

What runs is an ordinary function that is given ``tell``, to report on its way. The parent can stop
it at any moment, so a slow or greedy piece of work never takes the machine with it. Only processes
are managed here; what is measured in them is in ``step_times.py``.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

Tell = Callable[[str, Any], None]
"""Reports a named piece of news to the parent."""

POLL_SECONDS = 0.05
_GIGABYTE = 1e9


@dataclass(frozen=True)
class Limits:
    """What a child may take before it is stopped.

    Args:
        seconds: Wall time.
        memory: Resident bytes; None is no limit. Watched where the system has ``/proc``.
    """

    seconds: float
    memory: int | None = None


@dataclass(frozen=True)
class Outcome:
    """How a child ended.

    Args:
        answer: What the function returned; None if it did not return.
        trouble: Why it did not return, in a few words; None if it did.
        seconds: Wall time of the child, its start included.
        peak_memory: Largest resident memory in bytes; None if the system does not say.
    """

    answer: Any
    trouble: str | None
    seconds: float
    peak_memory: int | None


def run_in_child(
    function: Callable[..., Any],
    *arguments: Any,
    limits: Limits,
    hear: Tell = lambda name, value: None,
) -> Outcome:
    """Call ``function(*arguments, tell)`` in a fresh Python process and return how it ended.

    The child inherits environment and processor affinity, and nothing else; what it prints goes to
    standard error. It is stopped at the limits, and on any exception here, Ctrl-C included.

    Args:
        function: A function of a module, so that the child can find it.
        *arguments: Its first arguments.
        limits: When to stop it.
        hear: Called here with each piece of news that the function tells.

    Returns:
        The answer or the trouble, with time and memory.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_work, args=(theirs, function, arguments), daemon=True)
    child.start()
    theirs.close()
    try:
        return _listen(child, ours, limits, hear)
    finally:
        child.kill()
        child.join()
        ours.close()


def _listen(child: SpawnProcess, connection: Connection, limits: Limits, hear: Tell) -> Outcome:
    """Hear a child until it ends or breaks a limit."""
    began, peak = time.perf_counter(), 0

    def outcome(answer: Any, trouble: str | None, measured: int = 0) -> Outcome:
        return Outcome(answer, trouble, time.perf_counter() - began, measured or peak or None)

    while True:
        peak = max(peak, _resident_memory(child.pid))
        trouble = _broken_limit(limits, time.perf_counter() - began, peak)
        if trouble is not None:
            return outcome(None, trouble)
        if not connection.poll(POLL_SECONDS):
            continue
        try:
            kind, *content = connection.recv()
        except EOFError:
            child.join()
            return outcome(None, _sudden_end(child.exitcode))
        if kind == "news":
            hear(*content)
        elif kind == "answer":
            return outcome(content[0], None, content[1])
        else:
            return outcome(None, *content)


def available_memory() -> int | None:
    """Return the bytes that new work can take without swapping; None if the system does not say."""
    return _kilobytes(Path("/proc/meminfo"), "MemAvailable:") or None


def peak_memory() -> int:
    """Return the largest resident memory of this process in bytes.

    Linux lets a new process inherit its parent's peak in ``getrusage``, so ``/proc`` is asked
    first.
    """
    in_proc = _kilobytes(Path("/proc/self/status"), "VmHWM:")
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return in_proc or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _work(connection: Connection, function: Callable[..., Any], arguments: tuple) -> None:
    """Be the child: leave Ctrl-C to the parent, call the function, send what comes of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(sys.stderr.fileno() if _has_number(sys.stderr) else 2, 1)

    def tell(name: str, value: Any) -> None:
        connection.send(("news", name, value))

    try:
        answer = function(*arguments, tell)
    except Exception as error:
        text = " ".join(str(error).split()) or type(error).__name__
        connection.send(("trouble", text, peak_memory()))
    else:
        connection.send(("answer", answer, peak_memory()))
    connection.close()


def _has_number(stream: Any) -> bool:
    try:
        return stream.fileno() >= 0
    except (AttributeError, OSError, ValueError):
        return False


def _broken_limit(limits: Limits, seconds: float, memory: int) -> str | None:
    if seconds > limits.seconds:
        return f"stopped at the limit of {limits.seconds:g} s"
    if limits.memory is not None and memory > limits.memory:
        return f"stopped at the limit of {limits.memory / _GIGABYTE:.1f} GB"
    return None


def _sudden_end(exit_code: int | None) -> str:
    if exit_code == -signal.SIGKILL:
        return "killed by the system, probably for want of memory"
    return f"ended without an answer, exit code {exit_code}"


def _resident_memory(process: int | None) -> int:
    """Return the resident bytes of another process, 0 if the system does not say."""
    return _kilobytes(Path(f"/proc/{process}/status"), "VmRSS:")


def _kilobytes(path: Path, name: str) -> int:
    """Return the bytes in a line such as ``VmRSS:  1234 kB``, 0 if there is none."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)
