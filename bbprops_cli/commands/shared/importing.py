"""`props import`: files through a provider into one transaction, with every row accounted for."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bbprops_cli.catalog import Column
from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.output import console, formats
from bbprops_cli.providers import Options, read
from bbprops_cli.providers.source import Source
from bbprops_cli.queries.props import imports, retire
from bbprops_cli.queries.props.import_rows import Counts, Loaded
from bbprops_cli.rules.cache import keys as cache_keys
from bbprops_cli.rules.props.odds_format import OddsFormat
from bbprops_cli.rules.props.prop import Prop, Reject
from bbprops_cli.tasks.rejects import Rejects, gathered

SHOWN_EVERY = 1000
BY_GAME = {"odds-api", "csv"}  # such a file holds whole games, the others whole leagues
WRITTEN = ("inserted", "updated", "deactivated")
COUNTS = ("read", "inserted", "updated", "unchanged", "skipped", "repeated", "rejected", "deactivated")


@dataclass
class Intake:
    """The files of one call, read in turn; what is no good goes to the rejects."""

    files: list[Path]
    fmt: str
    options: Options
    rejects: Rejects
    sync: set[retire.Scope] | None = None  # filled with what the files answer for
    force: bool = False
    good: int = 0
    repeated: int = 0
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Prop]:
        sources = {file: Source(file) for file in dict.fromkeys(self.files)}  # stdin can be read once only
        with console.progress() as progress:
            task = progress.add_task("reading", total=sum(source.size for source in sources.values()), rate="")
            behind, started = 0, time.monotonic()
            for file in self.files:
                source = sources[file]
                for prop in self._one(file, source):
                    self.good += 1
                    if self.good % SHOWN_EVERY == 0:
                        rate = f"{self.good / (time.monotonic() - started):,.0f} rows/s"
                        progress.update(task, completed=behind + source.position, rate=rate)
                    yield prop
                behind += source.size
            progress.update(task, completed=behind)
        if self.sync is not None and not self.force:
            self._require_whole()
        self.rejects.require_some(self.good)

    def _require_whole(self) -> None:
        """A broken download must not empty the board."""
        if self.rejects.number or not self.good:
            self.rejects.say_why()
            what = f"{self.rejects.number:,} rows are rejected" if self.rejects.number else "there is no prop in it"
            raise InvalidInput(
                f"--sync retires what a file no longer has, and {what}; nothing was imported.",
                hint="Mend the file, or add --force-sync.",
            )

    def _one(self, file: Path, source: Source) -> Iterator[Prop]:
        reading = read(source, fmt=self.fmt, options=self.options)
        for item in reading:
            if isinstance(item, Reject):
                self.rejects.add(item)
                continue
            if self.sync is not None:
                by_period, by_game = retire.scopes(item)
                self.sync.add(by_game if reading.format in BY_GAME else by_period)
            yield item
        self.repeated += reading.duplicates
        self.notes += [f"{file}: {line}" for line in reading.notes]


def options(
    league: str, season: str, week: int | None, platform: str, odds_format: OddsFormat, columns: list[str]
) -> Options:
    """What the command line says about the files; raises UsageError for a --map that is not COLUMN=HEADER."""
    return Options(
        league=league or None,
        season=season or None,
        week=week,
        platform=platform or None,
        odds_format=odds_format,
        columns=mapping(columns),
    )


def mapping(pairs: list[str]) -> dict[str, str]:
    """Headers by column, as --map has them; raises UsageError for what is not COLUMN=HEADER."""
    mapped = {}
    for pair in pairs:
        column, equals, header = pair.partition("=")
        if not (column and equals and header):
            raise UsageError(f"--map {pair!r} is not COLUMN=HEADER.", hint='Write --map line="Total Points".')
        mapped[column.strip()] = header
    return mapped


def run(
    files: list[Path],
    *,
    fmt: str,
    options: Options,
    snapshot: str,
    on_conflict: imports.OnConflict,
    max_errors: int | None,
    rejects: Path | None,
    sync: bool,
    force_sync: bool,
    dry_run: bool,
    output: str | None,
) -> None:
    """All files in one transaction: a kill at any moment leaves all of it or nothing."""
    if (sync or force_sync) and snapshot:
        raise UsageError("--sync is about the board; a snapshot has nothing to retire.")
    sync = sync or force_sync
    from bbprops_cli.db.connection.writing import BULK_LOCK_TIMEOUT, writing

    touches = set[str]()
    unit = writing(dry_run=dry_run, touches=touches, lock_timeout=BULK_LOCK_TIMEOUT)
    with gathered(rejects, max_errors, console.warn) as rejected, unit as (db):
        goal = imports.open_snapshot(db, snapshot) if snapshot else None
        intake = Intake(files, fmt, options, rejected, set() if sync else None, force_sync)
        loaded = imports.load(db, intake, snapshot=goal, on_conflict=on_conflict, covered=intake.sync)
        touches |= _touched(loaded, on_board=goal is None)
    for line in intake.notes:
        console.note(line)
    if goal:
        _note_differences(goal, loaded)
    _report(intake, loaded, dry_run=dry_run, output=output)
    rejected.finish()


def _touched(loaded: Loaded, *, on_board: bool) -> set[str]:
    if not any(loaded.total(name) for name in WRITTEN):
        return set()
    if loaded.moved:
        return {cache_keys.EVERYTHING}
    leagues = {league for league, _ in loaded.weeks} | loaded.left
    return cache_keys.league_tags(leagues) if on_board else {cache_keys.ALL_SNAPSHOTS}


def _note_differences(goal: imports.Snapshot, loaded: Loaded) -> None:
    for league, week in sorted(loaded.weeks, key=str):
        if league != goal.league or (goal.week is not None and week != goal.week):
            found = league if week is None else f"{league} week {week}"
            own = goal.league if goal.week is None else f"{goal.league} week {goal.week}"
            console.note(f"snapshot {goal.name} is of {own}; these props include {found}")


def _report(intake: Intake, loaded: Loaded, *, dry_run: bool, output: str | None) -> None:
    repeated = loaded.total("repeated") + intake.repeated
    counts: dict[str, Any] = {name: loaded.total(name) for name in Counts.__slots__}
    counts |= {
        "repeated": repeated,
        "rejected": intake.rejects.number,
        "read": intake.good + intake.repeated + intake.rejects.number,
    }
    if output:
        columns = [(Column(name, "int", name, 1), counts[name]) for name in COUNTS]
        formats.show_one(columns, fmt=output)
    done = ", ".join(f"{counts[name]:,} {name}" for name in COUNTS[1:] if counts[name] or name == "inserted")
    changed = any(counts[name] for name in WRITTEN)
    console.report(
        f"{'would have ' if dry_run else ''}read {counts['read']:,}: {done}", changed=changed and not dry_run
    )
    for platform, by_platform in sorted(loaded.platforms.items()):
        parts = ", ".join(f"{value:,} {name}" for name, value in asdict(by_platform).items() if value)
        console.detail(f"  {platform}: {parts}")
