"""`snapshots tag add`."""

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import OneSnapshot, TagNames
from bbprops_cli.commands.snapshots.tag import outcome


@spread
def add(snapshot: OneSnapshot, tags: TagNames, *, write: Write) -> None:
    """Add tags to an unlocked snapshot.

    Examples:
      bbprops snapshots tag add nfl-week-5-2025 model-v2 sunday  # two tags at once
      bbprops snapshots tag add nfl-week-5-2025 demo --dry-run  # which tags it would have
    """
    from bbprops_cli.tasks.snapshots import update

    outcome.report(update.retag(snapshot, tags, adding=True, dry_run=write.dry_run), write)
