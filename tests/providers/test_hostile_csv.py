"""Hostile CSV: any bytes and any table give props, rejects or one clear error."""

import csv
import io
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.csv_samples import are_american
from bbprops_cli.rules.props.prop import CONTENT
from tests.providers.reading import HEAD, ROW, Result, read_text

CELL = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["4.5", "o4.5", "-110", "1.91", "Over", "EVEN", "2025-10-05", '{"a":"\\ud800"}', "Points", "h2h", "=1+1", '"', ""]
)
HEADERS = st.lists(st.sampled_from([*CONTENT, "side", "book", "game", "dk_line", "dk_over", "note", ""]), max_size=8)
ROWS = st.lists(st.lists(CELL, max_size=11), max_size=6)
# Cells of a row that is good under any of these headers, by title.
GOOD = {
    **dict.fromkeys(("player", "player_name"), "Zoe Quist"), **dict.fromkeys(("market", "market_type"), "Points"),
    "side": "Over", "dk_line": "4.5", "week": "5", "season": "2025", "game_date": "2025-10-05", "league": "NBA",
}  # fmt: skip


def read_or_refused(content: bytes, **options: Any) -> Result | None:
    """The result, after checks that hold for any CSV; None if the file was refused."""
    try:
        result = read_text(content, "csv", **options)
    except InvalidInput:
        return None
    assert all(isinstance(reject.reason, str) for reject in result.rejects)
    assert all(prop.player_name and abs(prop.line) <= 1_000_000 for prop in result.props)
    return result


@given(st.binary(max_size=200) | st.text(st.characters(codec="utf-8"), max_size=50).map(str.encode))
@example(b"\xff\xfe")
@example(b"\xff\xfea")
@example(b"\x1f\x8b")
def test_any_bytes_behind_a_good_row_leave_it_a_prop_unless_they_are_not_text(content: bytes) -> None:
    read_or_refused(content)
    result = read_or_refused(HEAD.encode() + ROW.encode() + content, odds_format="american")

    try:
        content.decode()
    except UnicodeDecodeError:
        # What could be text of Windows is read as that.
        assert result is None or result.columns("player_name", "line")[0] == ("Ana Ruiz", 20.5)
    else:
        assert result
        assert result.columns("player_name", "line")[0] == ("Ana Ruiz", 20.5)


@given(HEADERS, ROWS, st.sampled_from(["american", "decimal"]))
def test_any_table_is_read_to_its_end_and_a_good_row_in_it_becomes_a_prop(
    header: list[str], rows: list[list[str]], odds_format: str
) -> None:
    table = table_of(header, rows)
    assume(not are_american(table, 2))  # such a `line` is a price
    cells = GOOD | dict.fromkeys(("odds", "under_odds", "dk_over"), "-110" if odds_format == "american" else "1.91")
    # Lines that begin with a side make a table without other sides one of rows per side.
    has_sides = any(row[2].strip()[:1].lower() in {"o", "u"} for row in table)
    cells["line"] = "o4.5" if has_sides else "4.5"
    titles = ["player", "market", "line", *header]
    good = [cells.get(title, "") for title in titles]

    result = read_or_refused(as_csv([titles, *table, good]), odds_format=odds_format)

    assert result
    assert "Zoe Quist" in [prop.player_name for prop in result.props]
    skipped = sum(int(note.rpartition(": ")[2]) for note in result.reading.notes if "skipped" in note)
    found = len(result.props) + len(result.rejects) + result.reading.duplicates + skipped
    assert found >= sum(any(row) for row in table) + 1


@given(HEADERS, ROWS)
def test_any_table_is_refused_only_for_the_format_of_its_prices(header: list[str], rows: list[list[str]]) -> None:
    table = table_of(header, rows)
    assume(not are_american(table, 2))
    content = as_csv([["player", "market", "line", *header], *table])

    if read_or_refused(content) is None:
        with pytest.raises(InvalidInput) as refused:
            read_text(content, "csv")
        assert "--odds-format" in refused.value.hint


def table_of(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    """The rows made as wide as the header and the three columns before it."""
    width = len(header) + 3
    return [(row * width)[:width] if row else [""] * width for row in rows]


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
