"""Everything that `doctor` checks: settings, database, server, snapshots, replica and Redis."""

from collections.abc import Iterator
from functools import partial
from time import monotonic

from bbprops_cli.db.admin import doctor
from bbprops_cli.db.admin.findings import Finding, attempt, run
from bbprops_cli.db.admin.health import listed
from bbprops_cli.db.connection.deadline import each_within
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.errors import ExitCode, Unreachable
from bbprops_cli.queries.snapshots import lock, verify
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.rules.db import limits
from bbprops_cli.rules.values import wording

DIGEST_SECONDS = 4.0
DIGEST_SHARE = 0.4  # of the time for all checks


def examine_within(seconds: float) -> Iterator[Finding]:
    """All checks, with an error as the last finding if they take longer than that."""
    last = "nothing"
    try:
        for finding in each_within(seconds, partial(_examine, min(DIGEST_SECONDS, seconds * DIGEST_SHARE))):
            last = finding.check
            yield finding
    except Unreachable as error:
        unfinished = f"not finished within {seconds:g} s: no answer after the check of {last}"
        yield Finding("time-out", unfinished, error.exit_code, error.hint, limit=f"at most {seconds:g} s")


def _examine(for_digests: float) -> Iterator[Finding]:
    yield from doctor.configuration()
    where = attempt("database", target)
    if isinstance(where, Finding):
        yield where
    else:
        yield from _of_database(where, for_digests)
        yield doctor.replica_of(where)
    yield doctor.redis()


def _of_database(where: Target, for_digests: float) -> Iterator[Finding]:
    has_tables = False
    for finding in doctor.database(where):
        has_tables = has_tables or finding.check == "guards"
        yield finding
    if has_tables:
        yield run("due locks", partial(_due_locks, where))
        yield run("digests", partial(_digests, where, for_digests))


def _due_locks(where: Target) -> Finding:
    with reading(where) as db:
        now = db.now()
        late = lock.overdue(db, now - limits.OVERDUE)
    limit = f"at most {wording.span(limits.OVERDUE)} overdue"
    if not late:
        return Finding("due locks", "none is overdue", limit=limit)
    value = listed([f"{name} is overdue for {wording.span(now - due)}" for name, due in late])
    hint = "Lock them: bbprops snapshots lock --due. Then find out why its scheduler does not run."
    return Finding("due locks", value, limit=limit).judged("error", hint)


class _TimeIsUpError(Exception):
    pass


def _digests(where: Target, seconds: float) -> Finding:
    until = monotonic() + seconds

    def stop_in_time(_done: int, _total: int) -> None:
        if monotonic() > until:
            raise _TimeIsUpError

    with reading(where) as db:
        keys = _newest_and_oldest(verify.all_locked_keys(db, None), verify.keys_by_time(db))
    wrong, checked, locked = [], 0, len(keys)
    for key in keys:
        try:
            stop_in_time(0, 0)
            with reading(where) as db:
                verdict = verify.verify(db, key, stop_in_time)
        except _TimeIsUpError:
            break
        if verdict is None:  # unlocked meanwhile
            locked -= 1
            continue
        checked += 1
        if verdict.problems:
            wrong.append(f"{key.name}: {'; '.join(verdict.problems)}")
    return _finding_on_digests(wrong, checked, locked, seconds)


def _finding_on_digests(wrong: list[str], checked: int, locked: int, seconds: float) -> Finding:
    left = f"{locked - checked:,} not checked within {seconds:g} s" if checked < locked else ""
    if wrong:
        value = f"{listed(wrong)} ({', '.join([f'{checked:,} of {locked:,} checked', *([left] if left else [])])})"
        return Finding("digests", value, ExitCode.LOCKED, "Look closer with: bbprops snapshots verify --all", "none")
    value = f"{checked:,} of {locked:,} locked snapshots are unchanged" if locked else "no snapshot is locked"
    hint = "Verify the others: bbprops snapshots verify --all" if left else ""
    return Finding("digests", f"{value}; {left}" if left else value, hint=hint, limit="none changed")


def _newest_and_oldest(every: list[SnapshotKey], by_time: list[SnapshotKey]) -> list[SnapshotKey]:
    """Snapshots that should be locked and are not, then the newest, the oldest, the second newest, and so on."""
    locked = {key.id for key in by_time}
    turns = (by_time[number // 2] if number % 2 else by_time[-1 - number // 2] for number in range(len(by_time)))
    return [*(key for key in every if key.id not in locked), *turns]
