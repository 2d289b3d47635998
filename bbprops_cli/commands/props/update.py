"""`props update`."""

from bbprops_cli.commands.props.options import Correction, OneProp
from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread


@spread
def update(prop: OneProp, correction: Correction, write: Write) -> None:
    """Correct one prop; an empty value clears its column.

    Examples:
      bbprops props list --player Ellerby --limit 1 -o name | xargs bbprops props update --line 230.5  # another line
      bbprops props list --limit 1 -o name | xargs bbprops props update --odds -115 --under-odds -105 --dry-run  # try
      bbprops props list --limit 1 -o name | xargs bbprops props update --position "" --set week=6  # empty and set
    """
    from bbprops_cli.commands.shared.changes import described
    from bbprops_cli.tasks.props import change

    changed = change.update(prop, correction.values(), dry_run=write.dry_run)
    if not changed.columns:
        write.unchanged("the prop already has these values")
        return
    write.report("correct", f"{changed.end}: {described(changed.columns)}")
