"""Runs that cut the connection to PostgreSQL at a random byte, or slow it down."""

import random
import time

from tests.command_line import Result
from tests.faults import commands
from tests.faults.bench import Bench, Outcome, Scene, outcome

LATENCY_SECONDS = 0.01
LAST_BYTES = 200
KIND = "postgresql"


def _disturbed(
    bench: Bench, scene: Scene, chance: random.Random, command: commands.Command, file: str = ""
) -> tuple[Result, Outcome]:
    """Run a command with a cut at a random byte of either direction; exit code 4 is right if the cut took place."""
    reference = bench.reference(KIND, command, file)
    way = chance.choice(("sent", "received"))
    total = reference.sent if way == "sent" else reference.received
    # Half of the cuts hit the last bytes, where a transaction commits and its answer comes back.
    limit = chance.randrange(total) if chance.random() < 0.5 else total - chance.randrange(1, LAST_BYTES)
    if way == "sent":
        scene.through.cut_after(sent=limit)
    else:
        scene.through.cut_after(received=limit)
    result = scene.run(*command(scene))
    # A cut of the last bytes may come when the command has all it needs.
    codes = {0, 4} if scene.through.cuts else {0}
    return result, outcome(result, codes)


def import_cut(bench: Bench, chance: random.Random) -> Outcome:
    """The board is the old or the new one; after exit code 0 it is the new one."""
    with bench.scene(KIND) as scene:
        result, found = _disturbed(bench, scene, chance, commands.import_)
        new = commands.imported(bench, scene, found)
        return found.check(new or result.exit_code != 0, "exit code", "exit code 0 although nothing was imported")


def lock_cut(bench: Bench, chance: random.Random) -> Outcome:
    """The snapshot is locked with its digest, or not at all; after exit code 0 it is locked."""
    with bench.scene(KIND) as scene:
        result, found = _disturbed(bench, scene, chance, commands.lock)
        done = commands.locked(scene, found) == ["week-5"]
        return found.check(done or result.exit_code != 0, "exit code", "exit code 0 although nothing was locked")


def export_cut(bench: Bench, chance: random.Random) -> Outcome:
    """The file is whole or does not exist."""
    with bench.scene(KIND) as scene:
        result, found = _disturbed(bench, scene, chance, commands.export, commands.BOARD_FILE)
        whole = bench.reference(KIND, commands.export, commands.BOARD_FILE).file
        commands.check_file(scene, commands.BOARD_FILE, whole, found, must_exist=result.exit_code == 0)
        return commands.check_beside(scene, commands.BOARD_FILE, found)


def export_snapshot_cut(bench: Bench, chance: random.Random) -> Outcome:
    """The file is whole or does not exist."""
    with bench.scene(KIND) as scene:
        result, found = _disturbed(bench, scene, chance, commands.export_snapshot, commands.SNAPSHOT_FILE)
        whole = bench.reference(KIND, commands.export_snapshot, commands.SNAPSHOT_FILE).file
        commands.check_file(scene, commands.SNAPSHOT_FILE, whole, found, must_exist=result.exit_code == 0)
        return commands.check_beside(scene, commands.SNAPSHOT_FILE, found)


def list_cut(bench: Bench, chance: random.Random) -> Outcome:
    """After exit code 0 the list is complete."""
    with bench.scene(KIND) as scene:
        result, found = _disturbed(bench, scene, chance, commands.list_)
        rows = result.stdout.count("\n") - 1
        complete = rows == sum(active for *_, active in scene.board())
        return found.check(complete or result.exit_code != 0, "exit code", "exit code 0 although rows are missing")


def slow_connection(bench: Bench, chance: random.Random) -> Outcome:
    """With a delay of each piece in each direction, an import and a list are right, and take under 30 s."""
    with bench.scene(KIND) as scene:
        scene.through.latency = LATENCY_SECONDS * chance.uniform(1, 5)
        began = time.monotonic()
        found = outcome(scene.run(*commands.import_(scene)), {0})
        listed = scene.run(*commands.list_(scene))
        found.check(commands.imported(bench, scene, found), "state", "the import is not stored")
        found.check(listed.exit_code == 0, "exit code", f"exit code {listed.exit_code} of a list instead of 0")
        return found.check(time.monotonic() - began < 30, "other", "took more than 30 s")
