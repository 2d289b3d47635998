"""What a person waits for before anything happens: version, help, and one Tab."""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Command, Pair, command, compare, output

BBPROPS = Path(sys.executable).with_name("bbprops")
BARE = (sys.executable, Path(__file__).with_name("bare.py"))


def run(rounds: int, *_: object) -> Iterator[Pair]:
    """Start-up of the installed script."""
    nothing = command(sys.executable, "-c", "pass")
    yield compare("--version / python -c pass", command(BBPROPS, "--version"), nothing, budget=2.5, rounds=rounds)
    bare_help = command(*BARE, "--help")
    for arguments in (("--help",), ("props", "--help")):
        name = f"{' '.join(arguments)} / bare --help"
        yield compare(name, command(BBPROPS, *arguments), bare_help, budget=1.2, rounds=rounds)
    for typed in ("bbprops pr", "bbprops props li", "bbprops props list --pl"):
        yield compare(f"{typed}<Tab> / bare --help", _tab(typed), bare_help, budget=1.2, rounds=rounds)


def _tab(typed: str) -> Command:
    """What the shell's completion function runs when Tab is pressed at the end of what was typed."""
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    tab = command(BBPROPS, _BBPROPS_COMPLETE="complete_bash", **words)
    if not output(tab)[0].strip():
        raise SystemExit(f"Nothing completes {typed!r}; without an answer its time means nothing.")
    return tab
