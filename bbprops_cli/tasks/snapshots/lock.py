"""Lock snapshots: one transaction for each, so that one that fails does not keep the others unlocked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bbprops_cli.db.connection.connect import application_name
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.retry import retried
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.db.connection.writing import writing
from bbprops_cli.errors import BBPropsError, Busy, Unreachable
from bbprops_cli.invocation import current
from bbprops_cli.queries.snapshots import lock
from bbprops_cli.queries.snapshots.digest import Progress
from bbprops_cli.queries.snapshots.keys import SnapshotKey, resolve
from bbprops_cli.queries.snapshots.lock import LockedSnapshot
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS
from bbprops_cli.tasks.snapshots import interference

OnLock = Callable[[LockedSnapshot], None]


@dataclass
class LockOutcome:
    """What became of the snapshots that were to be locked; every one of them is in one of the lists."""

    only_due: bool  # True if all due snapshots were meant, not some by name
    locked: list[LockedSnapshot] = field(default_factory=list)
    busy: list[SnapshotKey] = field(default_factory=list)  # locked by another transaction until the end of the wait
    holders: set[str] = field(default_factory=set)  # sessions that keep snapshots busy
    failed: list[BBPropsError] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # already locked, or no longer due; by name

    def unchanged(self) -> str:
        """Why nothing was done: about all snapshots, or about those that were named; empty if there is no reason."""
        if self.skipped and not self.only_due:
            return f"{', '.join(self.skipped)} {'is' if len(self.skipped) == 1 else 'are'} already locked"
        return "" if self.locked or self.busy or self.failed else "no snapshot is due"

    def failure(self) -> BBPropsError | None:
        """What the command fails with: a failure before a snapshot that was only busy; None if neither happened."""
        if self.failed:
            return self._all_failures()
        if self.busy:
            names = ", ".join(key.name for key in self.busy)
            holder = "; ".join(sorted(self.holders))
            return Busy(f"cannot lock {names}: locked by another transaction", hint=_WAIT_LONGER, holder=holder)
        return None

    def warnings(self) -> list[str]:
        """One sentence for each failure; none if there was one snapshot only, as `failure` tells its failure."""
        return [str(each) for each in self.failed] if self._attempted > 1 else []

    def _all_failures(self) -> BBPropsError:
        if self._attempted == 1:
            return self.failed[0]
        unreachable = next((each for each in self.failed if isinstance(each, Unreachable)), None)
        return unreachable or BBPropsError(f"{len(self.failed)} of {self._attempted} snapshots could not be locked")

    @property
    def _attempted(self) -> int:
        return len(self.locked) + len(self.busy) + len(self.failed) + len(self.skipped)


_WAIT_LONGER = "Try again, or wait longer with --wait 60."


@dataclass(frozen=True)
class _Locker:
    """How each snapshot is to be locked."""

    where: Target
    dry_run: bool
    progress: Progress
    on_lock: OnLock
    outcome: LockOutcome

    def lock_all(self, keys: Sequence[SnapshotKey], wait: int) -> None:
        """Lock each snapshot; those that another transaction has locked are tried again at the end."""
        for key, seconds in lock.attempts(self.where.dialect, keys, wait, self.outcome.busy):
            self._lock(key, seconds)

    def _lock(self, key: SnapshotKey, wait: int) -> None:
        try:
            locked = retried(lambda: self._transaction(key, wait))
        except Exception as error:
            meaning = interference.explained(self.where, key.name, "lock", error)
            if meaning is None:
                raise
            if isinstance(meaning, Busy):
                self.outcome.busy.append(key)
                self.outcome.holders |= {meaning.holder} - {""}
            else:
                self.outcome.failed.append(meaning)
            return
        if locked:
            self.outcome.locked.append(locked)
            self.on_lock(locked)
        else:
            self.outcome.skipped.append(key.name)

    def _transaction(self, key: SnapshotKey, wait: int) -> LockedSnapshot | None:
        client = application_name(current().command)
        with writing(self.where, dry_run=self.dry_run, touches=(ALL_SNAPSHOTS,), wait=wait, durable=True) as db:
            return lock.lock(db, key, wait=wait, only_due=self.outcome.only_due, client=client, progress=self.progress)


def lock_all(references: list[str], *, wait: int, dry_run: bool, progress: Progress, on_lock: OnLock) -> LockOutcome:
    """Lock the snapshots that these references mean, or without references all that are due.

    `wait` is in seconds, for each snapshot that another transaction has locked. `on_lock` is called for each snapshot
    after the commit that locked it, before the next one is locked. Raises NotFound or Ambiguous before
    anything is locked, NotMigrated when a guard is missing.
    """
    from bbprops_cli.db.schema import guards

    where, outcome = target(), LockOutcome(only_due=not references)
    with reading(where) as db:
        keys = resolve(db, references) if references else lock.due(db)
        if keys:
            guards.require(db)
    _Locker(where, dry_run, progress, on_lock, outcome).lock_all(keys, wait)
    return outcome
