"""Random tables in random layouts, generated together with their meaning: what comes out is what went in, or less."""

import csv
import io
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.csv_headers import TABLE
from bbprops_cli.rules.props.odds_format import american_to_decimal
from tests.providers.reading import read_text

Found = set[tuple[Any, ...]]  # platform, player, market, line, over odds, under odds

MARKETS = {"Points": "points", "REB": "rebounds", "player_assists": "assists", "Stls": "steals"}
PLATFORMS = {"DK": "draftkings", "FanDuel": "fanduel", "BetMGM": "betmgm"}
# Columns that mean nothing, or another thing than their titles say, with their cells.
DECIMALS = st.integers(110, 290).filter(lambda number: number % 50).map(lambda number: f"{number / 100:.2f}")
NOISE: dict[str, st.SearchStrategy[str]] = {
    **dict.fromkeys(("Plan", "Renews", "note"), st.sampled_from(["", "gold", "May"])),
    **dict.fromkeys(("Allow_Under", "is_over", "Live"), st.sampled_from(["True", "False"])),
    **dict.fromkeys(("type", "bet type", "prop"), st.sampled_from(["straight", "player_prop", "Parlay"])),
    **dict.fromkeys(("closing line", "current_line", "my value"), DECIMALS),
    **dict.fromkeys(("Edge %", "over_prob", "Hit Rate"), st.integers(0, 99).map(lambda number: f"0.{number:02}")),
    **dict.fromkeys(("Projection", "L5 avg", "model_line"), DECIMALS),
    **dict.fromkeys(("my rank", "conf", "stars"), st.integers(1, 5).map(str)),
    "source": st.just("scraper"),
}
STYLES = (
    str, str.upper, str.title,
    lambda text: text.replace(" ", "_"),
    lambda text: text[:1] + text.title().replace(" ", "")[1:],
)  # fmt: skip


class Line(NamedTuple):
    """A line as a person knows it."""

    player: str
    market: str
    line: float
    over: int
    under: int


def spelled(column: str) -> st.SearchStrategy[str]:
    """A spelling of a column in any style."""
    spellings = [one.spelling for one in TABLE if one.column == column and one.cells in {"", "labels"}] or [column]
    return st.builds(lambda style, text: style(text), st.sampled_from(STYLES), st.sampled_from(spellings))


PRICES = st.integers(-400, -100) | st.integers(101, 400)
LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from(["Ana Ruiz", "Bo Tell", "Cy O'Neal", "Dee de la Cruz"]),
        st.sampled_from([*MARKETS]),
        st.integers(1, 60).map(lambda number: number / 2),
        PRICES,
        st.integers(-400, -101),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[:3],
)


class Table(NamedTuple):
    """Rows of cells, the header first, and what they mean."""

    rows: list[list[str]]
    meaning: Found


Layout = Callable[[st.DrawFn, list[Line]], Table]


def expected(platform: str, one: Line) -> tuple[Any, ...]:
    prices = (round(american_to_decimal(price), 9) for price in (one.over, one.under))
    return platform, one.player, MARKETS[one.market], one.line, *prices


