"""Runs with stdin, stdout or stderr closed, full, or without a reader."""

import random
from typing import get_args

from tests.faults import commands
from tests.faults.bench import DUE, IMPORTED, Bench, Outcome, outcome
from tests.faults.children import Stream

KINDS = ("postgresql", "sqlite")
BROKEN: list[Stream] = [stream for stream in get_args(Stream) if stream != "kept"]
FAILURES = set(range(1, 126))


def reader(command: commands.Command, bench: Bench, chance: random.Random) -> Outcome:
    """A command whose rows cannot be written to stdout fails, with 141 if the reader is gone."""
    stream = chance.choice(BROKEN)
    with bench.scene(chance.choice(KINDS)) as scene:
        result = scene.run(*command(scene), streams={"stdout": stream})
        return outcome(result, {141} if stream == "no reader" else FAILURES, f" with stdout {stream}")


def import_(bench: Bench, chance: random.Random) -> Outcome:
    """The exit code of an import says whether it is stored, whatever stdout and stderr are."""
    name, stream = chance.choice(("stdout", "stderr")), chance.choice(BROKEN)
    with bench.scene(chance.choice(KINDS)) as scene:
        result = scene.run(*commands.import_(scene), streams={name: stream})
        found = Outcome(result.exit_code)
        stored = commands.imported(bench, scene, found)
        return _agrees(found, result.stderr, stored, f" with {name} {stream}")


def lock_due(bench: Bench, chance: random.Random) -> Outcome:
    """The exit code of `lock --due` says whether the snapshots are locked, whatever stdout and stderr are."""
    name, stream = chance.choice(("stdout", "stderr")), chance.choice(BROKEN)
    with bench.scene(chance.choice(KINDS)) as scene:
        result = scene.run(*commands.lock_due(scene), streams={name: stream})
        found = Outcome(result.exit_code)
        commands.check_due(scene, found, all_of_them=result.exit_code == 0)
        stored = sorted(DUE) == commands.locked(scene, found)
        return _agrees(found, result.stderr, stored, f" with {name} {stream}")


def _agrees(found: Outcome, stderr: str, stored: bool, situation: str) -> Outcome:
    """Check that the exit code is 0 exactly if the work is stored, and that stderr speaks of no bug."""
    told = f"exit code {found.exit_code} although the work is {'' if stored else 'not '}stored{situation}"
    found.check(stored == (found.exit_code == 0), "exit code", told)
    bug = "bug in bbprops" in stderr or "Traceback" in stderr
    return found.check(not bug, "other", f"reported as a bug in bbprops{situation}")


def import_without_stdin(bench: Bench, chance: random.Random) -> Outcome:
    """An import from a closed stdin fails and changes nothing."""
    with bench.scene(chance.choice(KINDS)) as scene:
        result = scene.run("props", "import", "-", *IMPORTED, streams={"stdin": "closed"})
        found = outcome(result, FAILURES, " with stdin closed")
        unchanged = scene.board() == bench.old_boards[scene.database.kind]
        return found.check(unchanged, "state", "the board changed with stdin closed")
