"""`slips unplace`."""

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import OneSlip


@spread
def unplace(slip: OneSlip, write: Write) -> None:
    """Mark a slip as not placed; its stake and platform stay.

    Examples:
      bbprops slips unplace 63c54a --dry-run  # whether the slip is placed
      bbprops slips unplace 63c54a  # after a bet was cancelled
    """
    from bbprops_cli.tasks.slips.place import unplace_slip

    done = unplace_slip(slip, dry_run=write.dry_run)
    if done.changed:
        write.report("unplace", done.end)
    else:
        write.unchanged(f"{done.end} is not placed")
