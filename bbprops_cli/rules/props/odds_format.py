"""American, decimal and fractional odds, implied probabilities, and the detection of a file's odds format."""

import math
import re
from functools import lru_cache
from typing import Literal

from bbprops_cli.errors import InvalidInput

OddsFormat = Literal["auto", "american", "decimal", "fractional"]
Price = str | float | None  # as a provider sent it: a number, its text, or nothing

_Evidence = Literal["none", "american", "decimal", "fractional", "neither", "either", "large"]

SAMPLE_PRICES = 10_000
HIGHEST_DECIMAL = 1001
_EVEN = {"even", "evens", "evs", "ev", "evenmoney", "even money"}
# Texts of an empty cell or value; R writes NA, pandas nan.
BLANK = {"", "-", "–", "—", "na", "n/a", "#n/a", "nan", "nat", "null", "none"}  # noqa: RUF001 - dashes as typed
_NO_PRICE = BLANK | {"off", "otb", '=""', "'"}  # off the board
_MINUS = str.maketrans("−–﹣－", "----")  # noqa: RUF001 - look-alikes of a minus in spreadsheets
_FRACTIONAL = re.compile(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", re.ASCII)
_FRACTIONS = {"¼": ".25", "½": ".5", "¾": ".75"}
_TIMES = re.compile(r"^[x×]\s*(?=[\d.])|(?<=[\d.])\s*[x×]$", re.ASCII | re.IGNORECASE)  # noqa: RUF001 - as typed
_AS_TEXT = re.compile(r"""'(.+)|="(.+)\"""")  # how spreadsheets keep a number as text
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,\xa0\u202f]\d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d\d?|[+-]?\d{1,3}(?:[.\xa0\u202f]\d{3})+,\d+", re.ASCII)


def american_to_decimal(american: float) -> float:
    """Decimal odds of American odds: 1.909… for -110; +100 and -100 are both 2.0. Raises ValueError."""
    if not math.isfinite(american) or abs(american) < 100:
        raise ValueError(f"{american:g} is not an American price")
    return 1 + american / 100 if american > 0 else 1 - 100 / american


def fractional_to_decimal(text: str) -> float:
    """Decimal odds of fractional odds: 1.909… for 10/11. Raises ValueError."""
    found = _FRACTIONAL.fullmatch(text)
    if not found or not int(found[1]) or not int(found[2]):
        raise ValueError(f"{text[:40]!r} is not a fractional price, such as 10/11")
    return 1 + int(found[1]) / int(found[2])


def typed_price(text: str) -> float:
    """Decimal odds as typed; a sign marks American odds, such as +150 or -110. Raises ValueError."""
    value = number(text)
    return american_to_decimal(value) if not text[0].isdecimal() and text[0] != "." else value


def decimal_to_american(decimal: float) -> int:
    """The nearest American odds of decimal odds; +100 for 2.0. Raises ValueError for 1 or less."""
    if not math.isfinite(decimal) or decimal <= 1:
        raise ValueError(f"{decimal:g} is not a decimal price above 1")
    return round((decimal - 1) * 100) if decimal >= 2 else -round(100 / (decimal - 1))


def decimal_to_implied(decimal: float) -> float:
    """The probability that decimal odds imply, including the hold. Raises ValueError for 1 or less."""
    if not math.isfinite(decimal) or decimal <= 1:
        raise ValueError(f"{decimal:g} is not a decimal price above 1")
    return 1 / decimal


@lru_cache(maxsize=1 << 14, typed=True)
def number(sent: str | float) -> float:
    """A finite number from a number or its text, also in spellings of spreadsheets: 1,250 or 4½. Raises ValueError."""
    try:
        value = _float(sent.strip().translate(_MINUS)) if isinstance(sent, str) else float(sent)
        if math.isfinite(value) and not isinstance(sent, bool) and "_" not in str(sent):
            return value + 0.0  # -0.0 is 0.0
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"{str(sent)[:40]!r} is not a number")


def factor(sent: object) -> float:
    """A finite number, also with the sign of a factor: 5x, x5 or 5×. Raises ValueError."""  # noqa: RUF002 - as typed
    return number(_TIMES.sub("", sent.strip()) if isinstance(sent, str) else sent)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float(_plain(text))


def _plain(text: str) -> str:
    """1,250 and 1 250,5, 4½, '-110 and ="-110" as Python writes numbers; any other text is returned unchanged."""
    if found := _AS_TEXT.fullmatch(text):
        text = (found[1] or found[2]).strip()
    if text[-1:] in _FRACTIONS:
        return text[:-1].rstrip() + _FRACTIONS[text[-1]]
    if _GROUPED.fullmatch(text):
        return re.sub(r"[^\d.+-]", "", text)
    return re.sub(r"[^\d,+-]", "", text).replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


