"""`slips show`."""

from bbprops_cli.catalog import SLIPS
from bbprops_cli.commands.shared.options import PricedRecordView
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import OneSlip


@spread
def show(slip: OneSlip, view: PricedRecordView) -> None:
    """Show one slip with its legs and their correlations.

    Examples:
      bbprops slips show 63c54a  # by the last six characters of its id
      bbprops slips show 63c54a --odds american -o json  # as one document, for a script
    """
    from bbprops_cli.commands.shared.records import show_with
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.queries import records
    from bbprops_cli.queries.slips import legs

    with reading() as db:
        pairs = records.with_names(db, records.describe(db, SLIPS, slip))
    show_with(pairs, SLIPS, legs.tables(pairs), view)
