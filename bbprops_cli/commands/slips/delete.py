"""`slips delete`."""

from bbprops_cli.catalog import SLIPS
from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import ManySlips


@spread
def delete(slip: ManySlips, write: Destructive) -> None:
    """Delete slips, placed or not.

    Examples:
      bbprops slips delete 63c54a --dry-run  # what would be deleted
      bbprops slips delete 63c54a --yes  # without the question
    """
    from bbprops_cli.commands.shared import records

    records.remove(SLIPS, slip, write, touches=(SLIPS.name,))
