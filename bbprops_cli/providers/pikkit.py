"""Bet logs of Pikkit: CSV with a row for each bet, whose legs are sentences such as `Ana Ruiz over 2.5 Assists A @ B`.

Each sportsbook has its own order of player, side, line and market; the teams come last. A leg that does not name a
player, such as a moneyline, is not a leg of a slip.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any, NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.odds_format import american_to_decimal, decimal_to_american, number
from bbprops_cli.rules.values import words
from bbprops_cli.rules.values.fold import fold_name

COLUMNS = {"bet_id", "sportsbook", "status", "bet_info"}
SEPARATOR = re.compile(r"\s*\|\s*")  # of legs, leagues and tags
MARKET_WORDS = 7  # at most
YES_LINE = 0.5

_TAGS = {
    "SETTLED_WIN": "won",
    "SETTLED_LOSS": "lost",
    "SETTLED_PUSH": "pushed",
    "SETTLED_VOID": "void",
    "SETTLED_CASHOUT": "cashed out",
    "PLACED": "open",
    "PENDING": "open",
}
_RESULTS = {"won", "lost", "pushed", "void"}
_REMARKS = ("bet_info", "odds", "closing_line", "profit", "time_settled")  # which a slip has no column for
_NUMBER = r"\d+(?:\.\d+)?"
_SIDE = re.compile(
    rf"(?<!\S)(?:(?P<side>over|under|higher|lower|more|less|o|u)\s*(?P<line>{_NUMBER})"
    rf"|(?P<line_first>{_NUMBER})\s+(?P<side_last>over|under|higher|lower|more|less)|(?P<least>\d+)\+)(?!\S)",
    re.ASCII | re.IGNORECASE,
)
_OF_TEAMS = {"points", "runs", "goals", "games", "sets", "rounds", "maps", "touchdowns"}  # behind the word Total
_BETWEEN_TEAMS = {"@", "at", "v", "vs", "vs."}
_NOBODY = {"total", "team", "teams", "game", "match", "set", "map", "half", "quarter", "both", "either", "any", "no"}


class BetLog(NamedTuple):
    """The bets of a log as documents for `slips create`, and sentences about what was left out."""

    slips: list[dict[str, Any]]
    notes: list[str]


def is_bet_log(text: str) -> bool:
    """Whether a text begins with the header of a bet log."""
    header = text.removeprefix("\ufeff").partition("\n")[0].strip()
    return set(header.replace('"', "").split(",")) >= COLUMNS


def read(text: str, name: str) -> BetLog:
    """The bets whose legs are all on players; raises InvalidInput for rows that cannot be read, or if none remains."""
    rows = list(_rows(text, name))
    american = any(row["odds"].startswith(("+", "-")) for _, row in rows)
    slips, unread = [], []
    for place, row in rows:
        legs = [_leg(sent, league) for sent, league in _sentences(row)]
        if None in legs:
            unread.append(SEPARATOR.split(row["bet_info"])[legs.index(None)])
        else:
            slips.append(_slip(row, [leg for leg in legs if leg], f"{name}, line {place}", american=american))
    notes = [f"bets with a leg that is not on a player skipped: {len(unread):,}, such as {unread[0]}"] if unread else []
    if not slips:
        raise InvalidInput(f"{name} has no bet on players.", hint=f"{notes[0]}." if notes else "Nothing was stored.")
    return BetLog(slips, notes)


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with the line at which they end; a column that the file lacks is empty."""
    reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = next(reader)
        empty = dict.fromkeys(("odds", "amount", "ev", "tags", "leagues", "time_placed", *_REMARKS), "")
        for cells in reader:
            if len(cells) not in {0, len(header)}:
                reason = f"has {len(cells)} cells, but the header has {len(header)}"
                raise InvalidInput(f"{name}, line {reader.line_num} {reason}.", hint="Export the log again.")
            if cells:
                yield reader.line_num, empty | dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise InvalidInput(f"{name}, line {reader.line_num} cannot be read: {error}.") from error


