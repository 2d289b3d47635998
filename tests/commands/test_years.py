"""Times in any year that a database can store: shown with four digits, or named in a sentence."""

from typing import Any

import pytest

from tests import snapshots
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_experiment, new_prop, new_slip, new_user

COLUMNS = {"props": "prop_markets.game_date", "snapshots": "snapshots.lock_at", "users": "users.last_login_at"}
COLUMNS |= {"experiments": "experiments.created_at", "slips": "saved_slips.created_at"}
FAR = ["10000-01-01 00:00+00", "294276-12-31 00:00+00", "0044-03-15 00:00+00 BC"]


@pytest.fixture
def row(database: Database, noun: str) -> str:
    """The id of the only row of the noun."""
    make: dict[str, Any] = {"props": new_prop, "users": new_user, "experiments": new_experiment, "slips": new_slip}
    if noun == "snapshots":
        snapshots.make(database, props=1)
    else:
        with database.session() as work:
            make[noun](work)
    table = COLUMNS[noun].partition(".")[0]
    return str(database.rows(f"SELECT id FROM {table}")[0][0])


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("noun", COLUMNS)
@pytest.mark.parametrize("moment", FAR)
def test_list_and_show_name_the_row_with_a_year_that_python_cannot_hold(
    run: Run, database: Database, noun: str, row: str, moment: str
) -> None:
    table, column = COLUMNS[noun].split(".")
    database.rows(f"UPDATE {table} SET {column} = '{moment}'")

    for args in (["list"], ["list", "-o", "csv", "--limit", "0"], ["show", row]):
        result = run(noun, *args)

        assert (result.exit_code, result.stdout) == (5, ""), result.stderr
        assert f"{column} of {row} in {table} is {moment[:4]}" in result.stderr
        assert f"UPDATE {table} SET {column}" in result.stderr


@pytest.mark.parametrize("kind", ["postgresql"])
@pytest.mark.parametrize("noun", ["props"])
def test_update_of_a_row_with_a_year_that_python_cannot_hold_is_a_sentence(
    run: Run, database: Database, row: str
) -> None:
    database.rows("UPDATE prop_markets SET game_date = '10000-01-01 00:00+00'")

    result = run("props", "update", row, "--line", "3.5")

    assert result.exit_code == 5, result.stderr
    assert "outside the years 1 to 9999" in result.stderr


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("noun", ["props"])
def test_list_names_the_row_of_sqlite_with_text_that_is_not_a_time(run: Run, database: Database, row: str) -> None:
    database.rows("UPDATE prop_markets SET game_date = '10000-01-01 00:00:00.000000'")

    result = run("props", "list")

    dashed = f"{row[:8]}-{row[8:12]}-{row[12:16]}-{row[16:20]}-{row[20:]}"
    assert result.exit_code == 5
    assert f"game_date of {dashed} holds '10000-01-01" in result.stderr


@pytest.mark.parametrize("noun", ["props"])
@pytest.mark.parametrize("year", ["0001", "0044", "0999", "9999"])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.usefixtures("row")
def test_list_shows_years_with_four_digits_in_any_zone(run: Run, database: Database, year: str, zone: str) -> None:
    moment = f"{year}-12-31 23:59:59.000000" if year == "9999" else f"{year}-01-01 00:00:00.000000"
    database.rows(f"UPDATE prop_markets SET game_date = '{moment}{'+00' * (database.kind == 'postgresql')}'")

    for fmt in ("table", "json", "csv"):
        result = run("props", "list", "--tz", zone, "-o", fmt, "--fields", "game_date")

        assert result.exit_code == 0, result.stderr
        year_shown = {"0044": "004", "0999": "099"}.get(year, year)
        assert year_shown in result.stdout
