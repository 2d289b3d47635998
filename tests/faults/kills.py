"""Runs that end a command by a signal at a random moment, or while pg_dump runs."""

import random
import signal

from tests import servers
from tests.command_line import Result
from tests.faults import commands
from tests.faults.bench import Bench, Outcome, Scene, outcome
from tests.faults.children import Child, has_no_clients, watched

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
LATENCY_SECONDS = 0.002  # makes transactions longer, so that signals hit more of their steps


def _killed(bench: Bench, scene: Scene, chance: random.Random, command: commands.Command) -> tuple[Result, Outcome]:
    """Run a command and send it a signal at a random moment, half of the time after it has opened a connection."""
    number, most = chance.choice(SIGNALS), bench.reference(scene.database.kind, command).seconds * 1.2
    with scene.start(*command(scene)) as running:
        if scene.proxy and chance.random() < 0.8:
            scene.proxy.latency = LATENCY_SECONDS
            running.wait_until(lambda: scene.through.connections > 0)
            most /= 2
        sent = running.send_after(number, chance, most)
        return _ended(scene, running, number if sent else None)


def _ended(scene: Scene, running: Child, number: signal.Signals | None) -> tuple[Result, Outcome]:
    """The end of a command after a signal, None if the signal came too late."""
    result = running.end()
    # The command may have ended by itself while the signal was on its way.
    codes = {0, 128 + number, -number} if number else {0}
    found = outcome(result, codes, f" after {number.name}" if number else "")
    found.check(has_no_clients(scene.database), "other", "the server kept a session of the killed command for 10 s")
    return result, found.check(not running.descendants(), "other", _orphans(running, number))


def _orphans(running: Child, number: signal.Signals | None) -> str:
    names = " and ".join(sorted(set(running.descendants())))
    return f"{names} went on running{f' after {number.name}' if number else ''}"


def import_killed(kind: str, bench: Bench, chance: random.Random) -> Outcome:
    """The board is the old or the new one; after exit code 0 it is the new one."""
    with bench.scene(kind) as scene:
        result, found = _killed(bench, scene, chance, commands.import_)
        new = commands.imported(bench, scene, found)
        return found.check(new or result.exit_code != 0, "exit code", "exit code 0 although nothing was imported")


def lock_due_killed(kind: str, bench: Bench, chance: random.Random) -> Outcome:
    """Each snapshot is locked with its digest, or not at all; a second run locks the rest."""
    with bench.scene(kind) as scene:
        result, found = _killed(bench, scene, chance, commands.lock_due)
        commands.check_due(scene, found, all_of_them=result.exit_code == 0)
        again = scene.run(*commands.lock_due(scene))
        found.check(again.exit_code == 0, "exit code", f"exit code {again.exit_code} of a second run instead of 0")
        commands.check_due(scene, found, all_of_them=again.exit_code == 0)
        return found


def export_killed(kind: str, bench: Bench, chance: random.Random) -> Outcome:
    """The file is whole or does not exist."""
    whole = bench.reference(kind, commands.export, commands.BOARD_FILE).file
    with bench.scene(kind) as scene:
        result, found = _killed(bench, scene, chance, commands.export)
        commands.check_file(scene, commands.BOARD_FILE, whole, found, must_exist=result.exit_code == 0)
        return found


def backup_killed(bench: Bench, chance: random.Random) -> Outcome:
    """A backup that a signal ends while pg_dump runs leaves no file and no process."""
    number = chance.choice(SIGNALS)
    tools = {"PATH": f"{servers.postgres_tools()}:/usr/bin:/bin"}
    with bench.scene("postgresql") as scene, watched(scene.folder) as left:
        blocker = scene.database.connect()
        blocker.cursor().execute("BEGIN; LOCK TABLE prop_markets IN ACCESS EXCLUSIVE MODE")  # pg_dump waits for it
        with scene.start(*commands.backup(scene), env=tools) as running:
            sent = running.send_during(number, scene.database, "LOCK TABLE%")
            assert sent, "the backup ended before pg_dump locked its tables"
            result = running.end()
            running.wait_until_alone(1)
            found = outcome(result, {128 + number, -number}, f" after {number.name}")
            found.check(not running.descendants(), "other", _orphans(running, number))
        blocker.close()
        return found.check(not left(running).files, "other", f"an unfinished file was left after {number.name}")
