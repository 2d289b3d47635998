"""`snapshots create`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.commands.shared.options import Leagues, Season, Week, Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots import outcome
from bbprops_cli.commands.snapshots.options import Details
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.tasks.snapshots.create import Contents, Created


@dataclass(repr=False, eq=False)
class Selection:
    """The props to copy, or what an empty snapshot is of."""

    capture: Annotated[bool, typer.Option("--capture", help="Copy the active props of the board into it.")] = False
    league: Leagues = None
    season: Season = ""
    week: Week = None
    upcoming: Annotated[
        bool, typer.Option("--upcoming", help="With --capture: leave out props of games that have begun.")
    ] = False

    def contents(self) -> "Contents":
        """What to create; raises UsageError for options that do not fit together."""
        from bbprops_cli.tasks.snapshots.create import Contents

        if self.upcoming and not self.capture:
            raise UsageError("--upcoming requires --capture")
        if not self.league and not self.capture:
            raise UsageError("no league given", hint="pass --league NFL, or --capture")
        return Contents(self.league or [], self.season, self.week, self.capture, self.upcoming)


@spread
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name, such as nfl-week-5-2025.")],
    *,
    of: Selection,
    details: Details,
    write: Write,
) -> None:
    """Create a snapshot of the board, or an empty one to import into.

    With --capture, the props of --league, --season and --week are copied, by
    default all. They must be of one season, and they give the snapshot its
    league, season and week. An empty snapshot gets these from the options.

    Examples:
      bbprops snapshots create nfl-now --capture --league NFL  # the board as it is now
      bbprops snapshots create mine --league NFL --week 5 --tag model-v2  # empty, for props import --snapshot mine
      bbprops snapshots create due --capture --league NFL --lock-at +2h  # then due for: snapshots lock --due
    """
    from bbprops_cli.rules.snapshots.shape import require_name
    from bbprops_cli.tasks.snapshots.create import create_snapshot

    contents, values = of.contents(), details.values() | {"snapshot_id": require_name(name)}
    done = create_snapshot(values, contents, lock_at=details.lock_at, dry_run=write.dry_run)
    write.report("create", _summary(done))
    outcome.note_past(done.lock_at)


def _summary(done: "Created") -> str:
    from bbprops_cli.output.console import counted
    from bbprops_cli.tasks.reader_time import in_words

    props = "" if done.props is None else f" with {counted(done.props, 'props')} of {done.league}"
    due = f", due to be locked {in_words(done.lock_at)}" if done.lock_at else ""
    return f"{done.name}{props}{due}"
