"""Set the environment label of a database, once a person has agreed if it ends the protection of production."""

from typing import NamedTuple

from bbprops_cli.db.admin import facts
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.session import session
from bbprops_cli.db.connection.target import Target, target


class Plan(NamedTuple):
    """A database, and its environment label before and after the change."""

    where: Target
    before: str
    label: str
    ends_protection: bool  # True if the database is or may be production, and will not be any more

    @property
    def needed(self) -> bool:
        """Whether the label changes."""
        return self.before != self.label


def plan(label: str) -> Plan:
    """What setting this label would change."""
    where = target()
    before = facts.status(where).environment
    protected = before == "production" or (not before and facts.has_rows(where))
    return Plan(where, before, label, protected and label != "production")


def carry_out(planned: Plan, *, dry_run: bool) -> None:
    """Store the label."""
    with session(planned.where, dry_run=dry_run) as work:
        environment.write(work, planned.label)
