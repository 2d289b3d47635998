"""The checks of `doctor` on what bbprops depends on; a problem of one does not hide the others."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter
from typing import Any

from bbprops_cli import settings
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.db.admin import facts, health
from bbprops_cli.db.admin.findings import Finding, attempt, run
from bbprops_cli.db.connection import replica
from bbprops_cli.db.connection.target import Target, parse
from bbprops_cli.errors import ExitCode
from bbprops_cli.masking import masked
from bbprops_cli.rules.db.environment import require_expected
from bbprops_cli.rules.values import wording
from bbprops_cli.rules.values.wording import counted


def configuration() -> Iterator[Finding]:
    """Check the settings that are not defaults."""
    known = settings.current()
    for setting in settings.SETTINGS:
        found = attempt(setting.name, partial(known.checked, setting.name))
        if isinstance(found, Finding):
            yield found
        elif found.origin not in {"default", "not set"}:
            text = masked(found.text) if setting.secret else found.text
            yield Finding(setting.name, f"{text} (from {found.origin})")
    if attempt("DATABASE_URL", partial(known.text, "DATABASE_URL")) == "":
        yield Finding("DATABASE_URL", "not set: SQLite in your data folder")


def database(where: Target) -> Iterator[Finding]:
    """Check the database, its environment label, migrations and guards, and the health of its server."""
    overview = attempt("database", partial(facts.overview, where))
    if isinstance(overview, Finding):
        yield overview._replace(value=f"{where}: {overview.value}")
        return
    rows = sum(table.rows for table in overview.tables)
    size = f"{wording.size(overview.bytes)}, {counted(rows, 'rows')}"
    yield Finding("database", f"{where}: {overview.version}, {size}, answers in {facts.ping(where)[1]:.1f} ms")
    yield run("environment", partial(_environment, overview.environment))
    migrations = run("migrations", partial(_migrations, where))
    yield migrations
    if not migrations.code:
        yield run("guards", partial(_guards, where))
    yield from health.examine(where)


def _environment(label: str) -> Finding:
    require_expected(settings.current().environment(), label)
    if not label:
        missing = "no environment label, so it counts as production"
        return Finding("environment", missing, hint="Set one: bbprops db environment")
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
    found = health.listed([f"{name}: {problem}" for name, problem in wrong])
    return Finding("guards", found, ExitCode.LOCKED, "Run: bbprops snapshots verify --all")


def replica_of(where: Target) -> Finding:
    """Whether the replica of a database answers and keeps up, if there is one."""
    return run("replica", partial(_replica, where))


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


def redis() -> Finding:
    """Whether Redis or Valkey answers, if there is one."""
    return run("redis", _redis)


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
        return Finding("redis", f"{where}: {answers}; this user may not read the figures of the server")
    finally:
        client.close()
    if lost:
        hint = "Write redis+cluster://host:port in REDIS_URL."
        return Finding("redis", f"{where}: {found.server}, a node of a cluster", ExitCode.UNREACHABLE, hint)
    size = f"{counted(found.keys, 'keys')}, {wording.size(found.memory)}"
    endless = found.max_memory is not None and found.eviction == "noeviction"
    hint = "A full server refuses to store answers: set maxmemory-policy to allkeys-lru." if endless else ""
    return Finding("redis", f"{where}: {found.server}, {size}, {answers}", hint=hint)
