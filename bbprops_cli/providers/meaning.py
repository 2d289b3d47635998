"""What the values of a raw row mean: its market, its week and season, a start at midnight, and ids that are none."""

from datetime import datetime
from math import isnan

from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.identity import is_damaged_id
from bbprops_cli.rules.props.kickoff import MIDNIGHT_START
from bbprops_cli.rules.props.league_names import EASTERN
from bbprops_cli.rules.props.prop import Prop
from bbprops_cli.rules.props.season import of_game_id, week_and_season

YES_NO_LINE = 0.5
DAMAGED_IDS = "rows whose ids a spreadsheet has rounded, such as 6.38543E+17, read without these ids"
_NO_IDS = ("", None, None)


def name_market(prop: Prop, product: str) -> None:
    """Give a market its canonical name, with category, period and variant; `product` is the period of the league."""
    label = prop.market_type
    market = markets.canonical(markets.sport_of(prop.league), label)
    prop.market_type = market.market_type
    prop.stat_category = prop.stat_category or market.stat_category
    prop.period = prop.period or (market.period if market.period != "full" else product)
    prop.variant = prop.variant or market.variant
    if label != market.market_type:
        prop.extra_metadata.setdefault("raw_market", label)
    if market.is_yes_no and isnan(prop.line):
        prop.line = YES_NO_LINE


def place_in_season(prop: Prop) -> None:
    """Fill week and season in from the start of the game, or from an id of nflverse."""
    if prop.game_date is None:
        place = of_game_id(prop.league, prop.game_id) if prop.game_id else None
        if place is None:
            return
    else:
        if prop.game_date.fold:
            _mark_midnight(prop, prop.game_date)
        place = week_and_season(prop.league, prop.game_date)
    week, season, season_type = place
    prop.season = prop.season or season
    if prop.period == "season" and prop.game_date:  # the date of one of its games, or of its end
        prop.extra_metadata.setdefault("start_time", prop.game_date.isoformat())
        prop.game_date = None
    elif season_type:
        prop.week = week if prop.week is None else prop.week
        prop.extra_metadata.setdefault("season_type", season_type)


def _mark_midnight(prop: Prop, start: datetime) -> None:
    """Tell a time that was sent as 00:00 in New York from a day without a time."""
    prop.game_date = start.replace(fold=0)
    # Where games are played in the United States, none begins then: it is sent for games whose time is not set yet.
    if markets.split_league(prop.league)[0] not in EASTERN:
        prop.extra_metadata[MIDNIGHT_START] = True


def drop_damaged_ids(prop: Prop) -> dict[str, str]:
    """Drop ids that a spreadsheet has damaged; returns them by column."""
    ids = (prop.external_id, prop.game_id, prop.player_id)
    if ids == _NO_IDS:
        return {}
    columns = ("external_id", "game_id", "player_id")
    damaged = {name: found for name, found in zip(columns, ids, strict=True) if found and is_damaged_id(found)}
    for name in damaged:
        setattr(prop, name, "" if name == "external_id" else None)
    return damaged


def tells_game(prop: Prop) -> bool:
    """Whether a prop says, without the id of its game, which game it is on."""
    return bool(prop.external_id or prop.game_date) or prop.week is not None
