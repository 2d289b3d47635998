"""Canonical names of markets, leagues and platforms for the many names that providers use."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from bbprops_cli.rules.props import league_names, market_names, periods
from bbprops_cli.rules.values.fold import fold_key


class Market(NamedTuple):
    """The meaning of a label: canonical name, category, period, variant, and whether it is a yes/no market."""

    market_type: str
    stat_category: str | None
    period: str
    variant: str
    is_yes_no: bool


_SEPARATORS = re.compile(r"[\W_]+")
_ALTERNATE = re.compile(r"^(?:alternate|alt)_|_(?:alternate|alt)$")
_GAME = re.compile(market_names.GAME_MARKETS)
_NOT_IN_KEY = re.compile(r"[^\w-]")
_NOISE = re.compile(r"^(?:player|hitter|qb|rb|wr|te)_|_(?:combo|o_u|over_under)$")
# For an unknown league: only in capitals, and not so short that it may be a name of its own (F1P, LIVE).
_ANY_PRODUCT = re.compile(r"([A-Z]{3,}|[A-Z ]{3,} )(?:([12]H|[1-4]Q|[1-3]P)|(SZN)\d?|(?<= )(LIVE))")
_PRODUCT = re.compile(
    r"(.+?)[\s_-]*(?:([12]H|[1-4]Q|[1-3]P|[1-9]I|[1-5]S|LIVE|SERIES)|(SZN|SEASON|TRNY)\d?|COMBOS?)", re.IGNORECASE
)
_LETTER_FIRST = re.compile(r"(?<=[\s_-])(H[12]|Q[1-4]|P[1-3])$", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def canonical(sport: str, label: str) -> Market:
    """The canonical market of a provider's label; an unknown label becomes its own slug."""
    slug = _slug(label)
    period, variant = "full", "standard"
    while True:
        # Some labels mean another market in a period: the runs allowed in an inning need not be earned.
        if known := _known(sport, f"{period}_{slug}") or _known(sport, slug):
            return Market(*known, period, variant, known[0] in market_names.YES_NO)
        shorter, new_period = periods.without_period(sport, slug)
        if shorter == slug:
            shorter = _without_alternate(slug)
            variant = variant if shorter == slug else "alternate"
        if shorter == slug:
            shorter = _NOISE.sub("", slug)
        if shorter in {slug, ""}:
            return Market(slug, None, period, variant, is_yes_no=False)
        slug, period = shorter, new_period or period


@lru_cache(maxsize=4096)
def is_market(label: str) -> bool:
    """Whether any sport has a market of this name, in any period or variant."""
    known = {market for table in _tables().values() for market, _ in table.values()}
    return any(canonical(sport, label).market_type in known for sport in market_names.MARKETS)


def same_market(one: str, other: str) -> bool:
    """Whether two labels name one market, in any sport."""
    return any(canonical(sport, one)[:1] == canonical(sport, other)[:1] for sport in ("", *market_names.MARKETS))


@lru_cache(maxsize=4096)
def sport_of(league: str) -> str:
    """The sport of a league or of one of its products (NFL1H); an empty string if it is unknown."""
    base = split_league(league)[0]
    return _sports().get(base) or (base.casefold() if is_sport(base) else "")


@lru_cache(maxsize=4096)
def is_sport(text: str) -> bool:
    """Whether a text names a sport, such as football, rather than a league."""
    return text.casefold() in league_names.SPORTS


@lru_cache(maxsize=4096)
def split_league(text: str) -> tuple[str, str]:
    """The league and the period of a provider's league: NFL and 1h for NFL1H, NBA and season for NBASZN."""
    if league := _leagues().get(fold_key(text)):
        return league, "full"
    product = _PRODUCT.fullmatch(_LETTER_FIRST.sub(lambda found: found[0][::-1], text))
    if product and (league := _leagues().get(fold_key(product[1]))):
        return league, "season" if product[3] else (product[2] or "full").lower()
    if product := _ANY_PRODUCT.fullmatch(text):
        return product[1].strip(), "season" if product[3] else (product[2] or product[4]).lower()
    return text, "full"


