"""`props export`, and that what goes out comes in again, byte for byte, on either database."""

import gzip
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.session import driver_db, session
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import read
from bbprops_cli.queries.props import export as exports
from bbprops_cli.queries.props import imports
from bbprops_cli.queries.props.selection import BOARD
from bbprops_cli.rules.props.prop import CONTENT, Prop
from bbprops_cli.rules.values.exact_json import LARGEST
from bbprops_cli.rules.values.wording import size
from bbprops_cli.tasks.props import parquet
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_prop

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
optional = st.none() | texts
prices = st.none() | st.floats(1, 1001, exclude_min=True)
finite = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)  # an import refuses larger numbers, and names them
    | st.floats(-LARGEST, LARGEST)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
lines = st.floats(-1e6, 1e6).map(lambda line: line + 0.0)  # no reader lets -0.0 in
years = st.none() | st.integers(1900, 2199).map(str)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(days=-25_000), timedelta(days=80_000)).map(lambda since: EPOCH + since)
stored_props = st.builds(
    Prop,
    week=st.none() | st.integers(0, 53), league=texts, season=years, player_id=optional,
    player_name=texts,
    position=optional, team=optional, opponent=optional, market_type=texts, stat_category=optional, period=texts,
    variant=texts, line=lines, odds=prices, under_odds=prices, platform=texts,
    external_id=texts, game_id=optional,
    game_date=st.none() | moments,
    is_active=st.just(True), extra_metadata=st.dictionaries(texts, json_values, max_size=4),
)  # fmt: skip


def exported(database: Database, fmt: str, path: Path) -> bytes:
    from bbprops_cli.catalog import PROPS
    from bbprops_cli.queries.lists.listing import Request

    with reading(parse(database.url)) as db, path.open("w+b") as out:
        exports.write(db, Request(PROPS, BOARD), fmt, out)
    return path.read_bytes()


def store(database: Database, found: list[Any]) -> None:
    database.rows("DELETE FROM prop_markets")
    where = parse(database.url)
    with session(where) as work:
        imports.load(driver_db(work), found, snapshot=None, on_conflict="update")


@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(stored_props, max_size=6, unique_by=lambda prop: (prop.platform, prop.external_id)))
def test_export_of_an_imported_export_has_the_same_bytes(database: Database, fmt: str, found: list[Prop]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store(database, found)
        first = exported(database, fmt, Path(folder, f"first.{fmt}"))
        if found:
            store(database, list(read(Path(folder, f"first.{fmt}"), fmt=fmt)))
        assert exported(database, fmt, Path(folder, "second")) == first


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(stored_props, min_size=1, max_size=6, unique_by=lambda prop: (prop.platform, prop.external_id)))
def test_export_has_the_same_bytes_on_both_databases(
    pg_server: str, pg_template: str, sqlite_template: Path, tmp_path: Path, found: list[Prop]
) -> None:
    from tests import databases

    with databases.postgres_database(pg_server, template=pg_template) as postgresql:
        both = (postgresql, databases.sqlite_database(tmp_path / "same.db", template=sqlite_template))
        for database in both:
            store(database, found)
        for fmt in ("csv", "jsonl"):
            first, second = (exported(database, fmt, tmp_path / "out") for database in both)
            assert first == second


@pytest.fixture
def board(database: Database) -> Database:
    with database.session() as work:
        new_prop(work, "Bo, Sample", platform="b", external_id="2", line=4.0, odds=2.0, under_odds=None)
        new_prop(work, "Ada Example", platform="a", external_id="9", game_date=datetime(2025, 10, 5, 17, tzinfo=UTC))
        new_prop(work, "Gone", platform="a", external_id="1", is_active=False, league="NBA")
    return database


def test_exported_csv_is_ordered_and_exact(run: Run, board: Database) -> None:
    result = run("props", "export")

    header, *rows = result.stdout.splitlines()
    assert header == ",".join(CONTENT)
    assert rows[0].startswith("5,NFL,2025,,Ada Example,")
    assert rows[0].endswith(",a,9,,2025-10-05T17:00:00Z,true,{}")
    assert rows[1] == '5,NFL,2025,,"Bo, Sample",,,,passing_yards,,full,standard,4,2,,b,2,,,true,{}'


def test_export_takes_the_filters_of_a_list(run: Run, board: Database) -> None:
    assert run("props", "export", "--platform", "b").stdout.count("\n") == 2
    assert "Gone" in run("props", "export", "--inactive").stdout
    assert run("props", "export", "--where", "line < 5", "-o", "jsonl").stdout.count("\n") == 1


@pytest.mark.parametrize("name", ["board.csv", "board.csv.gz", "board.jsonl", "board.jsonl.gz", "board.parquet"])
def test_import_of_an_export_changes_nothing(run: Run, board: Database, tmp_path: Path, name: str) -> None:
    result = run("props", "export", name)

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote {name}, {size((tmp_path / name).stat().st_size)}\n"
    assert run("props", "import", name).stderr == "read 2: 0 inserted, 2 unchanged\n"


def test_compressed_exports_of_equal_rows_are_equal(run: Run, board: Database, tmp_path: Path) -> None:
    run("props", "export", "first.csv.gz")
    run("props", "export", "second.csv.gz")

    assert (tmp_path / "first.csv.gz").read_bytes() == (tmp_path / "second.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "first.csv.gz").read_bytes()).decode() == run("props", "export").stdout


def test_error_of_the_parquet_writer_is_reported(
    run: Run, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise InvalidInput("There is no room.")

    monkeypatch.setattr(parquet, "from_csv", fail)
    with database.session() as session:
        new_prop(session, "Ana", extra_metadata={"more": "than a pipe holds" * 20_000})

    result = run("props", "export", "board.parquet", "--all")

    assert (result.exit_code, result.stdout, result.stderr) == (5, "", "error: There is no room.\n")
    assert list(tmp_path.glob("*.parquet")) == []


def test_parquet_can_be_written_to_a_pipe(shell: Run, run: Run, board: Database, tmp_path: Path) -> None:
    with (tmp_path / "piped.parquet").open("wb") as out:
        command = [sys.executable, "-m", "bbprops_cli", "props", "export", "-o", "parquet"]
        assert subprocess.run(command, stdout=out, timeout=60).returncode == 0

    assert run("props", "import", "piped.parquet").stderr == "read 2: 0 inserted, 2 unchanged\n"


def test_exported_json_lines_have_types(run: Run, board: Database) -> None:
    first, second = map(json.loads, run("props", "export", "-o", "jsonl").stdout.splitlines())

    assert (first["game_date"], first["is_active"], first["extra_metadata"]) == ("2025-10-05T17:00:00Z", True, {})
    assert (second["line"], second["odds"], second["under_odds"]) == (4, 2, None)


@pytest.mark.parametrize(
    ("args", "code"),
    [(["board.txt"], 2), (["board.parquet.gz"], 2), (["no/where.csv"], 5), (["x.csv", "-o", "xml"], 2)],
)
def test_export_to_an_impossible_file_is_refused(
    run: Run, board: Database, tmp_path: Path, args: list[str], code: int
) -> None:
    result = run("props", "export", *args)

    assert (result.exit_code, result.stdout) == (code, "")
    assert list(tmp_path.glob("*board*")) == []


def test_failed_export_keeps_the_former_file(run: Run, board: Database, tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("as it was")

    result = run("props", "export", "kept.csv", "--where", "nothing = 1")

    assert result.exit_code == 2
    assert (tmp_path / "kept.csv").read_text() == "as it was"
    assert [path.name for path in tmp_path.glob("*kept*")] == ["kept.csv"]
