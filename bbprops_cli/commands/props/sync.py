"""The question of `props import --sync` before much of the board is deactivated."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbprops_cli.rules.props.sync_losses import Loss
    from bbprops_cli.tasks.props.intake import Files, Taken


def confirmed(take_in: "Callable[[tuple[Loss, ...]], Taken]", files: "Files") -> "Taken":
    """What an import did, which is repeated with the losses that a person has agreed to.

    Raises ConfirmationNeeded where it cannot ask; stdin cannot be read twice. No lock is held during the question.
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.props.intake import SyncNotConfirmed

    try:
        return take_in(())
    except SyncNotConfirmed as found:
        if not console.can_ask() or Path("-") in files.paths:
            raise
        details = [f"{found.where} ({found.environment or 'no environment label'})", *map("  {}".format, found.losses)]
        console.confirm("Deactivate these props?", yes=False, details=details)
        return take_in(found.losses)
