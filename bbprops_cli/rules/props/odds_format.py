"""American, decimal and implied prices, and which of the first two a file holds."""

import math
import re
from functools import lru_cache
from typing import Any, Literal

from bbprops_cli.errors import InvalidInput

OddsFormat = Literal["auto", "american", "decimal"]
Price = str | float | None  # as sent: a number, the text of one, or nothing

_Kind = Literal["none", "american", "decimal", "neither", "either", "large"]

SAMPLE = 10_000
HIGHEST_DECIMAL = 1001
_EVEN = {"even", "evens", "ev", "evenmoney", "even money"}
# What stands in a cell, or in JSON, where nothing is known; R writes NA, pandas nan.
BLANK = {"", "-", "–", "—", "na", "n/a", "#n/a", "nan", "nat", "null", "none"}  # noqa: RUF001 - dashes as typed
_NO_PRICE = BLANK | {"off", "otb"}  # off the board
_MINUS = str.maketrans("−–﹣－", "----")  # noqa: RUF001 - signs that spreadsheets put in for a minus
_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,\xa0\u202f]\d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d\d?|[+-]?\d{1,3}(?:[.\xa0\u202f]\d{3})+,\d+", re.ASCII)


def american_to_decimal(american: float) -> float:
    """1.909… for -110; +100 and -100 are both 2.0."""
    if not math.isfinite(american) or abs(american) < 100:
        raise ValueError(f"{american:g} is not an American price")
    return 1 + american / 100 if american > 0 else 1 - 100 / american


def decimal_to_american(decimal: float) -> int:
    """The nearest American price; 2.0 is +100."""
    if not math.isfinite(decimal) or decimal <= 1:
        raise ValueError(f"{decimal:g} is not a decimal price above 1")
    return round((decimal - 1) * 100) if decimal >= 2 else -round(100 / (decimal - 1))


def decimal_to_implied(decimal: float) -> float:
    """The probability that the price stands for, the bookmaker's margin included."""
    if not math.isfinite(decimal) or decimal <= 1:
        raise ValueError(f"{decimal:g} is not a decimal price above 1")
    return 1 / decimal


@lru_cache(maxsize=1 << 14, typed=True)
def number(sent: str | float) -> float:
    """The finite number that was sent, also as spreadsheets write it; ValueError with a sentence otherwise."""
    try:
        value = _float(sent.strip().translate(_MINUS)) if isinstance(sent, str) else float(sent)
        if math.isfinite(value) and not isinstance(sent, bool) and "_" not in str(sent):
            return value + 0.0  # -0.0 is 0.0
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{str(sent)[:40]!r} is not a number")


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float(_plain(text))


def _plain(text: str) -> str:
    """1,250 and 1 250,5 and 4½ as programs write them; what is neither stays."""
    if text[-1:] in _FRACTIONS:
        return text[:-1].rstrip() + _FRACTIONS[text[-1]]
    if _GROUPED.fullmatch(text):
        return re.sub(r"[^\d.+-]", "", text)
    return re.sub(r"[^\d,+-]", "", text).replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


class Detector:
    """Tells American from decimal for a whole file, from its first prices, and then holds the file to it."""

    def __init__(self, wanted: OddsFormat = "auto", likely: OddsFormat = "auto") -> None:
        self._likely = likely  # where the prices themselves leave it open
        self.format = None if wanted == "auto" else wanted
        self.seen = 0
        self._auto = wanted == "auto"
        self._example: dict[_Kind, Price] = {}
        self.decimal = lru_cache(maxsize=1 << 14, typed=True)(self._decimal)

    def see(self, price: Price) -> None:
        """Take one price as evidence."""
        kind = _kind(price)
        if kind != "none":
            self.seen += 1
            self._example.setdefault(kind, price)

    def decide(self) -> None:
        """Settle the format on what was seen; InvalidInput when the prices fit both or neither."""
        if not self._auto:
            return
        example = self._example
        if "neither" in example or ("american" in example and "decimal" in example):
            odd = example.get("neither", example.get("decimal"))
            raise InvalidInput(f"American and decimal prices are mixed (such as {odd!s:.40})", hint="say --odds-format")
        if "decimal" in example:
            self.format = "decimal"
        elif "american" in example or "large" in example:
            self.format = "american"
        elif "either" in example and self._likely != "auto":
            self.format = self._likely
        elif "either" in example:
            raise InvalidInput(
                f"Prices such as {example['either']!s:.40} can be American or decimal", hint="say --odds-format"
            )

    def _decimal(self, price: Price) -> float | None:
        """The decimal price, None for no return; ValueError for no price, InvalidInput for one of the other format."""
        if _is_missing(price):
            return None
        if is_even(price):
            return 2.0
        value = number(price)
        if value == 1:
            return None
        kind = _kind(price)
        strange = {"american": ("decimal", "neither"), "decimal": ("american", "neither")}.get(self.format or "", ())
        if self._auto and kind in strange:
            raise InvalidInput(
                f"The price {price!s:.40} is not {str(self.format).title()}, as the first {SAMPLE:,} are",
                hint="say --odds-format",
            )
        if self.format == "american":
            return american_to_decimal(value)
        if value <= 1:
            raise ValueError(f"{price!s:.40} is not a price")
        return value


@lru_cache(maxsize=1 << 14, typed=True)
def _kind(price: Price) -> _Kind:
    """Which format a price as sent speaks for."""
    try:
        value = 1.0 if price is None or price == "" or is_even(price) else number(price)
    except ValueError:
        return "none"
    if -100 < value <= 1:
        return "none"
    signed = value < 0 or str(price).strip().startswith("+")
    if signed:
        return "american" if value.is_integer() and abs(value) >= 100 else "neither"
    if value < 100 or not value.is_integer():
        return "decimal"
    return "either" if value <= HIGHEST_DECIMAL else "large"


def _is_missing(price: Price) -> bool:
    if isinstance(price, str):
        return price.strip().lower() in _NO_PRICE
    return price is None or (isinstance(price, float) and math.isnan(price))


def is_even(price: Any) -> bool:
    """EVEN and its like: a price of +100 in words."""
    return isinstance(price, str) and price.strip().lower() in _EVEN
