"""Verify locked snapshots: each in a transaction of its own, after the guards."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.errors import Locked
from bbprops_cli.providers.snapshot_file import raw_lines
from bbprops_cli.providers.source import Source
from bbprops_cli.queries.snapshots import digest, verify
from bbprops_cli.queries.snapshots.digest import Progress
from bbprops_cli.queries.snapshots.keys import SnapshotKey
from bbprops_cli.queries.snapshots.verify import Verdict
from bbprops_cli.rules.snapshots.canonical_lines import first_difference
from bbprops_cli.rules.snapshots.digest import NoCanonicalText

_BYPASSED = "It was changed in a way that bypasses the guards."
_SEE_GUARDS = "Look closer with: bbprops db check"
_FORGED_OR_OTHER_FILE = "Digest and log match the snapshot: either the file is a different export, or both were forged."


@dataclass
class Verification:
    """The verdicts on guards that differ, and on every snapshot that was verified."""

    verdicts: list[Verdict]
    snapshots: int
    hint: str  # what to do when something differs

    def failure(self) -> Locked | None:
        """The failure that names every difference; None if there are none."""
        wrong = [f"{each.name}: {'; '.join(each.problems)}" for each in self.verdicts if each.problems]
        return Locked(" | ".join(wrong), hint=self.hint) if wrong else None


def verify_all(
    references: list[str], *, since: datetime | None, against: Path | None, progress: Progress
) -> Verification:
    """Verify the guards and the snapshots that these references mean, or without references all locked `since` then.

    `against` is an exported file to compare the one snapshot with. Raises NotFound, Ambiguous, or Conflict for a
    snapshot that is not locked.
    """
    from bbprops_cli.db.schema import guards

    where = target()
    with reading(where) as db:
        keys = verify.locked_keys(db, references) if references else verify.all_locked_keys(db, since)
    found = [Verdict(name, None, None, [problem]) for name, problem in guards.differences(where)]
    done = Verification(found, len(keys), _SEE_GUARDS if found else _BYPASSED)
    for key in keys:
        with reading(where) as db:
            done.verdicts.append(verify.verify(db, key, progress))
        if against and done.verdicts[-1].sha256:
            if not done.failure():
                done.hint = _FORGED_OR_OTHER_FILE
            done.verdicts[-1].problems.extend(_differences(where, key, against))
    return done


def _differences(where: Target, key: SnapshotKey, file: Path) -> list[str]:
    """The first difference between a snapshot and a file, if there is one."""
    with raw_lines(Source(file)) as lines, reading(where, isolation="REPEATABLE READ") as db:
        try:
            found = first_difference(digest.lines(db, key.id), lines)
        except NoCanonicalText:  # already among the problems
            return []
    return [f"{found} ({file})"] if found else []
