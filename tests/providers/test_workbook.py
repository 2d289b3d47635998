"""Workbooks: typed cells stay what they are, and what cannot be read is refused with a sentence."""

import gzip
import io
import sys
from pathlib import Path

import pytest

from bbprops_cli.errors import BBPropsError, InvalidInput, MissingExtra, UsageError
from bbprops_cli.providers import Options, read, workbook
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.prop import Prop, Reject
from tests import workbooks
from tests.workbooks import number, text

HEADER = [text(title) for title in ("Player", "Market", "Line", "Over", "Under", "League")]
ANA = [text("Ana Ruiz"), text("Points"), number("20.5"), number("-110"), number("-115"), text("NBA")]


def lines(path: Path, sheet: str = "") -> list[str]:
    return [line.rstrip() for line in Source(path, sheet=sheet).lines()]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number("401234567890"), "401234567890"),
        (number("1"), "1"),
        (number("-110"), "-110"),
        (number("1.9090909090909"), "1.9090909090909"),
        (number("0.055", 4), "0.055"),
        (number("9007199254740991"), "9007199254740991"),
        (number("6.3854312345678899E+17"), "6.38543123456789E+17"),
        (number("45951", 1), "2025-10-21"),
        (number("45951.8125", 2), "2025-10-21 19:30:00"),
        (number("0.8125", 3), "19:30:00"),
        (' t="b"><v>1</v>', "true"),
        (' t="b"><v>0</v>', "false"),
        (' t="e"><v>#DIV/0!</v>', ""),
        (text("Ana\nRuiz"), "Ana Ruiz"),
        (text('5" rod, long'), '"5"" rod, long"'),
    ],
)
def test_typed_cell_becomes_the_text_that_people_write(tmp_path: Path, cell: str, expected: str) -> None:
    path = workbooks.write(tmp_path / "a", S={"A1": text("x"), "A2": cell, "B2": text("end")})

    assert lines(path)[1] == f"{expected},end"


def test_row_number_of_the_sheet_is_the_line_of_a_reject(tmp_path: Path) -> None:
    bad = [text("Bo Lund"), text("Points"), "", number("-110"), number("-115"), text("NBA")]
    rows = workbooks.table(HEADER, ANA, bad, first_row=4) | {"A2": text("Board of today")}
    path = workbooks.write(tmp_path / "board.xlsx", Props=dict(sorted(rows.items(), key=lambda cell: cell[0][1:])))

    prop, reject = read(path, options=Options(season="2025"))

    assert isinstance(prop, Prop)
    assert (prop.player_name, prop.line) == ("Ana Ruiz", 20.5)
    assert isinstance(reject, Reject)
    assert (reject.file, reject.line, reject.field) == (f"{path}, sheet Props", 6, "line")


def test_sheet_is_chosen_by_name_and_else_the_first(tmp_path: Path) -> None:
    path = workbooks.write(tmp_path / "a.csv", One={"A1": text("first")}, Two={"A1": text("second")})

    assert (lines(path), lines(path, "Two")) == (["first"], ["second"])
    with pytest.raises(UsageError, match=r"--sheet 'two': .* has no such sheet") as refusal:
        Source(path, sheet="two")
    assert refusal.value.hint == "Its sheets are: One, Two."


def test_sheet_of_a_file_that_is_not_a_workbook_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n")

    with pytest.raises(UsageError, match="is not a workbook"):
        Source(tmp_path / "a.csv", sheet="One")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_workbook_is_read_from_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: type[bytes]) -> None:
    content = workbooks.write(tmp_path / "a", S={"A1": text("x")}).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pack(content))))

    assert "".join(Source("-").lines()) == "x\r\n"


@pytest.mark.parametrize("far", ["XFD1048576", "XFD1000", "A1048576"])
def test_cell_far_away_takes_no_memory(tmp_path: Path, far: str) -> None:
    path = workbooks.write(tmp_path / "a", S={"A1": text("x"), "K1": text("y"), far: text("z")})

    with pytest.raises(InvalidInput, match="too many to read"):
        Source(path)


def test_sheet_of_many_cells_is_refused_also_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbooks.write(tmp_path / "a", S={"A1": text("x"), "A99": text("y"), "B99": text("z")})
    monkeypatch.setattr(workbook, "CELLS_LIMIT", 197)
    monkeypatch.setattr(workbook, "_CHUNK_BYTES", 7)

    with pytest.raises(InvalidInput, match="99 rows and 2 columns"):
        Source(path)


@pytest.mark.parametrize("cut", [100, 700, -30])
def test_damaged_workbook_is_refused_with_a_sentence(tmp_path: Path, cut: int) -> None:
    content = workbooks.write(tmp_path / "a", S={"A1": text("x")}).read_bytes()
    (tmp_path / "a").write_bytes(content[:cut])

    with pytest.raises(BBPropsError):
        read(tmp_path / "a")


@pytest.mark.parametrize(
    "content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_document_of_another_office_program_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(content)

    with pytest.raises(InvalidInput, match="cannot be read as a workbook"):
        Source(tmp_path / "a.xls")


def test_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)

    with pytest.raises(MissingExtra, match="needs python-calamine") as refusal:
        Source(workbooks.write(tmp_path / "a", S={"A1": text("x")}))
    assert refusal.value.hint == "Install it: pip install 'bbprops[excel]'"
