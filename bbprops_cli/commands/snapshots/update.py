"""`snapshots update`."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from bbprops_cli.commands.shared.options import Week, Write, start_year
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots import outcome
from bbprops_cli.commands.snapshots.options import Details, OneSnapshot, Text
from bbprops_cli.errors import UsageError


@dataclass(repr=False, eq=False)
class Changes(Details):
    """What can be changed."""

    rename: Annotated[Text, typer.Option(metavar="NAME", help="New name.", show_default=False)] = None
    league: Annotated[Text, typer.Option(help="League, such as NFL.", show_default=False)] = None
    season: Annotated[Text, typer.Option(help="Start year of the season.", show_default=False)] = None
    week: Week = None
    clear: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Column to empty, such as lock_at; may be given more than once."),
    ] = None

    def values(self) -> dict[str, Any]:
        """The columns to change, by name, without `lock_at`; raises UsageError when there are none."""
        from bbprops_cli.rules.snapshots.shape import CLEARABLE, require_name
        from bbprops_cli.rules.values.clearing import cleared

        values = cleared(self.clear or [], CLEARABLE) | super().values()
        values |= {} if self.rename is None else {"snapshot_id": require_name(self.rename)}
        values |= {"league": self.league.upper()} if self.league else {}
        values |= {} if self.season is None else {"season": start_year(self.season) or None}
        values |= {} if self.week is None else {"week": self.week}
        if not values and self.lock_at is None:
            raise UsageError("nothing to update", hint="pass at least one of --description, --lock-at, --week, …")
        return values


@spread
def update(snapshot: OneSnapshot, *, changes: Changes, write: Write) -> None:
    """Change an unlocked snapshot; --tag replaces all tags.

    Examples:
      bbprops snapshots update nfl-week-5-2025 --description "Sunday slate" --tag model-v2  # describe it
      bbprops snapshots update nfl-week-5-2025 --lock-at 2025-10-05T17:00Z  # then due for: snapshots lock --due
      bbprops snapshots update nfl-week-5-2025 --lock-at never --rename nfl-5  # no lock time, another name
    """
    from bbprops_cli.tasks.snapshots.update import update_snapshot

    done = update_snapshot(snapshot, changes.values(), lock_at=changes.lock_at, dry_run=write.dry_run)
    if done.changed:
        write.report("update", f"{done.name}: {outcome.changes(done.changed)}")
    else:
        write.unchanged(f"{done.name} already has these values")
    outcome.note_past(done.changed.get("lock_at", (None, None))[1])
