"""The prop: its content columns, the same for every provider, and the checks before it is stored."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from bbprops_cli.rules.props.odds_format import HIGHEST_DECIMAL
from bbprops_cli.rules.values.exact_json import LARGEST, inexact
from bbprops_cli.rules.values.storable import unstorable

TEXT_CHARACTERS = 255
HIGHEST_LINE = 1_000_000
JSON_LEVELS = 32
_INEXACT = "holds a number that is not exact"


@dataclass(slots=True)
class Prop:
    """The content columns of `prop_markets`, in their order; prices are decimal, times aware UTC."""

    week: int | None
    league: str
    season: str | None
    player_id: str | None
    player_name: str
    position: str | None
    team: str | None
    opponent: str | None
    market_type: str
    stat_category: str | None
    period: str
    variant: str
    line: float
    odds: float | None
    under_odds: float | None
    platform: str
    external_id: str
    game_id: str | None
    game_date: datetime | None
    is_active: bool = True
    extra_metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reject:
    """A rejected row; `line` is its line in a text file, or the number of its record in a document."""

    file: str
    line: int | None
    field: str
    reason: str
    row: Any


CONTENT = tuple(column.name for column in fields(Prop))
content = attrgetter(*CONTENT)
TEXTS = tuple(
    column.name
    for column in fields(Prop)
    if column.name not in {"week", "line", "odds", "under_odds", "game_date", "is_active", "extra_metadata"}
)
# Members of extra_metadata by which a provider keeps its books: when it last looked, and where it shows the prop.
# A prop that differs in nothing else is unchanged. `bookkeeping` has such columns of a table, by their titles.
BOOKKEEPING = ("bookkeeping", "last_update", "updated_at", "board_time", "rank", "sort_by", "today", "trending_count")
NEEDED = ("player_name", "market_type", "league", "platform", "external_id", "period", "variant")


def problem(prop: Prop) -> tuple[str, str] | None:
    """The first column that cannot be stored, with the reason; None if the prop can be stored.

    An import calls this for each of a million rows.
    """
    if not (prop.player_name and prop.market_type and prop.league and prop.platform and prop.external_id):
        return next((name, "is missing") for name in NEEDED if not getattr(prop, name))
    if not -HIGHEST_LINE <= prop.line <= HIGHEST_LINE:
        return "line", f"{prop.line:g} is not within ±1,000,000"
    if prop.odds is not None and not 1 < prop.odds <= HIGHEST_DECIMAL:
        return "odds", f"{prop.odds:g} is not a decimal price above 1 and up to 1001"
    if prop.under_odds is not None and not 1 < prop.under_odds <= HIGHEST_DECIMAL:
        return "under_odds", f"{prop.under_odds:g} is not a decimal price above 1 and up to 1001"
    if prop.week is not None and not 0 <= prop.week <= 53:
        return "week", f"{prop.week} is not a week from 0 to 53"
    return _text_problem(prop) or _metadata_problem(prop.extra_metadata)


def _text_problem(prop: Prop) -> tuple[str, str] | None:
    # One check of all texts together: nearly every row passes it and needs no check of each text.
    everything = (
        f"{prop.league}{prop.season}{prop.player_id}{prop.player_name}{prop.position}{prop.team}{prop.opponent}"
        f"{prop.market_type}{prop.stat_category}{prop.period}{prop.variant}{prop.platform}{prop.external_id}{prop.game_id}"
    )
    if not unstorable(everything) and len(everything) <= TEXT_CHARACTERS and prop.period and prop.variant:
        return None
    for name in TEXTS:
        value = getattr(prop, name)
        if value == "":
            return name, "is missing"
        if value is not None and (reason := unstorable(value)):
            return name, reason
        if value is not None and len(value) > TEXT_CHARACTERS:
            return name, f"is longer than {TEXT_CHARACTERS} characters"
    return None


def _metadata_problem(metadata: dict[str, Any]) -> tuple[str, str] | None:
    try:
        if not unstorable("".join((*metadata, *metadata.values()))):
            return None
    except TypeError:  # not every value is a text
        pass
    reason = _json_problem(metadata.values(), JSON_LEVELS) or unstorable("".join(metadata))
    if reason == _INEXACT:
        name, _, reason = inexact(metadata, "extra_metadata").partition(" holds ")
        return name, f"holds {reason}"
    return ("extra_metadata", reason) if reason else None


def _json_problem(values: Iterable[Any], depth: int) -> str:
    # A loop with the common case first: it takes most of the time of a row's check.
    for value in values:
        reason = ""
        if isinstance(value, str):
            if not (reason := unstorable(value)):
                continue
        elif isinstance(value, dict):
            reason = _json_problem(value.values(), depth - 1) or unstorable("".join(value))
        elif isinstance(value, list):
            reason = _json_problem(value, depth - 1)
        elif isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
            reason = "holds a number that is not finite" if not abs(value) < math.inf else _INEXACT
        if reason or depth < 0:
            return reason or f"is nested more than {JSON_LEVELS} levels deep"
    return ""
