import pytest

from bbprops_cli.errors import InvalidInput
from tests.providers.reading import HEAD, ROW, read_text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_encoding_and_line_end_is_read(delimiter: str, encoding: str, end: str) -> None:
    text = (HEAD + "Añá Ruiz,Points,20.5,1.9,1.95\n").replace(",", delimiter).replace("\n", end)
    result = read_text(text.encode(encoding))

    assert result.columns("player_name", "odds", "under_odds") == [("Añá Ruiz", 1.9, 1.95)]


def test_numbers_have_decimal_commas_if_semicolons_separate_cells() -> None:
    result = read_text("player;market;line;over;under\nAna;Points;20,5;1,909;1,95\nBea;Yards;1.250,5;-;2\n")

    assert result.columns("line", "odds", "under_odds") == [(20.5, 1.909, 1.95), (1250.5, None, 2.0)]


@pytest.mark.parametrize("above", ["sep=;\n", "Player props;;\n\nof 5 October\n", "My board, 5 October\n"])
def test_lines_above_the_header_are_skipped_and_counted(above: str) -> None:
    result = read_text(above + (HEAD + ROW + "Bea,Points,x,1,1\n").replace(",", ";"))
    count = above.count("\n")

    assert result.columns("player_name", "line") == [("Ana Ruiz", 20.5)]
    assert result.reasons == [(count + 3, "line")]
    assert result.reading.notes == [f"lines above the header skipped: {count}"]


def test_spaces_after_commas_are_dropped_even_before_quotes() -> None:
    result = read_text('player, market, line\n"Ruiz, Ana", "Points", "20.5"\n')

    assert result.columns("player_name", "market_type", "line") == [("Ruiz, Ana", "points", 20.5)]


def test_a_record_of_several_lines_is_numbered_by_its_first_line() -> None:
    assert read_text(f'{HEAD}"A\n\nna",Points,4.5,-110,-110\nBea,Points,,-110,\n').reasons == [(5, "line")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEAD.encode() + b"Jos\xe9\x81,Points,4.5,,\n", "byte 0xe9 in line 2"),
        (HEAD.encode() + b'"' + b"x" * 200_000, "line 2 cannot be read: field larger than field limit"),
        (b'"' + b"x" * 200_000 + b"\n", "field larger than field limit"),
        (b"one\ntwo\n", "is text without columns"),
        (b"one,two\n", "no column for player"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_text(content)
