"""Runs that end a command by a signal at a random moment, or while pg_dump runs."""

import random
import signal
from typing import NamedTuple

from tests import servers
from tests.command_line import Result
from tests.faults import commands
from tests.faults.bench import Bench, Outcome, Scene, outcome
from tests.faults.children import Child, has_no_clients

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
LATENCY_SECONDS = 0.002  # makes transactions longer, so that signals hit more of their steps


class Killed(NamedTuple):
    """A command after a signal, which is None if the command had ended before."""

    result: Result
    found: Outcome
    number: signal.Signals | None


def _killed(bench: Bench, scene: Scene, chance: random.Random, command: commands.Command) -> Killed:
    """Run a command and send it a signal at a random moment, mostly after it has opened a connection to PostgreSQL."""
    number, most = chance.choice(SIGNALS), bench.reference(scene.database.kind, command).seconds * 1.2
    with scene.start(*command(scene)) as running:
        if scene.proxy and chance.random() < 0.8:
            scene.proxy.latency = LATENCY_SECONDS
            running.wait_until(lambda: scene.through.connections > 0)
            most /= 2
        sent = running.send_after(number, chance, most)
        return _ended(scene, running, number if sent else None)


def _ended(scene: Scene, running: Child, number: signal.Signals | None) -> Killed:
    """The end of a command after a signal, None if the signal came too late."""
    result = running.end()
    # The command may have ended by itself while the signal was on its way.
    codes = {0, 128 + number, -number} if number else {0}
    if number == signal.SIGINT and _before_bbprops(result):
        found = Outcome(result.exit_code)
    else:
        found = outcome(result, codes, f" after {number.name}" if number else "")
    found.check(has_no_clients(scene.database), "other", "the server kept a session of the killed command for 10 s")
    found.check(not running.descendants(), "other", _orphans(running, number))
    return Killed(result, found, number)


def _before_bbprops(result: Result) -> bool:
    """Whether Python itself ended with a traceback, before it ran a line of bbprops."""
    return "Traceback" in result.stderr and "/bbprops_cli/" not in result.stderr


def _orphans(running: Child, number: signal.Signals | None) -> str:
    names = " and ".join(sorted(set(running.descendants())))
    return f"{names} went on running{f' after {number.name}' if number else ''}"


def import_killed(kind: str, bench: Bench, chance: random.Random) -> Outcome:
    """The board is the old or the new one; after exit code 0 it is the new one."""
    with bench.scene(kind) as scene:
        result, found, _ = _killed(bench, scene, chance, commands.import_)
        new = commands.imported(bench, scene, found)
        return found.check(new or result.exit_code != 0, "exit code", "exit code 0 although nothing was imported")


def lock_due_killed(kind: str, bench: Bench, chance: random.Random) -> Outcome:
    """Each snapshot is locked with its digest, or not at all; a second run locks the rest."""
    with bench.scene(kind) as scene:
        result, found, _ = _killed(bench, scene, chance, commands.lock_due)
        commands.check_due(scene, found, all_of_them=result.exit_code == 0)
        again = scene.run(*commands.lock_due(scene))
        found.check(again.exit_code == 0, "exit code", f"exit code {again.exit_code} of a second run instead of 0")
        commands.check_due(scene, found, all_of_them=again.exit_code == 0)
        return found


def export_killed(kind: str, bench: Bench, chance: random.Random) -> Outcome:
    """The file is whole or does not exist; what SIGKILL leaves beside it, the next export removes."""
    whole = bench.reference(kind, commands.export, commands.BOARD_FILE).file
    with bench.scene(kind) as scene:
        result, found, number = _killed(bench, scene, chance, commands.export)
        commands.check_file(scene, commands.BOARD_FILE, whole, found, must_exist=result.exit_code == 0)
        if number == signal.SIGKILL:
            scene.run(*commands.export(scene))
        return commands.check_beside(scene, commands.BOARD_FILE, found, _when(number))


def _when(number: signal.Signals | None) -> str:
    if number is None:
        return ""
    return f" after {number.name}{' and another run' if number == signal.SIGKILL else ''}"


def backup_killed(bench: Bench, chance: random.Random) -> Outcome:
    """A backup that a signal ends while pg_dump runs leaves no process, and no file after the next one."""
    number = chance.choice(SIGNALS)
    tools = {"PATH": f"{servers.postgres_tools()}:/usr/bin:/bin"}
    with bench.scene("postgresql") as scene:
        blocker = scene.database.connect()
        blocker.cursor().execute("BEGIN; LOCK TABLE prop_markets IN ACCESS EXCLUSIVE MODE")  # pg_dump waits for it
        with scene.start(*commands.backup(scene), env=tools) as running:
            sent = running.send_during(number, scene.database, "LOCK TABLE%")
            assert sent, "the backup ended before pg_dump locked its tables"
            result = running.end()
            running.wait_until_alone(1)
            found = outcome(result, {128 + number, -number}, f" after {number.name}")
            found.check(not running.descendants(), "other", _orphans(running, number))
            found.check(not (scene.folder / commands.BACKUP_FILE).exists(), "state", "a partial backup looks whole")
        blocker.close()
        if number == signal.SIGKILL:
            scene.run(*commands.backup(scene), env=tools)
        return commands.check_beside(scene, commands.BACKUP_FILE, found, _when(number))