class Detector:
    """Detects the odds format of a file from its first prices, then refuses prices in the other format."""

    def __init__(self, wanted: OddsFormat = "auto", likely: OddsFormat = "auto") -> None:
        self._likely = likely  # the format if the prices fit both
        self.format = None if wanted == "auto" else wanted
        self.seen = 0
        self._auto = wanted == "auto"
        self._example: dict[_Evidence, Price] = {}
        self.why = ""  # the evidence for the format
        self.decimal = lru_cache(maxsize=1 << 14, typed=True)(self._decimal)

    def see(self, price: Price) -> None:
        """Take one price as evidence."""
        evidence = _evidence(price)
        if evidence != "none":
            self.seen += 1
            self._example.setdefault(evidence, price)

    def decide(self) -> None:
        """Choose the format from the prices seen; raises InvalidInput if they mix both formats or fit both."""
        if not self._auto:
            return
        example = self._example
        if "fractional" in example:
            if others := [price for evidence, price in example.items() if evidence != "fractional"]:
                raise InvalidInput(
                    f"the prices mix fractional odds with others (such as {others[0]!s:.40})", hint="pass --odds-format"
                )
            self.format, self.why = "fractional", f"as prices such as {example['fractional']!s:.40} are"
        elif "neither" in example or ("american" in example and "decimal" in example):
            odd = example.get("neither", example.get("decimal"))
            raise InvalidInput(
                f"the prices mix American and decimal odds (such as {odd!s:.40})", hint="pass --odds-format"
            )
        elif "decimal" in example:
            self.format, self.why = "decimal", f"as prices such as {example['decimal']!s:.40} are"
        elif "american" in example or "large" in example:
            found = example.get("american", example.get("large"))
            self.format, self.why = "american", f"as prices such as {found!s:.40} are"
        elif "either" in example and self._likely != "auto":
            self.format, self.why = self._likely, "as the headers of the prices say"
        elif "either" in example:
            raise InvalidInput(
                f"prices such as {example['either']!s:.40} can be American or decimal", hint="pass --odds-format"
            )

    def _decimal(self, price: Price) -> float | None:
        """The decimal odds of a price as sent; None for a blank, and for 1, which returns only the stake.

        Raises ValueError for a text that is not a price, InvalidInput for a price in the other format.
        """
        if _is_missing(price):
            return None
        if is_even(price):
            return 2.0
        if self.format == "fractional":
            return fractional_to_decimal(str(price))
        evidence = _evidence(price)
        if evidence == "fractional" and self._auto:
            raise self._strange(price)
        value = number(price)
        if value == 1:
            return None
        strange = {"american": ("decimal", "neither"), "decimal": ("american", "neither")}.get(self.format or "", ())
        if self._auto and evidence in strange:
            raise self._strange(price)
        if self.format == "american":
            return american_to_decimal(value)
        if value <= 1:
            raise ValueError(f"{price!s:.40} is not a price")
        return value

    def _strange(self, price: Price) -> InvalidInput:
        return InvalidInput(
            f"the price {price!s:.40} is not {str(self.format).title()}, as the first {SAMPLE_PRICES:,} are",
            hint="pass --odds-format",
        )


@lru_cache(maxsize=1 << 14, typed=True)
def _evidence(price: Price) -> _Evidence:
    """The odds format for which a price as sent is evidence."""
    if isinstance(price, str) and _FRACTIONAL.fullmatch(price):
        return "fractional"
    try:
        value = 1.0 if price is None or price == "" or is_even(price) else number(price)
    except ValueError:
        return "none"
    if -100 < value <= 1:
        return "none"
    signed = value < 0 or str(price).lstrip(" '=\"").startswith("+")
    if signed:
        return "american" if value.is_integer() and abs(value) >= 100 else "neither"
    if value < 100 or not value.is_integer():
        return "decimal"
    return "either" if value <= HIGHEST_DECIMAL else "large"


def _is_missing(price: Price) -> bool:
    if isinstance(price, str):
        return price.strip().lower() in _NO_PRICE
    return price is None or (isinstance(price, float) and math.isnan(price))


def is_even(price: object) -> bool:
    """Whether a price is +100 in words, such as EVEN."""
    return isinstance(price, str) and price.strip().lower() in _EVEN
