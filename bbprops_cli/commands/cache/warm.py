"""`cache warm`."""

from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Leagues, Output, Scheduled, Season, Week
from bbprops_cli.commands.shared.spread import spread

WARMED = (
    Column("key", "text", "Key of the answer", 1),
    Column("props", "int", "Number of props in the answer", 1),
    Column("bytes", "int", "Length of the answer", 1, size=True),
    Column("kept", "bool", "False if the board changed during the computation, so that the answer was not stored", 1),
)


@spread
def warm(
    *,
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    run: Scheduled,
    output: Output,
) -> None:
    """Compute and store the boards that an API serves.

    There is one board for each league and week, by default of all leagues.

    Examples:
      bbprops cache warm  # every league and week of the board
      bbprops cache warm --league NFL --week 5  # one board
      bbprops cache warm --cron  # from cron, after an import
    """
    from bbprops_cli.output import formats
    from bbprops_cli.tasks.cache import warm as warming

    done = warming.warm(league or [], season, week)
    if output.fmt or not run.cron:
        formats.show(done.boards, WARMED, fmt=output.fmt)
    if done.boards:
        run.report("warm", f"{done.stored:,} of {len(done.boards):,} boards for {done.ttl} s")
    else:
        run.unchanged("no prop on the board matches")
