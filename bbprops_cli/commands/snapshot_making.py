"""What `snapshots create` and `delete` do: one transaction each, and a word on how many props came or went."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from bbprops_cli.db.connection.writing import writing
from bbprops_cli.output import console
from bbprops_cli.output.values import instant
from bbprops_cli.queries.snapshots import capture as snapshot_capture
from bbprops_cli.queries.snapshots import find as snapshots
from bbprops_cli.rules.cache.keys import ALL_SNAPSHOTS
from bbprops_cli.rules.snapshots import capture as capturing
from bbprops_cli.rules.snapshots.lock import lock_time
from bbprops_cli.rules.snapshots.shape import league_of


class Choice(NamedTuple):
    """The part of the board that a capture is of."""

    leagues: list[str]
    season: str
    week: int | None
    upcoming: bool


def create(values: dict[str, Any], choice: Choice, *, capture: bool, lock_at: str | None, dry_run: bool) -> None:
    """Make a snapshot of these columns, empty or with a part of the board in it."""
    now, props = datetime.now(UTC), 0
    own: dict[str, Any] = {"season": choice.season or None, "week": choice.week}
    # What is looked at is what is copied, whatever is imported between the two.
    with writing(dry_run=dry_run, isolation="REPEATABLE READ", touches=(ALL_SNAPSHOTS,)) as db:
        kickoff = None
        if capture:
            wanted = snapshot_capture.chosen(*choice[:3], upcoming=choice.upcoming, now=now)
            found = capturing.content(snapshot_capture.look(db, wanted))
            own = {"league": found.league, "season": found.season, "week": found.week, "game_date": found.game_date}
            kickoff = found.kickoff
        else:
            own["league"] = league_of(choice.leagues)
        if lock_at is not None:
            values["lock_at"] = lock_time(lock_at, now, lambda: kickoff)
        made = snapshots.create(db, own | values)
        if capture:
            props = snapshot_capture.copy(db, wanted, made.id)
    done = f"{'would have ' if dry_run else ''}created {made.name}"
    held = f" with {console.counted(props, 'props')} of {own['league']}" if capture else ""
    due = f", due to be locked at {instant(values['lock_at'], UTC)}" if values.get("lock_at") else ""
    console.report(done + held + due, changed=not dry_run)


def delete(snapshot: str, *, keep_props: bool, yes: bool, confirm: str, dry_run: bool) -> None:
    """Say what would go and what would lose its reference, ask, and delete."""
    from bbprops_cli.commands.shared import confirmation
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.reading import reading
    from bbprops_cli.db.connection.retry import retried
    from bbprops_cli.db.connection.target import target
    from bbprops_cli.queries.snapshots import delete as snapshot_removal

    where = target()
    with reading(where) as db:
        held = snapshot_removal.held(db, snapshot)
        mark = environment.bare(db)
    props = console.counted(held.props, "props")
    referring = [console.counted(number, noun) for noun, number in held.references.items() if number]
    parts = ["1 snapshot", *[f"{props}{' become inactive history' if keep_props else ''}"] * bool(held.props)]
    parts += [f"{each} lose their reference" for each in referring]
    if not dry_run:
        rows = 1 + (0 if keep_props else held.props)
        question = f"Delete snapshot {held.candidate.name}?"
        confirmation.ask(
            question, confirmation.Loss(where, mark, rows, parts), yes=yes, confirm=confirm, allow_production=True
        )

    def work_once() -> None:
        with writing(where, dry_run=dry_run) as db:
            snapshot_removal.delete(db, held, keep_props=keep_props)

    retried(work_once)
    fate = "left as history" if keep_props else "gone with it"
    lost = "".join(f"; {each} lost their reference" for each in referring)
    done = f"{'would have ' if dry_run else ''}deleted {held.candidate.name}, {props} {fate}{lost}"
    console.report(done, changed=not dry_run)
