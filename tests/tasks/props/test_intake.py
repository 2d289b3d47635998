"""An import of props, without a screen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import Options
from bbprops_cli.tasks.props import intake
from bbprops_cli.tasks.props.intake import Destination, Files, Taken
from bbprops_cli.tasks.rejects import Rejects
from tests.databases import Database

pytestmark = pytest.mark.usefixtures("target")
HEADER = "player,market,line\n"


class Told:
    """What an import told of its progress: the bytes to read, then the rows and bytes read so far."""

    def __init__(self) -> None:
        self.size = 0
        self.seen: list[tuple[int, int]] = []

    @contextmanager
    def progress(self, size: int) -> Iterator[Callable[[int, int], None]]:
        self.size = size
        yield lambda rows, position: self.seen.append((rows, position))


def take_in(*paths: Path, told: Told, sync: bool = False, dry_run: bool = False) -> Taken:
    files = Files([*paths], "auto", Options(league="NBA"))
    rejects = Rejects(None, None, lambda _: None)
    return intake.take_in(files, Destination(sync=sync), rejects, dry_run=dry_run, progress=told.progress)


def rows(number: int) -> str:
    return HEADER + "".join(f"Player {each},points,{each % 40}.5\n" for each in range(number))


def test_intake_tells_rows_and_bytes_of_all_files(tmp_path: Path) -> None:
    first, second, told = tmp_path / "first.csv", tmp_path / "second.csv", Told()
    first.write_text(rows(1500))
    second.write_text(rows(1500).replace("points", "rebounds"))

    taken = take_in(first, second, told=told)

    assert taken.counts["inserted"] == taken.counts["read"] == 3000
    assert told.size == first.stat().st_size + second.stat().st_size
    assert [number for number, _ in told.seen] == [1000, 2000, 3000]
    assert told.seen[1][1] > first.stat().st_size


def test_intake_counts_by_platform(tmp_path: Path) -> None:
    (file := tmp_path / "file.csv").write_text(rows(2) + rows(2).removeprefix(HEADER))

    taken = take_in(file, told=Told())

    assert (taken.counts["inserted"], taken.counts["duplicate"]) == (2, 2)
    assert taken.platforms["manual"]["inserted"] == 2


def test_dry_run_of_an_intake_counts_and_stores_nothing(tmp_path: Path, database: Database) -> None:
    (file := tmp_path / "file.csv").write_text(rows(2))

    assert take_in(file, told=Told(), dry_run=True).counts["inserted"] == 2
    assert database.rows("SELECT count(*) FROM prop_markets") == [(0,)]


def test_incomplete_file_never_empties_the_board(tmp_path: Path, database: Database) -> None:
    (file := tmp_path / "file.csv").write_text(rows(3))
    take_in(file, told=Told())
    file.write_text(rows(1) + ",points,7.5\n")

    with pytest.raises(InvalidInput, match="--sync needs complete files, but 1 row was rejected; nothing was imported"):
        take_in(file, told=Told(), sync=True)

    assert database.rows("SELECT count(*) FROM prop_markets WHERE is_active") == [(3,)]
