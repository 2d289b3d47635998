"""Import props from files in one transaction, with every row accounted for."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.errors import ConfirmationNeeded, InvalidInput
from bbprops_cli.providers import Options, read
from bbprops_cli.providers.source import Source
from bbprops_cli.queries.props import imports, known_games
from bbprops_cli.queries.props.import_deactivation import Extent, extents
from bbprops_cli.queries.props.import_rows import Counts, Loaded
from bbprops_cli.rules.cache import keys as cache_keys
from bbprops_cli.rules.props.identities import Identities
from bbprops_cli.rules.props.prop import Prop, Reject
from bbprops_cli.rules.props.sync_losses import Loss
from bbprops_cli.rules.values.wording import counted
from bbprops_cli.tasks.progress import Progress
from bbprops_cli.tasks.rejects import Rejects

TOLD_EVERY = 1000  # rows, as asking a file for its position takes time
# Formats whose files hold games; files of the others hold whole leagues.
BY_GAME = {
    "odds-api",
    "csv",
    "draftkings",
    "fanduel",
    "bovada",
    "pinnacle",
    "odds-api-io",
    "sports-game-odds",
    "bettingpros",
    "optic-odds",
}
CHANGES = ("inserted", "updated", "deactivated")
COUNTS = ("read", "inserted", "updated", "unchanged", "skipped", "duplicate", "rejected", "deactivated")


class Files(NamedTuple):
    """Files to import: `fmt` is one of `providers.NAMES` or "auto", `known` is what the files need not say."""

    paths: list[Path]
    fmt: str
    known: Options


class Destination(NamedTuple):
    """Where imported props go, and what becomes of stored ones."""

    snapshot: str = ""  # its name or id; the board without one
    on_conflict: imports.OnConflict = "update"
    sync: bool = False  # also deactivate what the board has of the games or leagues of the files and the files have not
    force: bool = False  # sync even if rows are rejected or the files have no props
    allow_large: bool = False  # sync even if most of a board would go


def _would_deactivate(losses: tuple[Loss, ...]) -> str:
    """The beginning of a message about the losses of a sync."""
    return f"--sync would deactivate {', '.join(map(str, losses))}"


class SyncNotConfirmed(ConfirmationNeeded):
    """A sync would deactivate most props of a platform and league, which nobody has confirmed."""

    def __init__(self, losses: tuple[Loss, ...], where: Target, environment: str) -> None:
        super().__init__(
            f"{_would_deactivate(losses)}; nothing was imported",
            hint="check that the files are complete, or pass --allow-large-sync",
        )
        self.losses = losses
        self.where = where
        self.environment = environment


class Taken(NamedTuple):
    """What an import did: rows by what became of them under COUNTS, the same by platform, and remarks on the files."""

    counts: dict[str, int]
    platforms: dict[str, dict[str, int]]
    notes: list[str]


def take_in(
    files: Files,
    destination: Destination,
    rejects: Rejects,
    *,
    dry_run: bool,
    progress: Progress,
    agreed: tuple[Loss, ...] = (),
) -> Taken:
    """Import all files in one transaction: a kill at any moment leaves all of their props or none.

    Raises InvalidInput, and imports nothing, when too many rows are rejected, or when --sync meets files that may be
    incomplete; SyncNotConfirmed for large losses of a sync other than those `agreed` to, except in a dry run; the
    errors of `imports.load` otherwise.
    """
    from bbprops_cli.db.connection import environment
    from bbprops_cli.db.connection.writing import BULK_LOCK_TIMEOUT, writing

    touches, where = set[str](), target()
    with writing(where, dry_run=dry_run, touches=touches, lock_timeout=BULK_LOCK_TIMEOUT) as db:
        snapshot = imports.open_snapshot(db, destination.snapshot) if destination.snapshot else None
        covered = set[Extent]() if destination.sync else None
        identities = Identities(known_games.find(db, snapshot.id if snapshot else None))
        intake = Intake(files, rejects, progress, identities, covered, force_sync=destination.force)
        loaded = imports.load(db, intake, snapshot=snapshot, on_conflict=destination.on_conflict, covered=covered)
        if loaded.losses not in {(), agreed} and not (destination.allow_large or dry_run):
            raise SyncNotConfirmed(loaded.losses, where, environment.read_from_driver(db))
        touches |= _touched(loaded, on_board=snapshot is None)
    notes = intake.notes + (_differences(snapshot, loaded) if snapshot else [])
    if loaded.losses and dry_run and not destination.allow_large:
        notes.append(
            f"--sync would deactivate {', '.join(map(str, loaded.losses))}; without --allow-large-sync it asks first"
        )
    platforms = {platform: asdict(counts) for platform, counts in loaded.platforms.items()}
    return Taken(_counts(intake, loaded), platforms, notes)


@dataclass
class Intake:
    """The props of the files, read in turn; rejected rows go to `rejects`."""

    files: Files
    rejects: Rejects
    progress: Progress
    identities: Identities
    covered: set[Extent] | None = None  # filled with the games or leagues that the files cover
    force_sync: bool = False
    good: int = 0
    duplicate: int = 0
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Prop]:
        sources = {
            file: Source(file, sheet=self.files.known.sheet) for file in dict.fromkeys(self.files.paths)
        }  # stdin can be read once only
        for source in sources.values():
            source.beside = tuple(other for other in sources.values() if other is not source)
        with self.progress(sum(source.size for source in sources.values())) as seen:
            behind = 0  # bytes of the files that have been read
            for file in self.files.paths:
                source = sources[file]
                for prop in self._props(file, source):
                    self.good += 1
                    if self.good % TOLD_EVERY == 0:
                        seen(self.good, behind + source.position)
                    yield prop
                behind += source.size
        if self.covered is not None and not self.force_sync:
            self._require_whole()
        self.rejects.require_some(self.good)

    def _props(self, file: Path, source: Source) -> Iterator[Prop]:
        reading = read(source, fmt=self.files.fmt, options=self.files.known, identities=self.identities)
        for item in reading:
            if isinstance(item, Reject):
                self.rejects.add(item)
                continue
            if self.covered is not None:
                by_period, by_game = extents(item)
                self.covered.add(by_game if reading.format in BY_GAME else by_period)
            yield item
        self.duplicate += reading.duplicates
        self.notes += [f"{file}: {line}" for line in (*source.notes, *reading.notes)]

    def _require_whole(self) -> None:
        """Raise InvalidInput for files that may be incomplete: a broken download must not empty the board."""
        if self.rejects.number or not self.good:
            self.rejects.say_why()
            number = self.rejects.number
            were = "was" if number == 1 else "were"
            reason = f"{counted(number, 'rows')} {were} rejected" if number else "the files have no props"
            raise InvalidInput(
                f"--sync needs complete files, but {reason}; nothing was imported",
                hint="Repair the files, or pass --force-sync to deactivate the props that they do not have.",
            )


def _touched(loaded: Loaded, *, on_board: bool) -> set[str]:
    """The cache tags to invalidate."""
    if not any(loaded.total(name) for name in CHANGES):
        return set()
    if loaded.moved:
        return {cache_keys.EVERYTHING}
    leagues = {league for league, _ in loaded.weeks} | loaded.left
    return cache_keys.league_tags(leagues) if on_board else {cache_keys.ALL_SNAPSHOTS}


def _differences(target: imports.TargetSnapshot, loaded: Loaded) -> list[str]:
    """One sentence for each imported league and week that is not the league and week of the snapshot."""
    notes = []
    for league, week in sorted(loaded.weeks, key=str):
        if league != target.league or (target.week is not None and week != target.week):
            found, own = _called(league, week), _called(target.league, target.week)
            notes.append(f"snapshot {target.name} is of {own}; these props include {found}")
    return notes


def _called(league: str, week: int | None) -> str:
    return league if week is None else f"{league} week {week}"


def _counts(intake: Intake, loaded: Loaded) -> dict[str, int]:
    counts = {name: loaded.total(name) for name in Counts.__slots__}
    counts["duplicate"] += intake.duplicate
    counts["rejected"] = intake.rejects.number
    counts["read"] = intake.good + intake.duplicate + intake.rejects.number
    return counts
