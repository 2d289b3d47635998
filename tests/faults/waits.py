"""Runs with servers that do not answer, a Valkey server whose connection is cut, and a client with a wrong clock."""

import random
import time
from datetime import timedelta

from tests.faults import clock, commands
from tests.faults.bench import Bench, Fault, Outcome, outcome
from tests.faults.children import Hangs
from tests.faults.proxy import Proxy

KIND = "postgresql"
SILENCE = "tcp_user_timeout=3000"  # instead of 30 s
PATIENCE_SECONDS = 15  # 3 s for the silence, and some for the command
CONNECT_SECONDS = 15  # 5 s for the time-out of a new connection, some for its repetition, and some for the command


def _in_time(bench: Bench, command: commands.Command, seconds: float, received: int | None, where: str) -> Outcome:
    """A command on PostgreSQL that stops to answer after so many bytes: it ends with 4 and changes nothing."""
    with bench.scene(KIND) as scene:
        proxy = scene.through
        if received is None:
            proxy.swallow()
        else:
            proxy.swallow_after(received=received)
        try:
            env = {"DATABASE_URL": f"{proxy.url}?{SILENCE}"}
            found = outcome(scene.run(*command(scene), env=env, timeout=seconds), {4}, where)
        except Hangs:
            found = Outcome(None, [Fault("other", f"still waited after {seconds:g} s{where}")])
        proxy.cut()
        commands.imported(bench, scene, found)
        return found


def no_answer_to_new_connections(bench: Bench, chance: random.Random) -> Outcome:
    """A command gives up with exit code 4 when a server accepts the connection and does not answer."""
    command = chance.choice((commands.list_, commands.import_, commands.doctor))
    return _in_time(bench, command, CONNECT_SECONDS, None, f" ({command.__name__.strip('_')})")


def no_answer_any_more(bench: Bench, chance: random.Random) -> Outcome:
    """A command gives up with exit code 4 when a server stops to answer in the middle."""
    command = chance.choice((commands.list_, commands.import_))
    limit = chance.randrange(500, bench.reference(KIND, command).received)
    return _in_time(bench, command, PATIENCE_SECONDS, limit, f" ({command.__name__.strip('_')})")


def cache_cut(bench: Bench, chance: random.Random) -> Outcome:
    """An import is stored, with exit code 0, although the connection to Valkey is cut or never answers."""
    with bench.scene(chance.choice((KIND, "sqlite"))) as scene, Proxy(bench.redis_server) as proxy:
        if chance.random() < 0.5:
            proxy.cut_after(sent=chance.randrange(200))
        else:
            proxy.swallow()
        began = time.monotonic()
        found = outcome(scene.run(*commands.import_(scene), env={"REDIS_URL": proxy.url}), {0})
        found.check(time.monotonic() - began < 30, "other", "took more than 30 s")
        return found.check(commands.imported(bench, scene, found), "state", "the import is not stored")


def prune_in_the_future(bench: Bench, chance: random.Random) -> Outcome:
    """A client whose clock is 400 days ahead prunes no history of yesterday."""
    with bench.scene(KIND) as scene:
        result = scene.run("db", "prune", "--older-than", "90d", "--yes", env=clock.shifted(timedelta(days=400)))
        found = Outcome(result.exit_code)
        kept = scene.board() == bench.old_boards[KIND]
        return found.check(kept, "state", "history of yesterday was deleted")


def deactivate_in_the_future(bench: Bench, chance: random.Random) -> Outcome:
    """A client whose clock is two days ahead leaves tomorrow's games on the board."""
    with bench.scene(KIND) as scene:
        ended = ("props", "deactivate", "--ended-before", "6h", "--yes")
        result = scene.run(*ended, env=clock.shifted(timedelta(days=2)))
        left = scene.database.rows("SELECT 1 FROM prop_markets WHERE player_name = 'Tomorrow' AND is_active")
        return Outcome(result.exit_code).check(bool(left), "state", "a game of tomorrow left the board")


def import_in_the_past(bench: Bench, chance: random.Random) -> Outcome:
    """After an import by a client whose clock is an hour behind, no prop was changed before it was created."""
    with bench.scene(KIND) as scene:
        result = scene.run(*commands.import_(scene), env=clock.shifted(timedelta(hours=-1)))
        found = outcome(result, {0})
        commands.imported(bench, scene, found)
        wrong = scene.database.rows("SELECT 1 FROM prop_markets WHERE updated_at < created_at")
        return found.check(not wrong, "state", "updated_at is before created_at")
