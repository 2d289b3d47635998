"""Labels that say several things in one cell: `Over 4.5 Ana Ruiz Points - 1st Quarter`, `Tackles Over`, `MIN - IF`."""

import re
from functools import lru_cache
from typing import NamedTuple

from bbprops_cli.providers.csv_cells import market_and_side
from bbprops_cli.providers.csv_fields import find_fields
from bbprops_cli.providers.csv_headers import fold_title
from bbprops_cli.providers.csv_samples import Rows, cells_of
from bbprops_cli.providers.csv_shapes import Shape
from bbprops_cli.providers.pipeline import Options
from bbprops_cli.rules.props.markets import canonical, is_market
from bbprops_cli.rules.values.words import SIDES

_SIDED_LINE = re.compile(
    r"(?<![\w.])(over|under|more|less|higher|lower|[ou](?=\s*\d))(?:\s+than)?\s*(\d+(?:\.\d+)?½?)(?![\w.%])",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\s*[@(]?\s*(?<![\w.])([+\-\N{MINUS SIGN}]\d{3,5})\)?\s*$")
_GAP = re.compile(r"(?:^[\s\-–—:,|]+)|(?:[\s\-–—:,|]+$)")  # noqa: RUF001 - dashes as typed
_FIELDS = ("player_name", "market_type", "line", "side", "odds", "period")
_POSITIONS_TEXT = """
QB RB FB WR TE K PK DST DEF LB CB S DL DE DT OL EDGE PG SG SF PF G F C P SP RP IF OF 1B 2B 3B SS LF CF RF DH UTIL
LW RW W D GK MID FWD
"""
_POSITIONS = set(_POSITIONS_TEXT.split())
_TEAM_AND_POSITION = re.compile(r"([A-Z]{2,4})\s*[-–|,·•/(]\s*([A-Z0-9]{1,4})\)?")  # noqa: RUF001 - a dash as typed
_PLAYER_AND_TEAM = re.compile(r"(.*[^\s,–-])\s*(?:[-–,]\s*|\()([A-Z]{2,4})\)?")  # noqa: RUF001 - a dash as typed


class Label(NamedTuple):
    """What a label says, in the order of `_FIELDS`; blank for what it does not say."""

    player: str = ""
    market: str = ""
    line: str = ""
    side: str = ""
    odds: str = ""
    period: str = ""


def labels_apart(header: list[str], sample: Rows, options: Options) -> Shape | None:
    """Add columns for what labels say and no column does, such as the line and the period; they stand first.

    A label is a side before a number, with a player or a market beside it.
    """
    index = _index(header, sample, options)
    place = next((one for one in range(len(header)) if _are_labels(sample, one)), None)
    if place is None or place == index.get("line"):
        return None
    player = index.get("player_name")
    player = None if player == place else player
    said = [_said(row, place, player) for row in sample]
    wanted = [
        name for nth, name in enumerate(_FIELDS) if any(label[nth] for label in said) and _lacks(index, name, place)
    ]
    if not wanted:
        return None
    picked = [_FIELDS.index(name) for name in wanted]

    def change(row: list[str]) -> list[list[str]]:
        label = _said(row, place, player)
        return [[*(label[nth] for nth in picked), *row]]

    title = header[place].strip()
    why = f"from the labels in {title}"
    note = f"{', '.join(wanted)}: read {why}"
    return Shape([*wanted, *header], change, (title,), dict.fromkeys(wanted, why), note, "labels")


def _lacks(index: dict[str, int], name: str, label: int) -> bool:
    """Whether no column but the labels has a field; a price or a side may be in columns of over and under."""
    found = {field for field, place in index.items() if place != label}
    if name in {"side", "odds"} and found & {"over_odds", "under_odds"}:
        return False
    return name not in found


def _index(header: list[str], sample: Rows, options: Options) -> dict[str, int]:
    """The columns of the fields, those of --map first."""
    titles = [fold_title(title) for title in header]
    mapped = {
        field: titles.index(fold_title(title))
        for field, title in options.columns.items()
        if fold_title(title) in titles
    }
    find_fields(header, sample, mapped)
    return mapped


def _are_labels(sample: Rows, place: int) -> bool:
    cells = cells_of(sample, place)
    return bool(cells) and sum(_parsed(cell, "") is not None for cell in cells) * 10 >= len(cells) * 7


def _said(row: list[str], place: int, player: int | None) -> Label:
    cell = row[place] if place < len(row) else ""
    name = row[player] if player is not None and player < len(row) else ""
    return _parsed(cell, name.strip()) or Label()


@lru_cache(maxsize=1 << 14)
def _parsed(text: str, player: str) -> Label | None:
    """What a label says of a player whose name may be known; None for a text that is not a label."""
    text = " ".join(text.split())
    price = _PRICE.search(text)
    body = text[: price.start()] if price else text
    found = _SIDED_LINE.search(body)
    if not found:
        return None
    around = [_GAP.sub("", part) for part in (body[: found.start()], body[found.end() :])]
    rest = " ".join(filter(None, around))
    name, market = _player_and_market(rest, around, player)
    if not re.search(r"[A-Za-z]{2}", rest):
        return None
    period = canonical("", market).period if market else "full"
    return Label(
        name,
        market,
        found[2].replace("½", ".5"),
        SIDES[found[1].lower()],
        price[1] if price else "",
        "" if period == "full" else period,
    )


def _player_and_market(rest: str, around: list[str], player: str) -> tuple[str, str]:
    """The player and the market in what a label says beside side and line; a blank player if the rest is a market."""
    if player and player.casefold() in rest.casefold():
        begins = rest.casefold().index(player.casefold())
        left = f"{rest[:begins]} {rest[begins + len(player) :]}"
        return player, _GAP.sub("", " ".join(left.split()))
    if all(around) and is_market(around[1]):
        return around[0], around[1]
    if is_market(rest):
        return "", rest
    words = rest.split()
    for count in range(1, len(words)):
        if is_market(" ".join(words[count:])):
            return _GAP.sub("", " ".join(words[:count])), _GAP.sub("", " ".join(words[count:]))
    return "", ""


def sides_of_markets(header: list[str], sample: Rows, options: Options) -> Shape | None:
    """Take the side out of markets such as `Tackles Over`, if no column has it."""
    index = _index(header, sample, options)
    if index.keys() & {"side", "over_odds", "under_odds"}:
        return None
    places = [index["market_type"]] if "market_type" in index else range(len(header))
    for place in places:
        found = [market_and_side(cell) for cell in cells_of(sample, place)]
        sided = [market for market, side in found if side]
        if found and len(sided) * 10 >= len(found) * 8 and any(map(is_market, sided)):
            title = header[place].strip()

            def change(row: list[str], place: int = place) -> list[list[str]]:
                market, side = market_and_side(row[place])
                return [[market, side or "", *row]]

            why = dict.fromkeys(("market_type", "side"), f"from {title}")
            return Shape(["market_type", "side", *header], change, (title,), why)
    return None


def teams_apart(header: list[str], sample: Rows, options: Options) -> Shape | None:
    """Split cells with team and position, `MIN - IF`, or with player and team, `Ana Ruiz (MIN)`, into two columns."""
    index = _index(header, sample, options)
    team, player = index.get("team"), index.get("player_name")
    if team is not None and "position" not in index and (order := _position_comes(cells_of(sample, team))):
        return _split(header, team, _TEAM_AND_POSITION, order)
    cells = cells_of(sample, player)
    teams = [found[2] for cell in cells if (found := _PLAYER_AND_TEAM.fullmatch(cell))]
    if player is None or team is not None or len(teams) * 10 < len(cells) * 8 or not teams or {*teams} <= _POSITIONS:
        return None
    return _split(header, player, _PLAYER_AND_TEAM, ("player_name", "team"))


def _position_comes(cells: list[str]) -> tuple[str, str] | None:
    """The order of team and position in most cells; None if they are not pairs of both."""
    pairs = [found.groups() for cell in cells if (found := _TEAM_AND_POSITION.fullmatch(cell))]
    if not pairs or len(pairs) * 10 < len(cells) * 8:
        return None
    first, second = (sum(pair[place] in _POSITIONS for pair in pairs) for place in (0, 1))
    if second * 10 >= len(pairs) * 8 and second >= first:
        return "team", "position"
    return ("position", "team") if first * 10 >= len(pairs) * 8 else None


def _split(header: list[str], place: int, pattern: re.Pattern[str], names: tuple[str, str]) -> Shape:
    title = header[place].strip()
    whole = "player_name" if "player_name" in names else "team"  # where a cell that is not a pair belongs

    def change(row: list[str]) -> list[list[str]]:
        found = pattern.fullmatch(row[place].strip())
        parts = found.groups() if found else tuple(row[place] if name == whole else "" for name in names)
        return [[*parts, *row]]

    return Shape([*names, *header], change, (title,), dict.fromkeys(names, f"from {title}"))