def _sentences(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The sentences of the legs with their leagues; the league is empty if the row does not say which leg is of it."""
    sent, leagues = SEPARATOR.split(row["bet_info"]), SEPARATOR.split(row["leagues"])
    of_all = leagues[0] if len(set(leagues)) == 1 else ""
    return zip(sent, leagues if len(leagues) == len(sent) else [of_all] * len(sent), strict=True)


def _slip(row: dict[str, str], legs: list[dict[str, Any]], label: str, *, american: bool) -> dict[str, Any]:
    tag = _TAGS.get(row["status"], row["status"].lower())
    if len(legs) == 1:
        legs[0] |= _price(row["odds"], label, american=american) | ({"result": tag} if tag in _RESULTS else {})
    remarks = [f"{column.replace('_', ' ')} {row[column]}" for column in _REMARKS[1:] if row[column]]
    return {
        "name": row["bet_id"],
        "platform": row["sportsbook"],
        "stake": row["amount"],
        "placed_at": row.get("time_placed_iso") or row["time_placed"],
        "tags": [each for each in (tag, *SEPARATOR.split(row["tags"])) if each],
        "notes": "; ".join([row["bet_info"], *remarks]),
        "legs": legs,
        **({"ev": 1 + _number(row["ev"], f"{label}: ev")} if row["ev"] else {}),
    }


def _price(sent: str, label: str, *, american: bool) -> dict[str, float]:
    """The odds under the name that says how they are written; 1 and less is not a price."""
    if not sent:
        return {}
    price = _number(sent, f"{label}: odds")
    try:
        decimal = american_to_decimal(price) if american else price
    except ValueError as error:
        raise InvalidInput(f"{label}: odds: {error}.") from error
    if decimal < 100:
        return {"odds": decimal} if decimal > 1 else {}
    return {"american_odds": decimal_to_american(decimal)}


def _number(sent: str, label: str) -> float:
    try:
        return number(sent)
    except ValueError as error:
        raise InvalidInput(f"{label}: {error}.") from error


def _leg(sent: str, league: str) -> dict[str, Any] | None:
    """The leg that a sentence tells; None if it does not name a player and a known market."""
    found = _SIDE.search(sent)
    leg = _of_line(sent, found) if found else _of_yes(sent.split(), markets.sport_of(league))
    return leg and {**leg, **({"league": league} if league else {})}


def _of_line(sent: str, found: re.Match[str]) -> dict[str, Any] | None:
    before, after = sent[: found.start()].split(), sent[found.end() :].split()
    if before:  # the player, behind whom some repeat the market; the market comes next
        start, end = _market(after, [0])
        repeated, _ = _market(before, range(1, len(before)), last=True)
        player, market, rest = before[:repeated], after[:end] or before[repeated:], after[end:]
    else:
        start, end = _market(after, range(1, len(after)))
        player, market, rest = after[:start], after[start:end], after[end:]
    of_team = [word.lower() for word in market[:2]] in [["total", unit] for unit in _OF_TEAMS]
    if not market or of_team or not _is_player(player, rest, alone=bool(before)):
        return None
    if found["least"]:
        return _said(player, market, float(found["least"]) - 0.5, "over")
    side, line = found["side"] or found["side_last"], found["line"] or found["line_first"]
    return _said(player, market, float(line), words.side(side))


def _of_yes(sent: Sequence[str], sport: str) -> dict[str, Any] | None:
    start, end = _market(sent, range(1, len(sent)))
    player, market = sent[:start], sent[start:end]
    if not markets.canonical(sport, " ".join(market)).is_yes_no or not _is_player(player, sent[end:], alone=False):
        return None
    return _said(player, market, YES_LINE, "over")


def _said(player: Sequence[str], market: Sequence[str], line: float, side: words.Side) -> dict[str, Any]:
    return {"player": " ".join(player), "market": " ".join(market), "line": line, "side": side}


def _market(sent: Sequence[str], starts: Iterable[int], *, last: bool = False) -> tuple[int, int]:
    """Where the longest name of a market begins and ends; an empty slice, behind the words, if there is none.

    The teams, such as TB for Tampa Bay or the Aces, may read like a market. With `last`, only names that reach the end
    of the words count.
    """
    stop = next((place - 1 for place, word in enumerate(sent) if word.lower() in _BETWEEN_TEAMS), len(sent))
    spans = [
        (start, end)
        for start in starts
        for end in ([len(sent)] if last else range(start + 1, stop + 1))
        if end - start <= MARKET_WORDS and markets.is_market(" ".join(sent[start:end]))
    ]
    return max(spans, key=lambda span: span[1] - span[0], default=(len(sent), 0))


def _is_player(player: Sequence[str], rest: Sequence[str], *, alone: bool) -> bool:
    """Whether words name a player, not a team of the game; a single word does only where nothing but a name stands."""
    name = fold_name(" ".join(player))
    if len(player) < (1 if alone else 2) or any(letter.isdigit() for letter in name):
        return False
    return name not in fold_name(" ".join(rest)) and not _NOBODY & set(name.split())
