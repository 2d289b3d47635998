"""Check everything that bbprops depends on; a problem of one does not hide the others."""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter
from typing import Any, Literal, NamedTuple, TypeVar

from bbprops_cli import settings
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.db.admin import facts
from bbprops_cli.db.connection import replica
from bbprops_cli.db.connection.deadline import each_within
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.target import Target, parse, target
from bbprops_cli.errors import BBPropsError, ExitCode, Unreachable
from bbprops_cli.rules.db.environment import require_expected

SHOWN_GUARDS = 3
Result = TypeVar("Result")
# The worst first: without a database nothing else can be known.
SEVERITY = (
    ExitCode.UNREACHABLE,
    ExitCode.LOCKED,
    ExitCode.NOT_MIGRATED,
    ExitCode.INVALID,
    ExitCode.USAGE,
    ExitCode.BUSY,
    ExitCode.FAILURE,
)


class Finding(NamedTuple):
    """The result of one check; with another code than OK it is a problem, and `hint` is the next step."""

    check: str
    found: str
    code: ExitCode = ExitCode.OK
    hint: str = ""
    note: bool = False

    @property
    def state(self) -> Literal["ok", "note", "problem"]:
        """The finding in one word."""
        return "problem" if self.code else "note" if self.note else "ok"


def worst(findings: list[Finding]) -> ExitCode:
    """The exit code of the worst finding."""
    codes = {finding.code for finding in findings} - {ExitCode.OK}
    return min(codes, key=lambda code: SEVERITY.index(code) if code in SEVERITY else len(SEVERITY), default=ExitCode.OK)


def examine_within(seconds: float) -> Iterator[Finding]:
    """`examine`, with a problem as its last finding if the checks take longer than that."""
    last = "nothing"
    try:
        for finding in each_within(seconds, examine):
            last = finding.check
            yield finding
    except Unreachable as error:
        unfinished = f"not finished within {seconds:g} s: no answer after the check of {last}"
        yield Finding("time-out", unfinished, error.exit_code, error.hint)


def examine() -> Iterator[Finding]:
    """Check configuration, database, migrations, guards, replica and Redis, one after the other."""
    yield from _configuration()
    where = _try("database", target)
    if isinstance(where, Finding):
        yield where
    else:
        yield from _database(where)
        yield replica_of(where)
    yield _run("redis", _redis)


def _try(check: str, look: Callable[[], Result]) -> "Result | Finding":
    """The result of `look`, or a Finding about its failure."""
    try:
        return look()
    except Exception as error:
        meaning = error if isinstance(error, BBPropsError) else explain(error)
        if meaning is None:
            raise
        return Finding(check, str(meaning).rstrip("."), meaning.exit_code, meaning.hint)


def _run(check: str, look: Callable[[], Finding]) -> Finding:
    return _try(check, look)


def _configuration() -> Iterator[Finding]:
    known = settings.current()
    for setting in settings.SETTINGS:
        found = _try(setting.name, partial(known.checked, setting.name))
        if isinstance(found, Finding):
            yield found
        elif found.origin not in {"default", "not set"}:
            text = settings.masked(found.text) if setting.secret else found.text
            yield Finding(setting.name, f"{text} (from {found.origin})")
    if not known.text("DATABASE_URL"):
        yield Finding("DATABASE_URL", "not set: SQLite in your data folder", note=True)


def _database(where: Target) -> Iterator[Finding]:
    overview = _try("database", partial(facts.overview, where))
    if isinstance(overview, Finding):
        yield overview._replace(found=f"{where}: {overview.found}")
        return
    rows = sum(table.rows for table in overview.tables)
    size = f"{overview.bytes:,} bytes, {rows:,} rows"
    yield Finding("database", f"{where}: {overview.version}, {size}, answers in {facts.ping(where)[1]:.1f} ms")
    yield _run("environment", partial(_environment, overview.environment))
    migrations = _run("migrations", partial(_migrations, where))
    yield migrations
    if not migrations.code:
        yield _run("guards", partial(_guards, where))


def _environment(label: str) -> Finding:
    require_expected(settings.current().environment(), label)
    if not label:
        missing = "no environment label, so it counts as production"
        return Finding("environment", missing, hint="Set one: bbprops db environment", note=True)
    return Finding("environment", label)


def _migrations(where: Target) -> Finding:
    status = facts.status(where)
    if status.pending:
        pending = f"at {status.revision or 'nothing'}, {status.pending} pending"
        return Finding("migrations", pending, ExitCode.NOT_MIGRATED, "Run: bbprops db upgrade")
    return Finding("migrations", f"at {status.revision}, the newest")


def _guards(where: Target) -> Finding:
    from bbprops_cli.db.schema import guards

    wrong = guards.differences(where)
    if not wrong:
        return Finding("guards", f"all {len(guards.GUARDS[where.dialect.name])} are in place")
    parts = [f"{name}: {problem}" for name, problem in wrong[:SHOWN_GUARDS]]
    more = [f"{len(wrong) - SHOWN_GUARDS} more"] if len(wrong) > SHOWN_GUARDS else []
    return Finding("guards", "; ".join(parts + more), ExitCode.LOCKED, "Run: bbprops snapshots verify --all")


def replica_of(where: Target) -> Finding:
    """Whether the replica of a database answers and keeps up, if there is one."""
    return _run("replica", partial(_replica, where))


def _replica(where: Target) -> Finding:
    url = settings.current().text("DATABASE_REPLICA_URL")
    if not url:
        return Finding("replica", "not set: reads go to the primary")
    there = parse(url, "DATABASE_REPLICA_URL")
    replica.require_postgresql(there, where)
    db, said = replica.begin_reading_from(there, "READ COMMITTED")
    if db is None:
        return Finding("replica", f"{said}; reads go to the primary", ExitCode.UNREACHABLE, "Check the replica.")
    db.connection.close()
    return Finding("replica", f"{there} keeps up")


def _redis() -> Finding:
    where = redis_connect.target()
    if where is None:
        return Finding("redis", "not set: nothing is cached")
    from redis.exceptions import NoPermissionError

    from bbprops_cli.cache import server

    client: Any = redis_connect.client(where)
    try:
        started = perf_counter()
        client.ping()
        answers = f"answers in {(perf_counter() - started) * 1000:.1f} ms"
        found = server.facts(client)
        lost = not where.cluster and client.info("cluster").get("cluster_enabled")
    except NoPermissionError:  # which is right for the user of an API
        return Finding("redis", f"{where}: {answers}; this user may not read the figures of the server", note=True)
    finally:
        client.close()
    if lost:
        hint = "Write redis+cluster://host:port in REDIS_URL."
        return Finding("redis", f"{where}: {found.server}, a node of a cluster", ExitCode.UNREACHABLE, hint)
    size = f"{found.keys:,} keys, {found.memory:,} bytes"
    endless = found.max_memory is not None and found.eviction == "noeviction"
    hint = "A full server refuses to store answers: set maxmemory-policy to allkeys-lru." if endless else ""
    return Finding("redis", f"{where}: {found.server}, {size}, {answers}", hint=hint, note=endless)
