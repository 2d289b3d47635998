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

    @property
    def needed(self) -> bool:
        """Whether the label changes."""
        return self.before != self.label

    @property
    def ends_protection(self) -> bool:
        """Whether a production database loses its label."""
        return self.needed and self.before == "production"


def plan(label: str) -> Plan:
    """What setting this label would change."""
    where = target()
    return Plan(where, facts.status(where).environment, label)


def carry_out(planned: Plan, *, dry_run: bool) -> None:
    """Store the label."""
    with session(planned.where, dry_run=dry_run) as work:
        environment.write(work, planned.label)
