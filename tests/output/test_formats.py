"""The formats: typed JSON, CSV that reads back, and nothing hostile in any of them."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.catalog import META, PROPS, Column
from bbprops_cli.errors import UsageError
from bbprops_cli.output import formats
from bbprops_cli.output.safe import UNSAFE
from tests.output.screen import HOSTILE, LINE, PLAYER, PRICE, captured, on_terminal, props, shown, written

KICKOFF = datetime(2025, 10, 5, 17, tzinfo=UTC)
IDENTIFIER = "01a20000-0000-7000-8000-0000000abc12"
COLUMNS = props("id", "player_name", "line", "odds", "game_date", "is_active", "extra_metadata")
ROW = (IDENTIFIER, "José", 249.5, 1.9090909090909092, KICKOFF, True, {"raw": [1, 2.5, None]})
EMPTY: tuple[Any, ...] = (IDENTIFIER, "Bo", 7.0, None, None, False, {})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | HOSTILE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HOSTILE, inner, max_size=3),
    max_leaves=5,
)


def test_json_output_has_typed_values() -> None:
    assert json.loads(shown([ROW, EMPTY], COLUMNS, "json")) == [
        {
            "id": IDENTIFIER,
            "player_name": "José",
            "line": 249.5,
            "odds": 1.9090909090909092,
            "game_date": "2025-10-05T17:00:00Z",
            "is_active": True,
            "extra_metadata": {"raw": [1, 2.5, None]},
        },
        {
            "id": IDENTIFIER,
            "player_name": "Bo",
            "line": 7.0,
            "odds": None,
            "game_date": None,
            "is_active": False,
            "extra_metadata": {},
        },
    ]


def test_empty_result_is_an_empty_array_or_a_header() -> None:
    texts = {fmt: shown([], [PLAYER, LINE], fmt) for fmt in ("json", "jsonl", "csv", "tsv", "name", "wide")}

    header = {"csv": "player,line\n", "tsv": "player\tline\n", "wide": "player  line\n"}
    assert texts == {"json": "[]\n", "jsonl": "", "name": "", **header}


def test_pipe_gets_tab_separated_values() -> None:
    assert shown([ROW, EMPTY], COLUMNS) == (
        "id\tplayer_name\tline\todds\tgame_date\tis_active\textra_metadata\n"
        f"{IDENTIFIER}\tJosé\t249.5\t1.9090909090909092\t2025-10-05T17:00:00Z\ttrue\t"
        '{"raw":[1,2.5,null]}\n'
        f"{IDENTIFIER}\tBo\t7\t\t\tfalse\t{{}}\n"
    )


def test_wide_output_shows_minutes_short_prices_and_yes_or_no() -> None:
    text = shown([ROW], COLUMNS, "wide")

    assert re.split(" {2,}", text.splitlines()[1]) == [
        IDENTIFIER, "José", "249.5", "1.909", "2025-10-05 17:00", "yes", '{"raw":[1,2.5,null]}',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("odds", "price", "as_text", "as_json"),
    [
        ("decimal", 1.9090909090909092, "1.9090909090909092", 1.9090909090909092),
        ("american", 1.9090909090909092, "-110", -110),
        ("american", 2.5, "+150", 150),
        ("implied", 1.9090909090909092, "0.5238", 0.5238),
        ("implied", 2.0, "0.5000", 0.5),
    ],
)
def test_odds_option_converts_prices_in_text_and_json(odds: str, price: float, as_text: str, as_json: float) -> None:
    assert shown([(price,), (None,)], [PRICE], "tsv", odds=odds) == f"price\n{as_text}\n\n"
    assert json.loads(shown([(price,), (None,)], [PRICE], "json", odds=odds)) == [{"price": as_json}, {"price": None}]


def test_tz_option_converts_times_and_names_the_zone() -> None:
    column = Column("game_date", "instant", "", header="game")

    assert json.loads(shown([(KICKOFF,)], [column], "jsonl", tz="America/New_York")) == {
        "game_date": "2025-10-05T13:00:00-04:00"
    }
    assert shown([(KICKOFF,)], [column], "wide", tz="America/New_York") == ("game (ET)\n2025-10-05 13:00\n")
    assert shown([(KICKOFF,)], [column], "wide", tz="UTC") == "game (UTC)\n2025-10-05 17:00\n"


def test_tables_are_in_the_zone_and_odds_of_the_reader_and_formats_for_programs_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BBPROPS_TZ", "ET")
    monkeypatch.setenv("BBPROPS_ODDS", "american")
    rows, columns = [(KICKOFF, 1.5)], [Column("at", "instant", ""), PRICE]

    assert shown(rows, columns, "wide") == "at (ET)           price\n2025-10-05 13:00   -200\n"
    assert shown(rows, columns, "csv") == "at,price\n2025-10-05T17:00:00Z,1.5\n"
    assert shown(rows, columns, "json") == '[\n{"at":"2025-10-05T17:00:00Z","price":1.5}\n]\n'
    assert shown(rows, columns, "wide", tz="UTC", odds="decimal").splitlines()[1] == "2025-10-05 17:00   1.50"


def test_a_terminal_shows_times_in_the_zone_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")

    assert on_terminal([(KICKOFF,)], [Column("at", "instant", "")])[0].strip() == "at (Berlin)"
    assert shown([(KICKOFF,)], [Column("at", "instant", "")], "wide").startswith("at (UTC)")


def test_microseconds_are_kept_unless_they_are_zero() -> None:
    moment = KICKOFF.replace(microsecond=50)

    assert shown([(moment,)], [Column("at", "instant", "")], "csv") == "at\n2025-10-05T17:00:00.000050Z\n"


def test_unknown_time_zone_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="Did you mean America/New_York"):
        shown([], [PLAYER], tz="America/NewYork")


def test_name_output_has_one_name_per_line() -> None:
    columns = props("id", "player_name", "line")

    assert shown([ROW[:3], EMPTY[:3]], columns, "name", name_column="player_name") == "José\nBo\n"
    assert shown([ROW[:3]], columns, "name") == f"{IDENTIFIER}\n"
    assert shown([(7.0,)], [LINE], "name", name_column="player_name") == "7\n"


def test_markdown_escapes_cells_that_would_break_the_table() -> None:
    assert shown([("a|b\n<b> [x](y) \\", 7.5)], [PLAYER, LINE], "md") == (
        "| player | line |\n| --- | ---: |\n| a\\|b\\\\n\\<b> \\[x](y) \\\\ | 7.5 |\n"
    )


@pytest.mark.parametrize("fmt", [fmt for fmt in formats.FORMATS if fmt != "csv"])
@given(text=HOSTILE, value=JSON)
def test_no_format_prints_control_characters(fmt: str, text: str, value: Any) -> None:
    columns = [PLAYER, Column("extra", "json", ""), Column("odd", "instant", ""), Column("id", "uuid", "")]

    output = shown([(text, value, text, text)], columns, fmt)

    allowed = "\n\t" if fmt == "tsv" else "\n"
    assert not [letter for letter in output if UNSAFE.match(letter) and letter not in allowed]
    assert output.count("\n") <= {"json": 3, "md": 3, "jsonl": 1, "name": 1}.get(fmt, 2)


@given(rows=st.lists(st.tuples(HOSTILE, JSON), max_size=4), fmt=st.sampled_from(["json", "jsonl"]))
def test_json_output_parses_to_the_original_values(rows: list[tuple[str, Any]], fmt: str) -> None:
    output = shown(rows, [PLAYER, Column("extra", "json", "")], fmt)

    found = json.loads(output) if fmt == "json" else [json.loads(line) for line in output.splitlines()]
    assert found == [{"player": text, "extra": value} for text, value in rows]


@given(
    rows=st.lists(st.tuples(HOSTILE.filter(lambda text: not re.search("[\ud800-\udfff]", text)), HOSTILE), max_size=4)
)
def test_csv_output_parses_to_the_original_values(rows: list[tuple[str, str]]) -> None:
    rows = [(first, second.encode("utf-8", "replace").decode()) for first, second in rows]

    output = shown(rows, [PLAYER, Column("team", "text", "")], "csv")

    assert list(csv.reader(io.StringIO(output, newline=""))) == [["player", "team"], *map(list, rows)]


@given(text=HOSTILE)
def test_tsv_escapes_can_be_reversed(text: str) -> None:
    cell = shown([(text,)], [PLAYER], "tsv").removeprefix("player\n").removesuffix("\n")

    assert cell.isprintable() or not UNSAFE.search(cell)
    assert re.sub(r"\\(\\|[tnr]|x..|u....)", lambda found: _unescaped(found[1]), cell) == text


def _unescaped(code: str) -> str:
    return {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}.get(code) or chr(int(code[1:], 16))


def test_csv_is_unescaped_in_a_pipe_and_escaped_on_a_terminal() -> None:
    rows = [("a\x1b[2J\nb",)]

    assert shown(rows, [PLAYER], "csv") == 'player\n"a\x1b[2J\nb"\n'
    assert on_terminal(rows, [PLAYER], fmt="csv") == ["player", "a\\x1b[2J\\nb"]


def test_excel_csv_has_byte_order_mark_crlf_and_no_formulas() -> None:
    rows = [("=1+1", -7.5), ("@x", 7.0), ("-110", None), ("\tx", 0.0), ("O'B, Jr", 1.0)]

    output = shown(rows, [PLAYER, LINE], "csv", excel=True)

    assert output == "\ufeffplayer,line\r\n'=1+1,-7.5\r\n'@x,7\r\n-110,\r\n'\tx,0\r\n\"O'B, Jr\",1\r\n"


@pytest.mark.parametrize("fmt", [None, "json", "tsv"])
def test_excel_option_requires_csv(fmt: str | None) -> None:
    with pytest.raises(UsageError, match="--excel requires -o csv"):
        shown([], [PLAYER], fmt, excel=True)


def test_nan_and_infinity_become_null_in_json() -> None:
    rows = [(float("nan"), {"a": [float("inf"), 1.5]})]

    assert shown(rows, [LINE, Column("extra", "json", "")], "jsonl") == '{"line":null,"extra":{"a":[null,1.5]}}\n'


def test_json_is_valid_where_stdout_cannot_encode_a_character() -> None:
    with captured(encoding="ascii") as content:
        formats.show([("José 日本",)], [PLAYER], fmt="json")

    assert json.loads(content.getvalue().decode("ascii")) == [{"player": "José 日本"}]


@pytest.mark.parametrize("fmt", formats.FORMATS)
def test_every_format_prints_where_stdout_cannot_encode_a_character(fmt: str) -> None:
    with captured(encoding="ascii") as content:
        formats.show([("José 日本", {"a": "é"})], [PLAYER, Column("extra", "json", "")], fmt=fmt)

    assert b"Jos\\" in content.getvalue()


def test_rows_are_written_while_they_arrive() -> None:
    def rows() -> Iterator[tuple[str]]:
        for number in range(100_000):
            if number == 90_000:
                sizes.append(len(content.getvalue()))
            yield ("x" * 9,)

    sizes: list[int] = []
    with captured() as content:
        number = formats.show(rows(), [PLAYER], fmt="tsv")

    assert number == 100_000
    assert 90_000 * 10 - sizes[0] < 2 * formats.CHUNK_CHARACTERS


def test_show_one_prints_a_line_per_column_or_one_object() -> None:
    pairs = [(PLAYER, "a\tb"), (LINE, 7.0), (PRICE, None), (Column("at", "instant", ""), KICKOFF)]

    def record(fmt: str | None) -> str:
        return written(lambda: formats.show_one(pairs, fmt=fmt))

    assert record("table") == "player    a\\tb\nline      7\nprice\nat (UTC)  2025-10-05 17:00\n"
    assert json.loads(record("json")) == {"player": "a\tb", "line": 7.0, "price": None, "at": "2025-10-05T17:00:00Z"}
    assert record(None) == "player\tline\tprice\tat\na\\tb\t7\t\t2025-10-05T17:00:00Z\n"
    assert record("csv") == "player,line,price,at\na\tb,7,,2025-10-05T17:00:00Z\n"
    assert record("md").splitlines()[2] == "| player | a\\\\tb |"
    assert record("name") == "a\\tb\n"


def test_column_accepts_values_of_another_type() -> None:
    columns = [Column(kind, kind, "") for kind in ("text", "uuid", "int", "float", "bool", "instant")]

    assert shown([(1, 2, "3", 4, 5, "6\x1b")], columns, "tsv").splitlines()[1] == "1\t2\t3\t4\ttrue\t6\\x1b"


def test_table_hides_columns_of_rank_zero() -> None:
    columns = props("player_name", "is_active")

    assert shown([("Ada", True)], columns, "table") == "player\nAda\n"
    assert shown([("Ada", True)], columns, "table", all_columns=True) == "player  is_active\nAda     yes\n"
    assert shown([("Ada", True)], columns, "wide") == "player  is_active\nAda     yes\n"
    assert PROPS.columns[-1].rank == 0
    assert META.columns[0].rank == 1
