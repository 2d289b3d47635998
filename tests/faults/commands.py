"""The commands that `make faults` disturbs, and which states of the database are right after them."""

from collections.abc import Callable

from bbprops_cli.db.connection.target import parse
from bbprops_cli.db.schema import guards
from tests import snapshots
from tests.faults.bench import DUE, IMPORTED, Bench, Outcome, Scene

Command = Callable[[Scene], tuple[str, ...]]
BOARD_FILE, SNAPSHOT_FILE, BACKUP_FILE = "board.csv", "week-5.jsonl", "backup"


def import_(scene: Scene) -> tuple[str, ...]:
    """Import a file onto the board, where it changes, adds and deactivates props."""
    return ("props", "import", scene.new_file, *IMPORTED)


def lock(_: Scene) -> tuple[str, ...]:
    """Lock one snapshot."""
    return ("snapshots", "lock", "week-5")


def lock_due(_: Scene) -> tuple[str, ...]:
    """Lock the snapshots that are due."""
    return ("snapshots", "lock", "--due")


def list_(_: Scene) -> tuple[str, ...]:
    """List the board."""
    return ("props", "list", "-o", "csv")


def export(scene: Scene) -> tuple[str, ...]:
    """Export the board to a file."""
    return ("props", "export", str(scene.folder / BOARD_FILE))


def export_snapshot(scene: Scene) -> tuple[str, ...]:
    """Export a snapshot to a file."""
    return ("snapshots", "export", "week-5", str(scene.folder / SNAPSHOT_FILE))


def export_to_stdout(_: Scene) -> tuple[str, ...]:
    """Export the board to stdout."""
    return ("props", "export")


def backup(scene: Scene) -> tuple[str, ...]:
    """Back the database up."""
    return ("db", "backup", str(scene.folder / BACKUP_FILE))


def imported(bench: Bench, scene: Scene, found: Outcome) -> bool:
    """Whether the board is the new one; a fault if it is neither the old nor the new one."""
    board = scene.board()
    new = board == bench.reference(scene.database.kind, import_).board
    old = board == bench.old_boards[scene.database.kind]
    found.check(old or new, "state", "the board is neither the old nor the new one")
    return new


def locked(scene: Scene, found: Outcome) -> list[str]:
    """The locked snapshots; a fault if one lacks its digest, or its content has another one."""
    wrong = scene.database.rows("SELECT 1 FROM snapshots WHERE is_locked <> (content_sha256 IS NOT NULL)")
    found.check(not wrong, "state", "a snapshot is locked without a digest, or has a digest and is not locked")
    problems = [problem for each in snapshots.problems(scene.database).values() for problem in each]
    found.check(not problems, "state", "a locked snapshot does not have its digest")
    found.check(not guards.differences(parse(scene.database.url)), "state", "guards are missing")
    return snapshots.locked(scene.database)


def check_due(scene: Scene, found: Outcome, *, all_of_them: bool) -> None:
    """Check the snapshots that `lock --due` locked; after exit code 0 none is left."""
    names = locked(scene, found)
    found.check(set(names) <= set(DUE), "state", "a snapshot is locked that was not due")
    found.check(not all_of_them or names == sorted(DUE), "exit code", "exit code 0 although a snapshot is left due")


def check_file(scene: Scene, name: str, whole: bytes, found: Outcome, *, must_exist: bool) -> None:
    """Check that a file is whole or missing."""
    file = scene.folder / name
    if file.exists():
        found.check(file.read_bytes() == whole, "state", f"{name} is incomplete and looks whole")
    else:
        found.check(not must_exist, "exit code", f"exit code 0 without {name}")


def check_beside(scene: Scene, name: str, found: Outcome, situation: str = "") -> Outcome:
    """Check that nothing lies beside a file except the database, such as an unfinished file."""
    others = [path.name for path in scene.folder.iterdir() if path.name != name and "bbprops.db" not in path.name]
    return found.check(not others, "other", f"an unfinished file was left{situation}")


def doctor(_: Scene) -> tuple[str, ...]:
    """Check the set-up."""
    return ("doctor",)
