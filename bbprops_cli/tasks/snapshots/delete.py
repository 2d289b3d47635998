"""Delete a snapshot, once a person has agreed to what that means."""

from typing import NamedTuple

from bbprops_cli.db.connection.target import Target
from bbprops_cli.queries.snapshots.delete import Deletable
from bbprops_cli.rules.values.wording import counted, without_reference


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
    def deleted(self) -> list[str]:
        """What is deleted with the snapshot, in words."""
        return [counted(self.snapshot.props, "props")] * bool(self.snapshot.props and not self.keep_props)

    @property
    def kept(self) -> list[str]:
        """What happens to the props and dependents that are kept, in words."""
        props = f"{counted(self.snapshot.props, 'props')} kept as inactive history"
        return [
            *[props] * bool(self.snapshot.props and self.keep_props),
            *without_reference(self.snapshot.dependents),
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
