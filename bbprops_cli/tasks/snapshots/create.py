"""Create a snapshot: empty, or with the part of the board that it captures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bbprops_cli.db.connection.writing import writing
from bbprops_cli.queries.snapshots import capture, changes
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS
from bbprops_cli.rules.snapshots.capture import content
from bbprops_cli.rules.snapshots.lock import lock_time
from bbprops_cli.rules.snapshots.shape import league_of
from bbprops_cli.tasks.reader_time import for_reader


class Contents(NamedTuple):
    """What a snapshot is of; with `capture`, the active props of the board to copy into it."""

    leagues: list[str]
    season: str
    week: int | None
    capture: bool
    upcoming: bool  # copy only props of games that have not begun


class Created(NamedTuple):
    """A new snapshot, the number of props copied into it (None for an empty one), and when it is due to be locked."""

    name: str
    league: str
    props: int | None
    lock_at: datetime | None


def create_snapshot(values: Mapping[str, object], contents: Contents, *, lock_at: str | None, dry_run: bool) -> Created:
    """Create a snapshot in one transaction; `lock_at` is text as typed, such as `kickoff`.

    `values` are further columns and take precedence over what the props say. Raises Conflict when the name is taken,
    when no prop is to be copied, or when the props belong to several seasons.
    """
    columns: dict[str, Any] = {"league": league_of(contents.leagues), "season": contents.season or None}
    columns |= {"week": contents.week}
    kickoff: datetime | None = None
    props: int | None = None
    # One state of the database for both reads: an import between them must not add props.
    with writing(dry_run=dry_run, isolation="REPEATABLE READ", touches=(ALL_SNAPSHOTS,)) as db:
        now = db.now()
        if contents.capture:
            request = capture.request_for(*contents[:3], upcoming=contents.upcoming, now=now)
            found = content(capture.summarise(db, request))
            columns = {name: getattr(found, name) for name in ("league", "season", "week", "game_date")}
            kickoff = found.kickoff
        columns |= values
        if lock_at is not None:
            columns["lock_at"] = lock_time(lock_at, for_reader(now), lambda: kickoff)
        key = changes.create(db, columns)
        if contents.capture:
            props = capture.copy(db, request, key.id)
    return Created(key.name, columns["league"], props, columns.get("lock_at"))
