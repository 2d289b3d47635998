"""Delete a snapshot, once a person has agreed to what that means."""

from typing import NamedTuple

from bbprops_cli.db.connection.target import Target
from bbprops_cli.queries.snapshots.delete import Deletable
from bbprops_cli.rules.values.wording import counted


class Plan(NamedTuple):
    """A snapshot to delete, the database that holds it, and its environment label."""

    where: Target
    environment: str
    snapshot: Deletable
    keep_props: bool

    @property
    def name(self) -> str:
        """The name of the snapshot."""
        return self.snapshot.key.name

    @property
    def rows(self) -> int:
        """How many rows would be deleted."""
        return 1 if self.keep_props else 1 + self.snapshot.props

    @property
    def also(self) -> list[str]:
        """What happens to props and dependents, in words."""
        props = counted(self.snapshot.props, "props")
        kept = f"{props} kept as inactive history" if self.keep_props else props
        dependents = self.snapshot.dependents.items()
        return [
            *[kept] * bool(self.snapshot.props),
            *(f"{counted(number, noun)} kept without the reference" for noun, number in dependents if number),
        ]


def plan(reference: str, *, keep_props: bool) -> Plan:
    """What deleting this snapshot would do; raises NotFound, Ambiguous or Locked."""
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries.snapshots import delete

    where = target()
    with reading(where) as db:
        return Plan(where, environment.read_from_driver(db), delete.look_up(db, reference), keep_props)


def carry_out(planned: Plan, *, dry_run: bool) -> None:
    """Delete the snapshot in one transaction, again after a deadlock; raises Conflict when its props have changed."""
    from bbprops_cli.db.connection.retry import retried
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries.snapshots import delete

    def delete_once() -> None:
        with writing(planned.where, dry_run=dry_run) as db:
            delete.delete(db, planned.snapshot, keep_props=planned.keep_props)

    retried(delete_once)