def written(price: int, draw: st.DrawFn) -> str:
    """An American price as text, as a spreadsheet may have it."""
    return draw(st.sampled_from([f"{price:+d}", f"'{price:+d}", f"{price:+d}.0", f'="{price:+d}"']))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table in one of four layouts, with columns that mean nothing."""
    lines = draw(LINES)
    layouts: list[Layout] = [wide, sided, by_platform, two_headers]
    return layouts[draw(st.integers(0, len(layouts) - 1))](draw, lines)


def with_noise(draw: st.DrawFn, columns: dict[str, list[str]]) -> list[list[str]]:
    """The columns in any order, among others that mean nothing."""
    count = len(next(iter(columns.values())))
    for title in draw(st.lists(st.sampled_from([*NOISE]), unique=True, max_size=4)):
        if title.lower() not in {one.lower() for one in columns}:
            columns[title] = draw(st.lists(NOISE[title], min_size=count, max_size=count))
    titles = draw(st.permutations([*columns]))
    return [[*titles], *([columns[title][nth] for title in titles] for nth in range(count))]


def basics(draw: st.DrawFn, lines: list[Line]) -> dict[str, list[str]]:
    return {
        draw(spelled("player_name")): [one.player for one in lines],
        draw(spelled("market_type")): [one.market for one in lines],
    }


def wide(draw: st.DrawFn, lines: list[Line]) -> Table:
    columns = basics(draw, lines) | {
        draw(spelled("line")): [f"{one.line:g}" for one in lines],
        draw(spelled("over_odds")): [written(one.over, draw) for one in lines],
        draw(spelled("under_odds")): [written(one.under, draw) for one in lines],
    }
    return Table(with_noise(draw, columns), {expected("manual", one) for one in lines})


def sided(draw: st.DrawFn, lines: list[Line]) -> Table:
    words = draw(st.sampled_from([("Over", "Under"), ("o", "u"), ("MORE", "LESS")]))
    rows = [(one, side) for one in lines for side in (0, 1)]
    columns = basics(draw, [one for one, _ in rows]) | {
        draw(spelled("line")): [f"{one.line:g}" for one, _ in rows],
        draw(spelled("side")): [words[side] for _, side in rows],
        draw(spelled("odds")): [written(one.under if side else one.over, draw) for one, side in rows],
        draw(spelled("platform")): ["DK" for _ in rows],
    }
    return Table(with_noise(draw, columns), {expected("draftkings", one) for one in lines})


def by_platform(draw: st.DrawFn, lines: list[Line]) -> Table:
    names = draw(st.lists(st.sampled_from([*PLATFORMS]), min_size=1, unique=True))
    gap = draw(st.sampled_from(["_", " "]))
    price = draw(st.sampled_from(["", "odds", "price", "payout", "juice"]))
    columns = basics(draw, lines)
    shared = draw(st.booleans())
    if shared:
        columns[draw(spelled("line"))] = [f"{one.line:g}" for one in lines]
    for name in names:
        if not shared:
            columns[f"{name}{gap}line"] = [f"{one.line:g}" for one in lines]
        columns[gap.join(filter(None, (name, "over", price)))] = [written(one.over, draw) for one in lines]
        columns[gap.join(filter(None, (name, "under", price)))] = [written(one.under, draw) for one in lines]
    return Table(with_noise(draw, columns), {expected(PLATFORMS[name], one) for name in names for one in lines})


def two_headers(draw: st.DrawFn, lines: list[Line]) -> Table:
    names = draw(st.lists(st.sampled_from([*PLATFORMS]), min_size=2, unique=True))
    is_filled = draw(st.booleans())  # pandas repeats the group, people leave it blank
    first = ["Player", "Market", "Line"] if is_filled else ["", "", ""]
    second = ["", "", ""] if is_filled else ["Player", "Market", "Line"]
    groups = [cell for name in names for cell in (name, name if is_filled else "")]
    rows = [
        [one.player, one.market, f"{one.line:g}", *(str(price) for _ in names for price in (one.over, one.under))]
        for one in lines
    ]
    header = [first + groups, second + ["Over", "Under"] * len(names)]
    return Table(header + rows, {expected(PLATFORMS[name], one) for name in names for one in lines})


@given(tables())
def test_what_comes_out_of_a_table_is_what_went_in_or_less(table: Table) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(table.rows)
    try:
        result = read_text(out.getvalue(), "csv", odds_format="american")
    except InvalidInput:
        return

    found = {
        (*row[:4], *(price and round(price, 9) for price in row[4:]))
        for row in result.columns("platform", "player_name", "market_type", "line", "odds", "under_odds")
    }
    assert found <= table.meaning
    assert found == table.meaning or result.rejects