def period_of(text: str) -> str:
    """The period that a text names, such as 1h for `1st Half`; an empty string for any other text."""
    _, period = periods.without_period("", f"{_slug(text)}_x")
    return period or ""


@lru_cache(maxsize=4096)
def platform_key(title: str) -> str:
    """The key of a platform: draftkings for DraftKings, betonlineag for BetOnline.ag; a key is returned unchanged."""
    compact = fold_key(title)
    if (short := compact.removesuffix("sportsbook")) in market_names.PLATFORMS:
        compact = short
    is_key = title.islower() and not _NOT_IN_KEY.search(title)
    return market_names.BOOKS.get(compact) or (title if is_key else compact or title)


@lru_cache(maxsize=4096)
def is_game_market(label: str) -> bool:
    """Whether a label names a market on a game or a team, which is not a player prop."""
    return bool(_GAME.fullmatch(_slug(label)))


def _slug(label: str) -> str:
    return _SEPARATORS.sub("_", label.casefold()).strip("_")


def _without_alternate(slug: str) -> str:
    if slug.startswith("player_") and slug.endswith("_over"):
        return slug.removesuffix("_over")  # alternate lines with one side only
    return _ALTERNATE.sub("", slug)


def _known(sport: str, slug: str) -> tuple[str, str | None] | None:
    tables = _tables()
    compact = slug.replace("_", "")
    own = tables.get(sport, {}).get(compact) or _on_maps(sport, slug) or tables[""].get(compact)
    return own or _in_minutes(sport, slug)


def _on_maps(sport: str, slug: str) -> tuple[str, str | None] | None:
    """The market on maps in esports: maps_1_3_kills for kills_on_maps_1_2_3 or period_1_2_3_kills."""
    if (
        sport not in {"esports", ""}
        or (slug.startswith("period") and not sport)
        or not (found := periods.maps_of(slug))
    ):
        return None
    stat = _tables()["esports"].get(found.stat.replace("_", ""))
    return (f"{found.part}_{stat[0]}", stat[1]) if stat else None


def _in_minutes(sport: str, slug: str) -> tuple[str, str | None] | None:
    """The market in the first minutes of a game: goals_against_in_first_9_minutes."""
    if not (found := periods.minutes_of(slug)):
        return None
    stat = _known(sport, found.stat)
    return (f"{stat[0]}_in_{found.part}", stat[1]) if stat else None


@cache
def _tables() -> dict[str, dict[str, tuple[str, str | None]]]:
    """Folded name to (market, category), by sport; "" has the names that mean one market in every sport."""
    tables: dict[str, dict[str, tuple[str, str | None]]] = {}
    for sport, text in market_names.MARKETS.items():
        tables[sport] = {}
        for row in text.strip().splitlines():
            market, category, names = (cell.strip() for cell in row.split("|"))
            for name in filter(None, (market, *names.split(","))):
                tables[sport][fold_key(name)] = (market, category or None)
    tables["college basketball"] = tables["basketball"]
    tables[""] = {}
    for compact in {compact for table in tables.values() for compact in table}:
        meanings = {table[compact] for table in tables.values() if compact in table}
        markets, categories = {market for market, _ in meanings}, {category for _, category in meanings}
        if len(markets) == 1:
            tables[""][compact] = (markets.pop(), categories.pop() if len(categories) == 1 else None)
    return tables


@cache
def _leagues() -> dict[str, str]:
    return {
        fold_key(name): league
        for text in league_names.LEAGUES.values()
        for league, names in (row.split(" |") for row in text.strip().splitlines())
        for name in (league, *names.split(","))
        if name.strip()
    }


@cache
def _sports() -> dict[str, str]:
    return {
        row.split(" |")[0]: sport for sport, text in league_names.LEAGUES.items() for row in text.strip().splitlines()
    }
