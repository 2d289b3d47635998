import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.props.odds_format import (
    SAMPLE_PRICES,
    Detector,
    Price,
    american_to_decimal,
    decimal_to_american,
    decimal_to_implied,
    number,
)


def judge(*prices: Price) -> Detector:
    detector = Detector()
    for price in prices:
        detector.see(price)
    detector.decide()
    return detector


@pytest.mark.parametrize(("price", "decimal"), [("10/11", 1 + 10 / 11), ("5 / 2", 3.5), ("1/4", 1.25), ("100/1", 101)])
def test_fractional_odds_are_a_format_of_the_whole_file(price: str, decimal: float) -> None:
    detector = judge(price, "EVS", "evens", None)

    assert detector.format == "fractional"
    assert (detector.decimal(price), detector.decimal("EVS"), detector.decimal("")) == (decimal, 2.0, None)


@pytest.mark.parametrize("other", [-110, 1.91, "+150", 150, 30000])
def test_fractional_odds_are_not_mixed_with_others(other: Price) -> None:
    with pytest.raises(InvalidInput, match="mix fractional odds"):
        judge("10/11", other)


@pytest.mark.parametrize("price", ["10/11", "5/2", "1/4"])
@pytest.mark.parametrize("first", [-110, 1.91])
def test_later_fractional_price_stops_a_file_of_another_format(first: Price, price: Price) -> None:
    with pytest.raises(InvalidInput, match="is not"):
        judge(first).decimal(price)


@pytest.mark.parametrize("price", ["1/0", "0/5", "5", "-110", "1.91", "a/b"])
def test_price_that_is_not_fractional_is_rejected_where_fractional_is_named(price: str) -> None:
    with pytest.raises(ValueError, match="is not a fractional price"):
        Detector("fractional").decimal(price)


def test_even_money_is_2_in_both_odds_formats() -> None:
    assert american_to_decimal(100) == american_to_decimal(-100) == 2.0
    assert decimal_to_american(2.0) == 100


@pytest.mark.parametrize(("american", "decimal"), [(150, 2.5), (-200, 1.5), (-110, 1 + 100 / 110), (30000, 301.0)])
def test_known_american_and_decimal_odds_convert_into_one_another(american: int, decimal: float) -> None:
    assert american_to_decimal(american) == pytest.approx(decimal, abs=1e-12)


@given(st.one_of(st.integers(100, 100_000), st.integers(-100_000, -101)))
def test_converting_american_odds_to_decimal_and_back_is_exact(american: int) -> None:
    assert decimal_to_american(american_to_decimal(american)) == american


def test_decimal_odds_imply_a_probability() -> None:
    assert decimal_to_implied(4.0) == 0.25


@pytest.mark.parametrize("price", [0, 99, -99.5, float("nan"), float("inf")])
def test_a_number_that_is_not_american_odds_is_refused(price: float) -> None:
    with pytest.raises(ValueError, match="not an American price"):
        american_to_decimal(price)


@pytest.mark.parametrize("price", [1.0, 0.5, -110, float("nan")])
def test_a_number_that_is_not_decimal_odds_is_refused(price: float) -> None:
    with pytest.raises(ValueError, match="not a decimal price"):
        decimal_to_american(price)
    with pytest.raises(ValueError, match="not a decimal price"):
        decimal_to_implied(price)


@pytest.mark.parametrize(
    ("prices", "found"),
    [
        ((-110, 120), "american"),
        (("-110.0", "105.0"), "american"),
        (("−110",), "american"),  # noqa: RUF001 - a typographic minus
        (("+150", "+200"), "american"),
        ((1500, 350), "american"),  # above every decimal price
        ((1.91, 150), "decimal"),
        ((2, 3), "decimal"),
        (("1.91", "2.00"), "decimal"),
        ((151.5,), "decimal"),
        ((1.91, 1500), "decimal"),
        ((None, "", 1.0, "even", "x"), None),
    ],
)
def test_the_odds_format_of_a_file_is_detected_from_its_prices(prices: tuple[Price, ...], found: str | None) -> None:
    assert judge(*prices).format == found


@pytest.mark.parametrize("prices", [(-110, 1.91), ("+110", 1.91), (-110.5,), (110, 1.91, -105)])
def test_a_file_that_mixes_odds_formats_is_refused(prices: tuple[Price, ...]) -> None:
    with pytest.raises(InvalidInput, match="mix American and decimal odds") as refused:
        judge(*prices)
    assert refused.value.hint == "pass --odds-format"


def test_prices_that_fit_both_odds_formats_are_refused() -> None:
    with pytest.raises(InvalidInput, match="can be American or decimal"):
        judge(110, 150, 1001)


def test_prices_are_converted_once_the_odds_format_is_known() -> None:
    american, decimal = judge(-110), judge(1.91)

    assert [american.decimal(price) for price in ("-200", 100, "EVEN", 1.0, None, "")] == [
        1.5,
        2.0,
        2.0,
        None,
        None,
        None,
    ]
    assert [decimal.decimal(price) for price in ("1.5", 100, "EVEN", "1.0", None)] == [1.5, 100.0, 2.0, None, None]


@pytest.mark.parametrize(("first", "later"), [(-110, 1.91), (1.91, -110), (-110, 50), (1.91, "+110")])
def test_a_later_price_in_the_other_format_stops_the_file(first: Price, later: Price) -> None:
    with pytest.raises(InvalidInput, match=f"as the first {SAMPLE_PRICES:,} are"):
        judge(first).decimal(later)


@pytest.mark.parametrize("price", ["Infinity", "inf", "abc", 0, 0.99, "-50", "1_000"])
@pytest.mark.parametrize("first", [-110, 1.91])
def test_a_text_that_is_not_a_price_rejects_only_its_row(first: Price, price: Price) -> None:
    with pytest.raises(ValueError, match="is not"):
        judge(first).decimal(price)


@pytest.mark.parametrize("price", [None, "", " - ", "N/A", "NaN", "None", "OFF", float("nan")])
def test_a_blank_price_is_no_price(price: Price) -> None:
    assert judge(-110, price).decimal(price) is None


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("1,250.5", 1250.5),
        ("-1,100", -1100),
        ("4\xa0250,5", 4250.5),
        ("1.250,5", 1250.5),
        ("25,5", 25.5),
        ("1,91", 1.91),
        ("-½", -0.5),
        ("24 ½", 24.5),
        ("−110", -110),  # noqa: RUF001 - a typographic minus
    ],
)
def test_numbers_are_read_as_spreadsheets_write_them(sent: str, value: float) -> None:
    assert number(sent) == value


@pytest.mark.parametrize("sent", ["1,2,3", "1,25,000", "12 500", "1,", ",5", "½5", "1_000", "0x10"])
def test_text_that_resembles_a_spreadsheet_number_is_refused(sent: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        number(sent)


def test_a_given_odds_format_is_not_detected() -> None:
    detector = Detector("american")
    detector.see(150)
    detector.decide()

    assert detector.decimal(150) == 2.5
    assert detector.decimal("-112.5") == pytest.approx(1.8889, abs=1e-4)
    with pytest.raises(ValueError, match="not an American price"):
        detector.decimal(1.91)


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats()))
def test_any_price_is_decimal_odds_or_none_or_refused_with_a_sentence(price: Price) -> None:
    for wanted in (Detector("american"), Detector("decimal")):
        wanted.see(price)
        try:
            decimal = wanted.decimal(price)
        except ValueError:
            continue
        assert decimal is None or decimal >= 1  # 1.0: too small a return for a double; a prop refuses it


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_back_as_written(value: float) -> None:
    assert number(repr(value)) == value
