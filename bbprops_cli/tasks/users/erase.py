"""Erase the personal data of a user, once a person has agreed to what that means."""

from typing import NamedTuple

from bbprops_cli.catalog import USERS
from bbprops_cli.tasks import removal

TOUCHED = ("users", "experiments", "slips")


class Plan(NamedTuple):
    """A user to erase, with or without their experiments and slips."""

    found: removal.Found
    with_data: bool
    needed: bool  # False when the user was erased before and no experiments or slips are to be deleted

    @property
    def name(self) -> str:
        """What people call the user."""
        return self.found.held.names[0]

    @property
    def end(self) -> str:
        """The end of the id, which names the user without personal data."""
        return self.found.held.identifiers[0][-6:]

    @property
    def data(self) -> dict[str, int]:
        """The number of experiments and slips, where there are any."""
        return {name: number for name, number in self.found.held.deleted.items() if number}

    @property
    def rows(self) -> int:
        """How many rows lose something."""
        return self.found.held.rows if self.with_data else 1


def plan(reference: str, *, with_data: bool) -> Plan:
    """What erasing this user would do; raises NotFound or Ambiguous."""
    from bbprops_cli.queries.users.erase import is_erased

    found = removal.find(USERS, [reference])
    has_data = any(found.held.deleted.values())
    return Plan(found, with_data, not is_erased(found.held) or (with_data and has_data))


def carry_out(planned: Plan, *, dry_run: bool) -> None:
    """Erase the user in one transaction, again after a deadlock; raises Conflict when the rows have changed since."""
    from bbprops_cli.db.connection.retry import retried
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries.users.erase import erase

    def erase_once() -> None:
        with writing(planned.found.where, dry_run=dry_run, touches=TOUCHED) as (db):
            erase(db, planned.found.held, with_data=planned.with_data)

    retried(erase_once)
