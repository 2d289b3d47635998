"""Verify locked snapshots: each in a transaction of its own, after the guards."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import target
from bbprops_cli.errors import Locked
from bbprops_cli.providers.snapshot_file import raw_lines
from bbprops_cli.providers.source import Source
from bbprops_cli.queries.snapshots import digest, effect, verify
from bbprops_cli.queries.snapshots.digest import Progress
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.queries.snapshots.verify import Verdict
from bbprops_cli.rules.snapshots.canonical_lines import first_difference
from bbprops_cli.rules.snapshots.digest import NoCanonicalText
from bbprops_cli.rules.values.typed_time import parse_instant
from bbprops_cli.tasks.reader_time import for_reader

_BYPASSED = "It was changed in a way that bypasses the guards."
_SEE_GUARDS = "Look closer with: bbprops db check"
_FORGED_OR_OTHER_FILE = "Digest and log match the snapshot: either the file is a different export, or both were forged."


@dataclass
class Verification:
    """The verdicts on guards that differ, on objects that are not ours, and on every snapshot that was verified."""

    verdicts: list[Verdict]
    hint: str  # what to do when something differs
    snapshots: int = 0
    unlocked: list[str] = field(default_factory=list)  # unlocked after they had been chosen, by name

    def failure(self) -> Locked | None:
        """The failure that names every difference; None if there are none."""
        wrong = [f"{each.name}: {'; '.join(each.problems)}" for each in self.verdicts if each.problems]
        return Locked(" | ".join(wrong), hint=self.hint) if wrong else None

    def add(self, db: Db, key: SnapshotKey, against: Path | None, progress: Progress) -> None:
        """Verify one snapshot and compare it with a file, both in one state of the database."""
        verdict = verify.verify(db, key, progress)
        if verdict is None:
            self.unlocked.append(key.name)
            return
        self.snapshots += 1
        self.verdicts.append(verdict)
        if against and verdict.sha256:
            if not self.failure():
                self.hint = _FORGED_OR_OTHER_FILE
            verdict.problems.extend(_differences(db, key, against))


def verify_all(references: list[str], *, since: str, against: Path | None, progress: Progress) -> Verification:
    """Verify the guards and the snapshots that these references mean, or without references all locked ones.

    `since` is a typed time and leaves those locked then or later; `against` is an exported file to compare the one
    snapshot with. Raises NotFound, Ambiguous, or Conflict for a snapshot that is not locked.
    """
    from bbprops_cli.db.schema import guards

    where = target()
    with reading(where) as db:
        keys = verify.locked_keys(db, references) if references else verify.all_locked_keys(db, _instant(db, since))
        foreign = [(each.name, each.problem) for each in effect.interfering(db)]
    found = [Verdict(name, None, None, [problem]) for name, problem in [*guards.differences(where), *foreign]]
    done = Verification(found, _SEE_GUARDS if found else _BYPASSED)
    for key in keys:
        with reading(where) as db:
            done.add(db, key, against, progress)
    return done


def _instant(db: Db, since: str) -> datetime | None:
    return parse_instant(since, for_reader(db.now()), option="--since") if since else None


def _differences(db: Db, key: SnapshotKey, file: Path) -> list[str]:
    """The first difference between a snapshot and a file, if there is one."""
    with raw_lines(Source(file)) as lines:
        try:
            found = first_difference(digest.lines(db, key.id), lines)
        except NoCanonicalText:  # already among the problems
            return []
    return [f"{found} ({file})"] if found else []
