"""`db environment`, in the last release `db mark`."""

from typing import Annotated

import typer

from bbprops_cli.commands.db.options import EnvironmentLabel
from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread


@spread
def environment(
    label: Annotated[EnvironmentLabel, typer.Argument(metavar="LABEL", help="development, staging or production.")],
    *,
    write: Dangerous,
) -> None:
    """Set the environment label, which guards a production database.

    A database without a label counts as production; as long as it is empty, the first label needs no confirmation.

    Examples:
      bbprops db environment development  # resets and the demo data are allowed
      bbprops db environment production --dry-run  # from then on, dangerous commands require --allow-production
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.tasks.db import environment as labelling

    plan = labelling.plan(label)
    write.require_name(plan.where, plan.before)
    if not plan.needed:
        write.unchanged(f"{plan.where} already has the environment label {label}")
        return
    if plan.ends_protection:
        loss = Loss(plan.where, plan.before, 0, ["the protection of a production database"])
        write.ask(f"Change the environment label to {label}?", loss)
    labelling.carry_out(plan, dry_run=write.dry_run)
    write.report("set", f"the environment label of {plan.where} to {label}")
