"""`snapshots create`, `update`, `tag` and `delete`."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.options import Confirm, Cron, DryRun, Leagues, Season, Week, Yes, start_year
from bbprops_cli.errors import UsageError
from bbprops_cli.output import console
from bbprops_cli.output.values import instant
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS

Text = str | None
Name = Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Its name, its id or the end of its id.")]
Title = Annotated[Text, typer.Option("--title", "--name", help="A longer title.", show_default=False)]
Rename = Annotated[Text, typer.Option(metavar="NAME", help="What to call it from now on.", show_default=False)]
Description = Annotated[Text, typer.Option(help="What it is for.", show_default=False)]
ModelVersion = Annotated[Text, typer.Option(help="Version of the model.", show_default=False)]
FeaturesPath = Annotated[Text, typer.Option(help="Where its features are kept.", show_default=False)]
Config = Annotated[Text, typer.Option(metavar="JSON", help="Settings of the model run, an object.", show_default=False)]
GameDate = Annotated[Text, typer.Option(metavar="WHEN", help="Day of its games.", show_default=False)]
LockAt = Annotated[
    Text,
    typer.Option(
        metavar="WHEN",
        help="When it is due to be locked: 2025-10-05T17:00Z, +2h, or `kickoff`, its earliest game as of now.",
        show_default=False,
    ),
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A label; may be given more than once.")]
TagNames = Annotated[list[str], typer.Argument(metavar="TAG...", help="Labels.")]

tag_app = typer.Typer(cls=Group, help="Labels of snapshots.")


def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it, such as nfl-week-5-2025.")],
    capture: Annotated[bool, typer.Option("--capture", help="Copy the active props of the board into it.")] = False,
    league: Leagues = None,
    season: Season = "",
    week: Week = None,
    upcoming: Annotated[bool, typer.Option("--upcoming", help="Leave out games that have begun.")] = False,
    lock_at: LockAt = None,
    tag: Tags = None,
    title: Title = None,
    description: Description = None,
    model_version: ModelVersion = None,
    config: Config = None,
    features_path: FeaturesPath = None,
    game_date: GameDate = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Create a snapshot: of the board as it is now, or an empty one for `props import --snapshot NAME`.

    With --capture, league, season and week choose what is copied; without them it is the whole board, if that is of
    one season. What they do not say, the props do.
    """
    from bbprops_cli.commands import snapshot_making
    from bbprops_cli.rules.snapshots.shape import require_name

    if upcoming and not capture:
        raise UsageError("--upcoming says what to capture.", hint="Add --capture.")
    if not league and not capture:
        raise UsageError("Missing option '--league'.", hint="Add --league NFL, or --capture.")
    values = _values(title, description, model_version, features_path, config, game_date)
    values |= {"snapshot_id": require_name(name)} | _tags(tag)
    choice = snapshot_making.Choice(league or [], season, week, upcoming)
    snapshot_making.create(values, choice, capture=capture, lock_at=lock_at, dry_run=dry_run)


def _values(*given: Text) -> dict[str, Any]:
    """The columns that were given; an empty text is none."""
    from bbprops_cli.rules.snapshots.shape import config_text, storable_text
    from bbprops_cli.rules.values.typed_time import parse_instant

    title, description, model_version, features_path, config, game_date = given
    if model_version == "":
        raise UsageError("A model version cannot be empty.")
    texts = {"name": title, "description": description, "model_version": model_version, "features_path": features_path}
    values: dict[str, Any] = {name: storable_text(name, text) for name, text in texts.items() if text is not None}
    if config is not None:
        values["config"] = config_text(config or "{}")
    if game_date is not None:
        values["game_date"] = parse_instant(game_date, datetime.now(UTC)) if game_date else None
    return values


def _tags(tags: list[str] | None) -> dict[str, Any]:
    from bbprops_cli.rules.snapshots.shape import tags_text

    return {"tags": tags_text(tags)} if tags else {}


