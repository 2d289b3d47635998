"""Payouts of platforms for slips of standard legs, with the day from which they apply, as platforms change them.

Each row: platform, play, first day, then for each number of picks the payout without a miss, with one and with two.
Platforms price demons, goblins and correlated legs slip by slip, so that a table does not apply to them.
"""

from datetime import date
from functools import cache
from typing import NamedTuple

_TABLES = """
prizepicks | power    | 2024-01-01 | 2: 3; 3: 5; 4: 10; 5: 20; 6: 37.5
prizepicks | flex     | 2024-01-01 | 3: 2.25 1.25; 4: 5 1.5; 5: 10 2 0.4; 6: 25 2 0.4
underdog   | standard | 2023-01-01 | 2: 3; 3: 6; 4: 10; 5: 20; 6: 35
underdog   | flex     | 2025-02-01 | 3: 3 1; 4: 6 1.5; 5: 10 2.5; 6: 25 2.6 0.25; 7: 40 2.75 0.5; 8: 80 3 1
"""


class Play(NamedTuple):
    """One way to play a slip; `pays` has the payouts without a miss, with one, with two."""

    name: str
    pays: tuple[float, ...]


class _Table(NamedTuple):
    platform: str
    name: str
    since: date
    by_picks: dict[int, tuple[float, ...]]


@cache
def _tables() -> list[_Table]:
    tables = []
    for row in _TABLES.strip().splitlines():
        platform, name, since, cells = (cell.strip() for cell in row.split("|"))
        pairs = (cell.split(":") for cell in cells.split(";"))
        by_picks = {int(picks): tuple(map(float, pays.split())) for picks, pays in pairs}
        tables.append(_Table(platform, name, date.fromisoformat(since), by_picks))
    return tables


def plays(platform: str, picks: int, day: date) -> list[Play]:
    """The ways to play so many picks on a platform on that day, all-or-nothing first; empty for an unknown platform."""
    newest: dict[str, _Table] = {}
    for table in _tables():
        if table.platform == platform and table.since <= day:
            newest[table.name] = max(table, newest.get(table.name, table), key=lambda each: each.since)
    return [Play(name, table.by_picks[picks]) for name, table in newest.items() if picks in table.by_picks]
