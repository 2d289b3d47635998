"""Move all tables to the trash, or restore them, once a person has agreed."""

from typing import NamedTuple

from bbprops_cli.db.admin import trash
from bbprops_cli.db.connection import touched
from bbprops_cli.db.connection.target import Target, target


class Plan(NamedTuple):
    """A reset, or with `undo` the restoration of a piece of trash."""

    where: Target
    name: str
    undo: bool

    @property
    def question(self) -> str:
        """What a person must agree to."""
        restored = f" and restore {self.name}" if self.undo else ""
        return f"Move all tables to the trash{restored}?"

    @property
    def verb(self) -> str:
        """What is done to the tables."""
        return "restore" if self.undo else "reset"

    @property
    def what(self) -> str:
        """The object of the verb."""
        return f"the tables from {self.name}" if self.undo else "all tables"


def plan(name: str, *, undo: bool) -> Plan:
    """A reset of the database in use, or its undo, by default of the newest piece of trash that has rows."""
    where = target()
    return Plan(where, trash.chosen(where, name) if undo else "", undo)


def carry_out(planned: Plan, *, dry_run: bool) -> trash.Moved:
    """Reset or restore in one transaction, then invalidate the cache; raises NotMigrated or NotFound."""
    done = (
        trash.undo(planned.where, planned.name, dry_run=dry_run)
        if planned.undo
        else trash.reset(planned.where, dry_run=dry_run)
    )
    if not dry_run:
        touched.tell({touched.EVERYTHING})
    return done