def update(
    snapshot: Name,
    rename: Rename = None,
    title: Title = None,
    description: Description = None,
    tag: Tags = None,
    league: Annotated[Text, typer.Option(help="League, such as NFL.", show_default=False)] = None,
    season: Annotated[Text, typer.Option(help="Start year of the season.", show_default=False)] = None,
    week: Week = None,
    lock_at: LockAt = None,
    model_version: ModelVersion = None,
    config: Config = None,
    features_path: FeaturesPath = None,
    game_date: GameDate = None,
    clear: Annotated[
        list[str] | None,
        typer.Option("--clear", metavar="COLUMN", help="Empty a column, such as lock_at; may be given more than once."),
    ] = None,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Change an unlocked snapshot; --lock-at never takes its due time away, --tag replaces all tags."""
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries.snapshots import find as snapshots
    from bbprops_cli.rules.snapshots.shape import CLEARABLE, require_name
    from bbprops_cli.rules.values.clearing import cleared

    values = cleared(clear or [], CLEARABLE) | _values(
        title, description, model_version, features_path, config, game_date
    )
    values |= _tags(tag)
    values |= {"snapshot_id": require_name(rename)} if rename is not None else {}
    values |= {"league": league.upper()} if league else {}
    values |= {"season": start_year(season) or None} if season is not None else {}
    values |= {"week": week} if week is not None else {}
    if not values and lock_at is None:
        raise UsageError("Nothing says what to change.", hint="Add --description TEXT, or --lock-at kickoff.")
    with writing(dry_run=dry_run, touches=(ALL_SNAPSHOTS,)) as db:
        name, changed = snapshots.update(db, snapshot, values, lock_at=lock_at, now=datetime.now(UTC))
    _report_update(name, changed, dry_run=dry_run)


def _report_update(name: str, changed: dict[str, Any], *, dry_run: bool) -> None:
    if not changed:
        console.report(f"nothing to do: {name} is so already", changed=False)
        return
    parts = ", ".join(f"{column} {_shown(value)}" for column, value in changed.items())
    console.report(f"{'would have ' if dry_run else ''}updated {name}: {parts}", changed=not dry_run)


def _shown(value: Any) -> str:
    return "nothing" if value is None else instant(value, UTC) if isinstance(value, datetime) else str(value)


@tag_app.command()
def add(
    snapshot: Name,
    tags: TagNames,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Add labels to an unlocked snapshot."""
    _retag(snapshot, tags, adding=True, dry_run=dry_run)


@tag_app.command()
def rm(
    snapshot: Name,
    tags: TagNames,
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Take labels off an unlocked snapshot."""
    _retag(snapshot, tags, adding=False, dry_run=dry_run)


def _retag(snapshot: str, tags: list[str], *, adding: bool, dry_run: bool) -> None:
    from bbprops_cli.db.connection.writing import writing
    from bbprops_cli.queries.snapshots import find as snapshots
    from bbprops_cli.rules.snapshots.shape import retagged

    with writing(dry_run=dry_run, touches=(ALL_SNAPSHOTS,)) as db:
        name, now, changed = snapshots.retag(db, snapshot, lambda held: retagged(held, tags, adding=adding))
    state = f"{name} has the tags {', '.join(now)}" if now else f"{name} has no tags"
    would = "would have tagged: " if dry_run else "tagged: "
    console.report(f"{would}{state}" if changed else f"nothing to do: {state}", changed=changed and not dry_run)


def delete(
    snapshot: Name,
    keep_props: Annotated[
        bool, typer.Option("--keep-props", help="Leave its props behind, as inactive history of the board.")
    ] = False,
    yes: Yes = False,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Delete an unlocked snapshot with its props; experiments and slips stay, without their reference to it."""
    from bbprops_cli.commands import snapshot_making

    snapshot_making.delete(snapshot, keep_props=keep_props, yes=yes, confirm=confirm, dry_run=dry_run)
