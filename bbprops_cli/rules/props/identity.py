"""When two offers are the same prop, for providers that send no id."""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from bbprops_cli.rules.props.prop import Prop
from bbprops_cli.rules.values.fold import fold_name
from bbprops_cli.rules.values.provider_time import NEW_YORK


def game_key(prop: Prop) -> str:
    """The key of a prop's game: its id, else the New York date and the two teams, else season and week."""
    if prop.game_id:
        return prop.game_id
    if prop.game_date:
        return "|".join((_game_day(prop.game_date), *sorted(fold_name(team) for team in _teams(prop))))
    if prop.week is not None:
        return f"{prop.season or ''}|{prop.week}"
    return prop.season or ""


def external_id(prop: Prop) -> str:
    """A hash of game, folded player, market, period, variant and line: 32 hexadecimal digits."""
    # Adding 0.0 makes 4 and 4.0, and 0 and -0.0, the same number.
    line = _repr(prop.line + 0.0)
    parts = (game_key(prop), fold_name(prop.player_name), prop.market_type, prop.period, prop.variant, line)
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def line_group(prop: Prop) -> str:
    """The key that a line keeps when its number changes: platform, game, folded player, market, period and variant."""
    parts = (prop.platform, game_key(prop), fold_name(prop.player_name), prop.market_type, prop.period, prop.variant)
    return "\x1f".join(parts)


def _teams(prop: Prop) -> list[str]:
    extra = prop.extra_metadata
    sides = (prop.team, prop.opponent)
    if not all(sides):
        sides = (extra.get("home_team") or prop.team, extra.get("away_team") or prop.opponent)
    return [team for team in sides if isinstance(team, str)]


_repr = lru_cache(maxsize=1 << 12)(repr)


@lru_cache(maxsize=4096)
def _game_day(kickoff: datetime) -> str:
    return kickoff.astimezone(NEW_YORK).date().isoformat()
