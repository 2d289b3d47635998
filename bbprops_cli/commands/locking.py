"""`snapshots lock` and `snapshots verify`: one transaction a snapshot, and what became of each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bbprops_cli.catalog import SNAPSHOTS, Column
from bbprops_cli.db.connection.connect import application_name
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.errors import BBPropsError, Busy, Locked, Unreachable
from bbprops_cli.invocation import current
from bbprops_cli.output import console, formats
from bbprops_cli.queries.snapshots import lock as snapshot_lock
from bbprops_cli.queries.snapshots import verify as snapshot_verify
from bbprops_cli.queries.snapshots.digest import Seen
from bbprops_cli.queries.snapshots.lock import Candidate
from bbprops_cli.queries.snapshots.verify import Verdict
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS
from bbprops_cli.rules.snapshots.lock import require_reason

LOCKED = tuple(
    column._replace(rank=1)
    for column in SNAPSHOTS.columns
    if column.name in {"snapshot_id", "content_sha256", "content_props"}
)
VERDICTS = (
    Column("name", "text", "The snapshot, or the guard", 1),
    Column("result", "text", "ok or differs", 1),
    Column("problems", "text", "What is not as it was locked", 2),
    Column("content_props", "int", "Number of props locked", 3, "props", nullable=True),
    Column("content_sha256", "text", "Digest locked", 4, nullable=True),
)


@dataclass
class Outcome:
    """What became of the snapshots that were to be locked."""

    locked: list[snapshot_lock.Locked] = field(default_factory=list)
    busy: list[Candidate] = field(default_factory=list)
    failed: list[BBPropsError] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)  # gone, locked, or no longer due


def lock(names: list[str], *, wait: int, dry_run: bool, output: str | None) -> None:
    """Lock those named or, without names, those that are due; what is busy at first is waited for at the end."""
    from bbprops_cli.db.schema import guards

    where = target()
    with reading(where) as db:
        candidates = snapshot_lock.named(db, names) if names else snapshot_lock.due(db)
        if candidates:
            guards.require(db)
    outcome = Outcome()
    with progress("locking") as seen:
        # SQLite has one lock for all: whoever waits for it has waited for everybody.
        waits, waiting = ((wait,) if not where.dialect.has_server else (0, wait)), candidates
        for longest in waits:
            outcome.busy = []
            for candidate in waiting:
                patience = 0 if outcome.busy and not where.dialect.has_server else longest
                _attempt(where, candidate, outcome, wait=patience, only_due=not names, dry_run=dry_run, seen=seen)
            waiting = outcome.busy
    _report(outcome, names, dry_run=dry_run, output=output)
    _fail(outcome, len(candidates))


def _attempt(
    where: Target, candidate: Candidate, outcome: Outcome, *, wait: int, only_due: bool, dry_run: bool, seen: Seen
) -> None:
    """Lock one; a failure is kept, so that one bad snapshot does not leave all others open."""
    from bbprops_cli.db.connection.retry import retried

    def work() -> snapshot_lock.Locked | None:
        client = application_name(current().command)
        with writing(where, dry_run=dry_run, touches=(ALL_SNAPSHOTS,), wait=wait) as db:
            return snapshot_lock.lock(db, candidate, wait=wait, only_due=only_due, client=client, seen=seen)

    try:
        if locked := retried(work):
            outcome.locked.append(locked)
        else:
            outcome.idle.append(candidate.name)
    except Exception as error:
        meaning = error if isinstance(error, BBPropsError) else explain(error)
        if meaning is None:
            raise
        if isinstance(meaning, Busy):
            outcome.busy.append(candidate)
        else:
            outcome.failed.append(meaning)


def _report(outcome: Outcome, names: list[str], *, dry_run: bool, output: str | None) -> None:
    locked = outcome.locked
    shown = bool(output and locked) if current().cron else True
    if shown:
        formats.show(locked, LOCKED, fmt=output)
    if locked:
        digests = ("" if shown else f" {one.sha256} ({one.props:,} props)" for one in locked)
        each = "; ".join(one.name + digest for one, digest in zip(locked, digests, strict=True))
        console.report(f"{'would have ' if dry_run else ''}locked {each}")
    if names and outcome.idle:
        are = "is" if len(outcome.idle) == 1 else "are"
        console.report(f"nothing to do: {', '.join(outcome.idle)} {are} locked already", changed=False)
    elif not locked and not outcome.busy and not outcome.failed:
        console.report("nothing to do: no snapshot is due", changed=False)


def _fail(outcome: Outcome, number: int) -> None:
    """Raise what has to be raised: a failure before what is merely busy."""
    if outcome.failed:
        if number == 1:
            raise outcome.failed[0]
        for failure in outcome.failed:
            console.warn(str(failure))
        unreachable = next((failure for failure in outcome.failed if isinstance(failure, Unreachable)), None)
        raise unreachable or BBPropsError(f"{len(outcome.failed)} of {number} snapshots could not be locked.")
    if outcome.busy:
        names = ", ".join(candidate.name for candidate in outcome.busy)
        raise Busy(f"Somebody is at work on {names}.", hint="Try again.")


def unlock(name: str, reason: str, *, dry_run: bool) -> None:
    """Open one snapshot again."""
    from bbprops_cli.db.connection.retry import retried

    where, reason = target(), require_reason(reason)
    with reading(where) as db:
        (candidate,) = snapshot_lock.named(db, [name])

    def work() -> bool:
        with writing(where, dry_run=dry_run, touches=(ALL_SNAPSHOTS,)) as db:
            return snapshot_lock.unlock(db, candidate, reason, client=application_name(current().command))

    changed = retried(work)
    done = f"{'would have ' if dry_run else ''}unlocked {candidate.name}"
    console.report(done if changed else f"nothing to do: {candidate.name} is not locked", changed=changed)


def verify(names: list[str], *, since: datetime | None, against: Path | None, output: str | None) -> None:
    """Hold snapshots, those named or all since a moment, and the guards against what they should be."""
    from bbprops_cli.db.schema import guards

    where = target()
    with reading(where) as db:
        find: Callable[..., list[Candidate]] = snapshot_verify.named if names else snapshot_verify.everything
        candidates = find(db, names or since)
    verdicts = [Verdict(name, None, None, [problem]) for name, problem in guards.differences(where)]
    hint = "Somebody changed it past the guards." if not verdicts else "Look closer with: bbprops db check"
    with progress("verifying") as seen:
        for candidate in candidates:
            with reading(where) as db:
                verdicts.append(snapshot_verify.examine(db, candidate, seen))
            if against and verdicts[-1].sha256:
                if not any(verdict.problems for verdict in verdicts):
                    hint = "By digest and log it is what was locked: it is another file, or both were forged."
                verdicts[-1].problems.extend(_differences(where, candidate, against))
    formats.show(map(_shown, verdicts), VERDICTS, fmt=output)
    wrong = [f"{verdict.name}: {'; '.join(verdict.problems)}" for verdict in verdicts if verdict.problems]
    if wrong:
        raise Locked(f"{' | '.join(wrong)}.", hint=hint)
    console.note(f"nothing differs: {len(candidates):,} locked, and the guards")


def _differences(where: Target, candidate: Candidate, file: Path) -> list[str]:
    """The first difference of a snapshot from a file, if there is one."""
    from bbprops_cli.commands.snapshot_files import raw_lines
    from bbprops_cli.providers.source import Source
    from bbprops_cli.queries.snapshots import digest as snapshot_digest
    from bbprops_cli.rules.snapshots.canonical_lines import first_difference
    from bbprops_cli.rules.snapshots.digest import NoCanonicalText

    with raw_lines(Source(file)) as theirs, reading(where, isolation="REPEATABLE READ") as db:
        try:
            found = first_difference(snapshot_digest.lines(db, candidate.id), theirs)
        except NoCanonicalText:  # which is named already
            return []
    return [f"{found} ({file})"] if found else []


def _shown(verdict: Verdict) -> tuple[Any, ...]:
    result = "differs" if verdict.problems else "ok"
    return verdict.name, result, "; ".join(verdict.problems), verdict.props, verdict.sha256


@contextmanager
def progress(description: str) -> Iterator[Seen]:
    """A bar for props that are read one snapshot after another."""
    with console.progress() as bar:
        task = bar.add_task(description, total=None, rate="")
        yield lambda done, total: bar.update(task, completed=done, total=total)
