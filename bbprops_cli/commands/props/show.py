"""`props show`."""

from bbprops_cli.catalog import PROPS
from bbprops_cli.commands.props.options import OneProp
from bbprops_cli.commands.shared.options import PricedRecordView
from bbprops_cli.commands.shared.spread import spread


@spread
def show(prop: OneProp, view: PricedRecordView) -> None:
    """Show one prop with all its columns.

    Examples:
      bbprops props list --player Ellerby --limit 1 -o name | xargs bbprops props show  # the first prop of a player
      bbprops props list --limit 1 -o name | xargs bbprops props show -o json --odds american  # for a script
    """
    from bbprops_cli.commands.shared import records
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries.records import describe

    with reading() as db:
        pairs = describe(db, PROPS, prop)
    records.show(pairs, PROPS, view)
