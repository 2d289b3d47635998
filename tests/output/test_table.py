"""Tables: what fits stays whole, what does not goes in order of importance, and nothing wraps."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli import invocation
from bbprops_cli.catalog import Column
from bbprops_cli.output import formats
from bbprops_cli.output.table import MOST_RICH_ROWS, display_width
from tests.output.screen import HOSTILE, LINE, PLAYER, captured, on_terminal, props, shown, written

Capsys = pytest.CaptureFixture[str]
COLUMNS = props("id", "league", "player_name", "market_type", "line", "odds", "team")
ROW = ("01a20000-0000-7000-8000-0000000abc12", "NFL", "Patrick Mahomes", "passing_yards", 249.5, 1.91, "KC")


def test_terminal_gets_a_table_with_short_ids() -> None:
    assert on_terminal([ROW], COLUMNS) == [
        "id      league  player           market          line  over odds  team",
        "──────────────────────────────────────────────────────────────────────",
        "0abc12  NFL     Patrick Mahomes  passing_yards  249.5       1.91  KC",
    ]


def test_a_dumb_terminal_is_as_wide_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("LINES", raising=False)

    head, rule, _ = on_terminal([("A" * 90, 7.5)], [PLAYER, LINE], width=120)

    assert (len(head), len(rule)) == (96, 96)


def test_least_important_columns_are_hidden_first_and_named(capsys: Capsys) -> None:
    head, *_ = on_terminal([ROW], COLUMNS, width=57)

    assert head.split() == ["id", "player", "market", "line", "over", "odds"]
    assert capsys.readouterr().err == "2 columns hidden: league, team; -o wide shows all\n"


OTHER = ("01a20000-0000-7000-8000-0000000def34", "NFL", "Josh Allen", "passing_yards", 250, 1.876, "BUF")


def test_a_column_that_says_the_same_in_all_rows_goes_first_and_its_value_is_named(capsys: Capsys) -> None:
    head, _, *rows = on_terminal([ROW, OTHER], COLUMNS, width=64)

    assert head.split() == ["id", "player", "market", "line", "over", "odds", "team"]
    assert rows == [
        "0abc12  Patrick Mahomes  passing_yards  249.5      1.910  KC",
        "0def34  Josh Allen       passing_yards  250.0      1.876  BUF",
    ]
    assert capsys.readouterr().err == "in all rows: league NFL\n"


def test_what_fits_is_shown_though_it_says_the_same_in_all_rows(capsys: Capsys) -> None:
    assert "league" in on_terminal([ROW, OTHER], COLUMNS)[0]
    assert capsys.readouterr().err == ""


def test_the_zone_of_a_time_that_all_rows_share_is_named(capsys: Capsys) -> None:
    columns, kickoff = props("player_name", "game_date"), datetime(2025, 10, 5, 17, tzinfo=UTC)

    on_terminal([("Patrick Mahomes", kickoff), ("Josh Allen", kickoff)], columns, width=20)

    assert capsys.readouterr().err == "in all rows: game (UTC) 2025-10-05 17:00\n"


@pytest.mark.parametrize("width", [60, 72, 80])
def test_platform_and_a_variant_that_is_not_standard_stay_on_any_terminal(width: int) -> None:
    columns = props("id", "league", "player_name", "market_type", "period", "variant", "line", "platform", "game_date")
    rows = [
        (ROW[0], "NFL", "Patrick Mahomes", "passing_yards", "full", variant, 249.5, "prizepicks", None)
        for variant in ("goblin", "standard", "demon")
    ]

    shown_rows = on_terminal(rows, columns, width=width)

    assert "platform" in shown_rows[0]
    assert "period" not in shown_rows[0]
    assert [re.search(r"▼ goblin|standard|▲ demon", row) is not None for row in shown_rows[2:]] == [True] * 3


def test_variants_without_unicode_are_plain_words() -> None:
    with captured(terminal=True, encoding="ascii") as content:
        formats.show([("demon",)], props("variant"))

    assert content.getvalue().decode("ascii").split() == ["variant", "-------", "demon"]


def test_standard_variants_of_the_first_rows_do_not_hide_the_column_of_a_long_list() -> None:
    columns = props("league", "player_name", "variant", "platform")
    rows = [("NFL", "P" * 30, "standard", "prizepicks")] * MOST_RICH_ROWS + [("NFL", "Q", "demon", "underdog")]

    assert on_terminal(rows, columns, width=54)[-1].split() == ["Q", "▲", "demon", "underdog"]


def test_a_digest_is_never_cut() -> None:
    columns = [Column("name", "text", "", 1), Column("digest", "text", "", 1, whole=True)]

    row = on_terminal([("nfl-week-5-2025" * 3, "f" * 64)], columns, width=80)[2]

    assert row == f"nfl-week-5-20…  {'f' * 64}"


def test_numbers_have_equally_many_decimals() -> None:
    columns = [Column("line", "float", "", 1), Column("p", "float", "", 1)]

    assert on_terminal([(7.0, 0.1 + 0.2), (-0.5, 1.0), (None, 2.0)], columns)[2:] == [
        " 7.0  0.30000000000000004",
        "-0.5                    1",
        "                        2",
    ]


def test_cell_that_is_still_too_wide_is_cut(capsys: Capsys) -> None:
    output = on_terminal([("A" * 60, 7.5)], [PLAYER, LINE], width=50)

    assert output[2] == "A" * 43 + "…   7.5"
    assert capsys.readouterr().err == ""


def test_table_in_a_pipe_has_all_columns_whole(capsys: Capsys) -> None:
    row = (*ROW[:2], "P" * 300, *ROW[3:])

    output = written(lambda: formats.show([row], COLUMNS, fmt="table"), width=20)

    assert output.splitlines()[1].split() == [ROW[0], "NFL", "P" * 300, "passing_yards", "249.5", "1.91", "KC"]
    assert capsys.readouterr().err == ""


def test_wide_shows_every_column_whole_on_any_terminal() -> None:
    columns = props("id", "player_name", "is_active")

    output = on_terminal([(ROW[0], "P" * 100, True)], columns, width=20, fmt="wide")

    assert output[1] == f"{ROW[0]}  {'P' * 100}  yes"


def test_short_ids_are_long_enough_to_be_unique() -> None:
    ids = ["01a20000-0000-7000-8000-00000abc1234", "01a20000-0000-7000-8000-00001abc1234", None]

    output = on_terminal([(each,) for each in [*ids, ids[0]]], [Column("id", "uuid", "", 1)])

    assert output[2:] == ["0abc1234", "1abc1234", "", "0abc1234"]


def test_many_rows_are_plain_columns_with_a_note(capsys: Capsys) -> None:
    rows = [(f"Player {number}", 7.0) for number in range(MOST_RICH_ROWS + 1)]

    output = on_terminal(rows, [PLAYER, LINE])

    assert len(output) == MOST_RICH_ROWS + 2
    assert (output[0], output[-1]) == ("player      line", "Player 500     7")
    assert capsys.readouterr().err == "more than 500 rows: plain columns\n"


def test_rows_beyond_the_measured_ones_are_whole_in_a_pipe() -> None:
    rows = [("A",)] * (MOST_RICH_ROWS + 1) + [("B" * 50,)]

    assert shown(rows, [PLAYER], "wide").splitlines()[-1] == "B" * 50


def test_empty_table_on_a_terminal_says_no_rows_on_stderr(capsys: Capsys) -> None:
    assert on_terminal([], [PLAYER]) == []
    assert capsys.readouterr().err == "no rows\n"


def test_table_without_unicode_uses_ascii() -> None:
    with captured(terminal=True, encoding="ascii", width=20) as content:
        formats.show([("Jos\u00e9" + "x" * 40,)], [PLAYER])

    assert content.getvalue().decode("ascii").split("\n")[:3] == [
        "player" + " " * 14,
        "-" * 20,
        "Jos\\xe9" + "x" * 13 + "...",
    ]


def test_rich_markup_in_a_cell_is_shown_as_text() -> None:
    assert "[/NFL] [bold]x :smile:" in on_terminal([("[/NFL] [bold]x :smile:",)], [PLAYER])[2]


def test_colour_only_makes_the_header_bold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invocation.current(), "colour", "always")

    head, _, row = on_terminal([("Ada",)], [PLAYER])

    assert "\x1b[1m" in head
    assert row == "Ada"


def test_wide_characters_take_two_terminal_cells() -> None:
    output = shown([("\u65e5\u672c", 7.0), ("e\u0301", 7.0)], [PLAYER, LINE], "wide")

    assert output == "player  line\n\u65e5\u672c       7\ne\u0301          7\n"
    assert display_width("\u65e5e\u0301\u200d") == 3


@given(rows=st.lists(st.tuples(HOSTILE, st.floats(-1e6, 1e6)), min_size=1, max_size=3), width=st.integers(8, 60))
def test_no_table_line_is_wider_than_the_screen(rows: Sequence[Any], width: int) -> None:
    from rich.cells import cell_len

    lines = on_terminal(rows, [PLAYER, LINE], width=width)

    assert len(lines) == len(rows) + 2
    assert max(map(cell_len, lines)) <= width


def test_table_is_printed_on_a_real_terminal() -> None:
    import sys

    import pexpect

    code = (
        "from bbprops_cli.output import formats; from bbprops_cli.catalog import PROPS;"
        "formats.show([('Ada \\x1b[31m', 7.5)], [PROPS.columns[6], PROPS.columns[14]])"
    )
    child = pexpect.spawn(sys.executable, ["-c", code], dimensions=(24, 40), encoding="utf-8", timeout=30)
    child.expect(pexpect.EOF)

    plain = re.sub(r"\x1b\[[0-9;]*m", "", str(child.before))
    assert [line.rstrip() for line in plain.splitlines()] == ["player        line", "─" * 18, "Ada \\x1b[31m   7.5"]
