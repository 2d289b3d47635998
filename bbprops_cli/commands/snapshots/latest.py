"""`snapshots latest`."""

from bbprops_cli.catalog import SNAPSHOTS
from bbprops_cli.commands.shared.options import RecordView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import SnapshotFilter


@spread
def latest(which: SnapshotFilter, view: RecordView) -> None:
    """Show the newest snapshot; exit with 3 if there is none.

    Examples:
      bbprops snapshots latest --league NFL -o name  # its name, for a script
      bbprops snapshots latest --tag demo --unlocked  # the newest one with a tag that can still be changed
    """
    from bbprops_cli.commands.shared import records
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.snapshots import find

    with reading() as db:
        pairs = find.latest(db, which.filters())
    records.show(pairs, SNAPSHOTS, view)
