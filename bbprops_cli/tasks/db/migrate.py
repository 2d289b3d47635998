"""Migrate a database, or show what a migration would do."""

from typing import NamedTuple

from bbprops_cli.db.admin import facts
from bbprops_cli.db.connection import touched
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.db.schema import indexes, migrations
from bbprops_cli.rules.db.destruction import losses
from bbprops_cli.rules.values.wording import counted


class Change(NamedTuple):
    """The revisions before and after a migration; an empty one is an empty schema."""

    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the revision is another one now."""
        return self.before != self.after


class Stamp(NamedTuple):
    """A change of the stored revision, the database that stores it, and its environment label."""

    where: Target
    environment: str
    change: Change

    @property
    def question(self) -> str:
        """What a person must agree to."""
        before, after = self.change.before or "base", self.change.after or "base"
        return f"Store revision {after} instead of {before}, without running migrations?"


class Downgrade(NamedTuple):
    """The database of a downgrade, the revision to go back to, and the number of locked snapshots."""

    where: Target
    revision: str
    locked: int

    @property
    def question(self) -> str:
        """What a person must agree to."""
        has = f" The database has {counted(self.locked, 'locked snapshots')}." if self.locked else ""
        return f"A downgrade cannot be undone.{has} Downgrade to revision {self.revision}?"


class Script(NamedTuple):
    """The statements of an upgrade, and the revision at which they begin."""

    begin: str
    statements: list[str]


class PlannedStep(NamedTuple):
    """A pending migration: how many statements it has, and what they destroy (None: nothing)."""

    revision: str
    message: str
    statements: int
    destroys: str | None


class Migration(NamedTuple):
    """A migration, the one before it, and whether it is `applied` or `pending`."""

    revision: str
    after: str
    state: str
    message: str


def history() -> list[Migration]:
    """All migrations, newest first."""
    pending = {step.revision for step in migrations.pending(facts.status(target()).revision)}
    return [
        Migration(step.revision, step.down_revision, "pending" if step.revision in pending else "applied", step.message)
        for step in migrations.history()
    ]


def upgrade(revision: str, *, dry_run: bool) -> Change:
    """Apply pending migrations up to a revision; the cache is invalidated if there were any.

    Raises NotMigrated afterwards if an index is INVALID.
    """
    where = target()
    change = _announced(Change(*migrations.upgrade(where, revision, create=False, dry_run=dry_run)), dry_run=dry_run)
    indexes.require_valid(where)
    return change


def plan_downgrade(revision: str) -> Downgrade:
    """What a person must know before a downgrade."""
    return Downgrade(where := target(), revision, facts.locked_snapshots(where))


def downgrade(revision: str, *, dry_run: bool) -> Change:
    """Revert migrations down to a revision; the cache is invalidated if there were any."""
    return _announced(Change(*migrations.downgrade(target(), revision, dry_run=dry_run)), dry_run=dry_run)


def plan_stamp(revision: str) -> Stamp:
    """What `stamp` would change; raises Conflict for a database that another application migrates."""
    change = Change(*migrations.stamp(where := target(), revision, dry_run=True))
    return Stamp(where, facts.label(where), change)


def stamp(revision: str, *, dry_run: bool) -> Change:
    """Store a revision without running migrations."""
    return _announced(Change(*migrations.stamp(target(), revision, dry_run=dry_run)), dry_run=dry_run)


def _announced(change: Change, *, dry_run: bool) -> Change:
    if change.changed and not dry_run:
        touched.tell({touched.EVERYTHING})
    return change


def script(revision: str) -> Script:
    """The statements from the present revision to another, or of a range `FROM:TO`."""
    begin, colon, end = revision.partition(":")
    if not colon:
        begin, end = facts.status(target()).revision, revision
    needed = migrations.steps(begin.replace("base", ""), end)
    return Script(begin, migrations.script(begin, end) if needed else [])


def plan(revision: str) -> list[PlannedStep]:
    """The pending migrations up to a revision, oldest first."""
    return [_planned(step) for step in migrations.steps(facts.status(target()).revision, revision)]


def _planned(step: migrations.Revision) -> PlannedStep:
    statements = [text for text in migrations.script(step.down_revision, step.revision) if _is_of_migration(text)]
    lost = "; ".join(loss for statement in statements for loss in losses(statement))
    return PlannedStep(step.revision, step.message, len(statements), lost or None)


def _is_of_migration(statement: str) -> bool:
    """Whether a statement belongs to the migration itself, and not to the transaction around every migration."""
    return (
        not statement.startswith(("--", "BEGIN", "COMMIT", "SELECT pg_advisory")) and "alembic_version" not in statement
    )
