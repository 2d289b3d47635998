"""Whole processes timed side by side, A B A B …, so that the machine's moods meet both alike."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROUNDS = 11
LAUNCH = (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")))
PLAIN = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": tempfile.gettempdir(), "COLUMNS": "100"}


class Command(NamedTuple):
    """A process to run, with nothing of the developer's environment but PATH."""

    argv: tuple[str, ...]
    env: dict[str, str]


class Usage(NamedTuple):
    """What a process took: seconds on the wall and of CPU, and MiB at its peak."""

    wall: float
    cpu: float
    peak: float


class Pair(NamedTuple):
    """Ours against a floor: medians, and the median of the ratios of each round; `memory` is a limit in MiB."""

    name: str
    ours: Usage
    floor: Usage
    ratio: float
    budget: float
    memory: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it took longer than its budget, or more memory than its limit."""
        return self.ratio > self.budget or (self.memory is not None and self.ours.peak > self.memory)


def command(*argv: str | Path, **env: str) -> Command:
    """A command, and what its environment holds beyond PATH and the like."""
    return Command(tuple(map(str, argv)), {**PLAIN, **env})


def output(what: Command, *, through: Sequence[str] = ()) -> tuple[str, str]:
    """Standard output and error of one run; a failure ends the benchmark: it would be timed as a fast success."""
    argv = [*through, *what.argv]
    done = subprocess.run(argv, env=what.env, cwd=PLAIN["HOME"], capture_output=True, check=False)
    out, err = (stream.decode(errors="replace") for stream in (done.stdout, done.stderr))  # Parquet is no text
    if done.returncode:
        raise SystemExit(f"{' '.join(what.argv)} ended with {done.returncode}:\n{err[-2000:]}")
    return out, err


def compare(
    name: str,
    ours: Command,
    floor: Command,
    *,
    budget: float,
    rounds: int,
    memory: float | None = None,
    before: Command | None = None,
) -> Pair:
    """Both commands in turn, after one run of each that is not measured; `before` is run ahead of each, untimed."""
    for each in (before, ours, before, floor):
        if each:
            output(each)
    runs = [(_usage(ours, before), _usage(floor, before)) for _ in range(rounds)]
    ratio = median(mine.wall / bare.wall for mine, bare in runs)
    mine, bare = (_medians(side) for side in zip(*runs, strict=True))
    return Pair(name, mine, bare, ratio, budget, memory)


def _usage(what: Command, before: Command | None) -> Usage:
    if before:
        output(before)
    return Usage(*map(float, output(what, through=LAUNCH)[0].split()))


def _medians(runs: Sequence[Usage]) -> Usage:
    return Usage(*(median(values) for values in zip(*runs, strict=True)))


def table(pairs: Sequence[Pair]) -> str:
    """One line a pair."""
    wide = max(len(pair.name) for pair in pairs)
    lines = [f"{'':{wide}}      ours       CPU     peak     floor   ratio  budget"]
    for pair in pairs:
        times = "  ".join(f"{seconds * 1000:5.0f} ms" for seconds in (pair.ours.wall, pair.ours.cpu))
        limit = f"{pair.ratio:6.2f}  {pair.budget:6.2f}"
        limit += f"  and {pair.memory:.0f} MiB" if pair.memory is not None else ""
        limit += "  MISSED" if pair.missed else ""
        took = f"{pair.ours.peak:3.0f} MiB  {pair.floor.wall * 1000:5.0f} ms"
        lines.append(f"{pair.name:{wide}}  {times}  {took}  {limit}")
    return "\n".join(lines)
