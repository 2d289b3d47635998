"""A leg of a slip: the keys and words of other tools, read into ours."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bbprops_cli.rules.props.markets import Market, canonical, platform_key, split_league, sport_of
from bbprops_cli.rules.props.odds_format import american_to_decimal, factor, is_even, number
from bbprops_cli.rules.values import provider_time, words
from bbprops_cli.rules.values.fold import fold_key

# Our key: the folded keys of other tools, the most trusted first.
_SPELLINGS = """
player: player playername name athlete participant
league: league leaguename sport
market: market markettype stattype proptype statcategory prop stat label
period: period
variant: variant oddstype
line: line point linescore points
side: side pick selection choice wagertype prediction pickside overunder direction
platform: platform book bookmaker sportsbook source
odds: odds price decimalodds betprice
american: americanodds americanprice
probability: probability prob modelprobability confidence legconfidence
multiplier: multiplier payoutmultiplier
game_date: gamedate gametime starttime commencetime
prop_id: propid
result: result betresult
"""
LEG_KEYS = {
    spelling: key
    for key, spellings in (row.split(": ") for row in _SPELLINGS.strip().splitlines())
    for spelling in spellings.split()
}
_RESULTS = {
    **dict.fromkeys(("won", "win", "hit"), "won"),
    **dict.fromkeys(("lost", "loss", "lose", "miss"), "lost"),
    **dict.fromkeys(("pushed", "push", "tie", "tied"), "pushed"),
    **dict.fromkeys(("void", "voided", "dnp", "no_stat", "cancelled", "canceled"), "void"),
}


class LegDefaults(NamedTuple):
    """Values for a leg that does not have its own."""

    league: str = ""
    platform: str = ""
    side: str = ""


def read_leg(sent: Mapping[str, Any], defaults: LegDefaults) -> dict[str, Any]:
    """The leg with our keys and values; raises ValueError with a sentence for a missing or unreadable value."""
    said = _said(sent)
    league, product = split_league(str(_first(said, "league") or defaults.league).strip().upper())
    if not league:
        raise ValueError("league is missing")
    labels = [str(label) for label in said.get("market", [])]
    market = _market(league, labels)
    platform = _first(said, "platform") or defaults.platform or "manual"
    leg = {
        "player": " ".join(str(_first(said, "player") or "").split()),
        "league": league,
        "market": market.market_type,
        "period": _first(said, "period") or (product if market.period == "full" else market.period),
        "variant": _first(said, "variant") or market.variant,
        "line": _line(_first(said, "line"), yes_no=market.is_yes_no),
        "side": _side(_first(said, "side") or defaults.side),
        "platform": platform_key(str(platform).strip()),
        "odds": _odds(said),
        "probability": _read(said, "probability", _probability),
        "multiplier": _read(said, "multiplier", factor),
        "game_date": _read(said, "game_date", _day_or_time),
        "prop_id": _first(said, "prop_id"),
        "result": _read(said, "result", _result),
    }
    missing = next((name for name in ("player", "market") if not leg[name]), None)
    if missing:
        raise ValueError(f"{missing} is missing")
    return {name: value for name, value in leg.items() if value is not None}


def unread(sent: Mapping[str, Any]) -> set[str]:
    """The keys of a leg that are unknown, or that hold a list or an object."""
    return {key for key, value in sent.items() if fold_key(key) not in LEG_KEYS or isinstance(value, list | dict)}


def _said(sent: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The values by our key, those of the most trusted spelling first; blank values are left out."""
    by_spelling = {fold_key(key): value for key, value in sent.items() if not isinstance(value, list | dict)}
    said: dict[str, list[Any]] = {}
    for spelling, key in LEG_KEYS.items():
        value = by_spelling.get(spelling)
        if value is not None and not (isinstance(value, str) and not value.strip()):
            said.setdefault(key, []).append(value)
    return said


def _first(said: Mapping[str, list[Any]], key: str) -> object:
    return said.get(key, [None])[0]


def _read(said: Mapping[str, list[Any]], key: str, reader: Callable[[Any], Any]) -> object:
    value = _first(said, key)
    try:
        return None if value is None else reader(value)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _market(league: str, labels: list[str]) -> Market:
    """The market of the first label that has a canonical name of its own, else of the first label."""
    if not labels:
        raise ValueError("market is missing")
    found = [canonical(sport_of(league), label) for label in labels]
    known = (each for each, label in zip(found, labels, strict=True) if fold_key(each.market_type) != fold_key(label))
    return next(known, found[0])


def _line(sent: object, *, yes_no: bool) -> float:
    if sent is None:
        if yes_no:
            return 0.5
        raise ValueError("line is missing")
    try:
        return number(sent)
    except ValueError as error:
        raise ValueError(f"line: {error}") from None


def _side(sent: object) -> str:
    if not sent:
        raise ValueError("side is missing")
    try:
        return words.side(str(sent))
    except ValueError as error:
        raise ValueError(f"side: {error}") from None


def _odds(said: Mapping[str, list[Any]]) -> float | None:
    """Decimal odds; a price is American if its key, its sign or its size says so."""
    american = _first(said, "american")
    sent = _first(said, "odds") if american is None else american
    if sent is None:
        return None
    try:
        if is_even(sent):
            return 2.0
        price = number(sent)
        signed = str(sent).strip()[:1] in {"+", "-"}
        if american is not None or signed or abs(price) >= 100:
            return american_to_decimal(price)
    except ValueError as error:
        raise ValueError(f"odds: {error}") from None
    return price


def _probability(sent: object) -> float:
    """A probability, such as 0.62 for 0.62, 62 or `62%`; 1 is certainty, not one per cent."""
    percent = isinstance(sent, str) and sent.strip().endswith("%")
    value = number(sent.strip().removesuffix("%") if isinstance(sent, str) else sent)
    return value / 100 if percent or value > 1 else value


def _day_or_time(sent: object) -> str:
    """A provider time as ISO text; a game day without a time stays a date."""
    found, has_time = provider_time.parse(sent if isinstance(sent, int | float) else str(sent))
    if has_time:
        return found.isoformat().replace("+00:00", "Z")
    return found.astimezone(provider_time.NEW_YORK).date().isoformat()


def _result(sent: object) -> str:
    text = str(sent).strip().casefold()
    return _RESULTS.get(text, text)
