"""`users erase`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.users.options import User


@spread
def erase(
    user: User,
    *,
    with_data: Annotated[bool, typer.Option("--with-data", help="Also delete the experiments and slips.")] = False,
    write: Destructive,
) -> None:
    """Erase a user's personal data; experiments and slips stay.

    The account stays too, without email address, names, ids or metadata. This cannot be undone.

    Examples:
      bbprops users export ana_demo ana.json  # hand out the data first
      bbprops users erase ana@demo.invalid --dry-run  # what would be kept
      bbprops users erase ana@demo.invalid --with-data --yes  # with experiments and slips, without the question
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.output.console import counted
    from bbprops_cli.tasks.users import erase as erasing

    plan = erasing.plan(user, with_data=with_data)
    write.require_name(plan.found.where, plan.found.environment)
    if not plan.needed:
        write.unchanged(f"{plan.end} is already erased")
        return
    data = ", ".join(counted(number, name) for name, number in plan.data.items())
    data += f" {'deleted' if with_data else 'kept'}" * bool(data)
    parts = ["email address, names, ids and metadata of 1 user", *[data] * bool(data)]
    write.ask(f"Erase {plan.name}?", Loss(plan.found.where, plan.found.environment, plan.rows, parts))
    erasing.carry_out(plan, dry_run=write.dry_run)
    # By the end of the id: the address must not appear in a log.
    write.report("erase", f"{plan.end} ({data})" if data else plan.end)
