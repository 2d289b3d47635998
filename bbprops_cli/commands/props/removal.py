"""What `props deactivate` and `props delete` ask and report."""

from typing import TYPE_CHECKING

from bbprops_cli.commands.shared.options import Destructive

if TYPE_CHECKING:
    from bbprops_cli.tasks.props.removal import Plan


def carry_out(plan: "Plan", write: Destructive) -> None:
    """Deactivate or delete the props of the plan, after a question that counts them by platform."""
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.rules.values.wording import counted
    from bbprops_cli.tasks.props import removal

    write.require_name(plan.where, plan.environment)
    if not plan.total:
        write.unchanged("no prop matches")
        return
    by_platform = [f"  {platform}: {number:,}" for platform, number in plan.platforms.items()]
    parts = [f"prop_markets: {counted(plan.total, 'rows')}", *by_platform]
    loss = Loss(plan.where, plan.environment, plan.total, parts)
    write.ask(f"{plan.verb.title()} {counted(plan.total, 'props')}?", loss)
    done = removal.carry_out(plan, dry_run=write.dry_run)
    write.report(plan.verb, counted(done, "props"), changed=bool(done))
