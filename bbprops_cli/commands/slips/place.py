"""`slips place`."""

from datetime import datetime
from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.slips.options import MAX_STAKE, OneSlip


@spread
def place(
    slip: OneSlip,
    *,
    stake: Annotated[
        float | None, typer.Option(min=0, max=MAX_STAKE, help="Money staked.", show_default="stake of the slip")
    ] = None,
    platform: Annotated[
        str | None, typer.Option(help="Platform where it is placed.", show_default="platform of the slip")
    ] = None,
    at: Annotated[
        str, typer.Option(metavar="WHEN", help="When it was placed: 2025-10-05T16:40Z, -2h.", show_default="now")
    ] = "",
    write: Write,
) -> None:
    """Mark a slip as placed, with its stake, platform and time.

    Examples:
      bbprops slips place 63c54a --stake 10 --dry-run  # what would be recorded
      bbprops slips place 63c54a --stake 10 --platform prizepicks --at -10m  # placed ten minutes ago
    """
    from bbprops_cli.rules.props.markets import platform_key
    from bbprops_cli.rules.slips.placement import Placement
    from bbprops_cli.rules.values.typed_time import parse_instant
    from bbprops_cli.tasks.reader_time import for_reader, in_words
    from bbprops_cli.tasks.slips.place import place_slip

    def wanted(now: datetime) -> Placement:
        placed_at = parse_instant(at, for_reader(now), option="--at") if at else None
        return Placement(stake, platform_key(platform) if platform else None, placed_at)

    done = place_slip(slip, wanted, dry_run=write.dry_run)
    when = in_words(done.slip.placed_at) if done.slip.placed_at else ""
    placed = f"{done.end}: {done.slip.stake:g} at {done.slip.platform}, {when}"
    if done.changed:
        write.report("place", placed)
    else:
        write.unchanged(f"already placed, {placed}")
