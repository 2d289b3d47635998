"""Options of several commands of `snapshots`."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bbprops_cli.commands.shared.options import Leagues, Season, Week
from bbprops_cli.errors import UsageError

if TYPE_CHECKING:  # help does without
    from bbprops_cli.queries.lists.listing import Filter

Text = str | None

OneSnapshot = Annotated[str, typer.Argument(metavar="SNAPSHOT", help="Name, id, or the last six characters of the id.")]
SeveralSnapshots = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SNAPSHOT]...", help="Names, ids, or the last six characters of ids.", show_default=False),
]
TagNames = Annotated[list[str], typer.Argument(metavar="TAG...", help="Tags.")]
TagOption = Annotated[list[str] | None, typer.Option("--tag", help="Tag; may be given more than once.")]


@dataclass(repr=False, eq=False)
class SnapshotFilter:
    """Which snapshots are meant."""

    league: Leagues = None
    season: Season = ""
    week: Week = None
    tag: Annotated[
        list[str] | None,
        typer.Option(help="Tag; may be given more than once, for snapshots that have all of them."),
    ] = None
    locked: Annotated[
        bool | None,
        typer.Option("--locked/--unlocked", help="Only locked snapshots, or only unlocked ones.", show_default=False),
    ] = None

    def filters(self, *, due: datetime | None = None) -> "tuple[Filter, ...]":
        """The filters for these snapshots; `due` adds that they are due to be locked at that time."""
        from bbprops_cli.queries.snapshots import find

        return find.filters(self.league, self.season, self.week, tags=self.tag or [], locked=self.locked, due=due)


@dataclass(repr=False, eq=False)
class Details:
    """What is stored about a snapshot, apart from its name, league, season and week."""

    title: Annotated[
        Text, typer.Option("--title", "--name", help="Title, such as NFL week 5, 2025.", show_default=False)
    ] = None
    description: Annotated[Text, typer.Option(help="What the snapshot is for.", show_default=False)] = None
    tag: TagOption = None
    lock_at: Annotated[
        Text,
        typer.Option(
            metavar="WHEN",
            help="When to lock it: 2025-10-05T17:00Z, +2h, `never`, or `kickoff`, its earliest game as of now.",
            show_default=False,
        ),
    ] = None
    model_version: Annotated[
        Text, typer.Option(help="Version of the model; new snapshots get v1.0.0.", show_default=False)
    ] = None
    config: Annotated[
        Text, typer.Option(metavar="JSON", help="Settings of the model run, as a JSON object.", show_default=False)
    ] = None
    features_path: Annotated[
        Text, typer.Option(help="Path or URL of the features of the model.", show_default=False)
    ] = None
    game_date: Annotated[Text, typer.Option(metavar="WHEN", help="Day of the games.", show_default=False)] = None

    def values(self) -> dict[str, Any]:
        """The columns that were given, by name, without `lock_at`; an empty text empties its column.

        Raises UsageError or InvalidInput for a value that cannot be stored.
        """
        from bbprops_cli.rules.snapshots.shape import config_text, storable_text, tags_text
        from bbprops_cli.rules.values.typed_time import parse_instant
        from bbprops_cli.tasks.reader_time import for_reader

        if self.model_version == "":
            raise UsageError("--model-version cannot be empty")
        texts = {"name": self.title, "description": self.description, "model_version": self.model_version}
        texts |= {"features_path": self.features_path}
        values: dict[str, Any] = {
            column: storable_text(_OPTIONS[column], text) for column, text in texts.items() if text is not None
        }
        if self.config is not None:
            values["config"] = config_text(self.config or "{}")
        if self.game_date is not None:
            values["game_date"] = (
                parse_instant(self.game_date, for_reader(), option="--game-date") if self.game_date else None
            )
        if self.tag:
            values["tags"] = tags_text(self.tag)
        return values


# By the column that they set.
_OPTIONS = {
    "name": "--title",
    "description": "--description",
    "model_version": "--model-version",
    "features_path": "--features-path",
}
