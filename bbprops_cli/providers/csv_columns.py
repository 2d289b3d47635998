"""Understanding the header of an analyst's CSV: the fields, the layout, and everything else that it has."""

from collections.abc import Mapping

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import csv_samples as samples
from bbprops_cli.providers.csv_fields import find_fields, is_prizepicks, is_shared_id
from bbprops_cli.providers.csv_headers import ALIASES, fold_title, is_bookkeeping, last_level
from bbprops_cli.providers.csv_layout import settle_layout
from bbprops_cli.providers.csv_moments import settle_zone
from bbprops_cli.providers.csv_plan import NotUnderstood, Plan
from bbprops_cli.providers.csv_samples import Rows
from bbprops_cli.providers.pipeline import Options
from bbprops_cli.rules.props.markets import same_market
from bbprops_cli.rules.props.prop import CONTENT

FIELDS = (*CONTENT, "side", "over_odds", "home_team", "away_team", "game")  # what --map can name
FLASH_SALES = ("flashsalelinescore", "flashsaleline", "flashsale")
TEAM_IDS = ("teamid", "hometeamid", "awayteamid")
GAME_NUMBERS = ("gamenumber", "gamenum", "gameno", "dhgame", "doubleheadergame", "doubleheadernumber")
VARIANT_FLAGS = {"isdemon": "demon", "isgoblin": "goblin"}
TITLES_SHOWN, CHARACTERS_SHOWN, CELLS_SHOWN = 30, 400, 3
COLUMN_OF = {"player": "player_name", "market": "market_type", "line": "line"}


def plan(header: list[str], sample: Rows, options: Options, file: str) -> Plan:
    """Understand a header with the help of its first rows and of the options --map, --market and --tz.

    Raises InvalidInput if there is no column for the player, the market or the line, UsageError for a field in
    `columns` that does not exist.
    """
    columns = options.columns
    if sorted(header) == sorted(CONTENT) and not columns:
        return Plan(
            header,
            {field: header.index(field) for field in CONTENT},
            ours=True,
            layout="an export of bbprops",
            sample=sample,
        )
    index = _mapped(header, columns, file)
    why = dict.fromkeys(columns, "--map") | find_fields(header, sample, index)
    if "external_id" not in columns and is_shared_id(header, sample, index):
        index.pop("external_id")
    made = Plan(header, index, why=why, sample=sample, day_first=samples.is_day_first(sample, index.get("game_date")))
    if options.market:
        _take_market(made, options.market, sample)
    settle_zone(made, sample, options.zone)
    settle_layout(made, sample)
    _find_prizepicks(made)
    made.variant_flags = [
        (VARIANT_FLAGS[title], place) for place, title in enumerate(made.titles) if title in VARIANT_FLAGS
    ]
    others = _others(made)
    made.bookkeeping = [(title, place) for title, place in others if is_bookkeeping(title)]
    made.others = [other for other in others if other not in made.bookkeeping]
    made.game_number = next((made.titles.index(title) for title in GAME_NUMBERS if title in made.titles), None)
    times = (place for _, place in made.bookkeeping if samples.any_times(sample, place))
    made.seen = next(times, None)
    if set(TEAM_IDS) <= set(made.titles):
        made.team_ids = [made.titles.index(title) for title in TEAM_IDS]
    _require_prop(made, file)
    return made


def _mapped(header: list[str], columns: Mapping[str, str], file: str) -> dict[str, int]:
    index = {}
    for field, wanted in columns.items():
        if field not in FIELDS:
            raise UsageError(
                f"--map {field}={wanted}: column {field} does not exist", hint=f"Choose one of {', '.join(FIELDS)}."
            )
        found = [place for place, title in enumerate(header) if wanted in (title, title.strip())]
        found = found or [place for place, title in enumerate(header) if fold_title(title) == fold_title(wanted)]
        if not found:
            raise InvalidInput(
                f"{file} has no column {wanted}, which --map names", hint=f"Its columns are {_shown(header)}."
            )
        index[field] = found[0]
    return index


def _take_market(made: Plan, market: str, sample: Rows) -> None:
    """Take --market where no column has the market; the line may then be in a column with the name of the market."""
    if "market_type" in made.index:
        title = made.header[made.index["market_type"]]
        made.notes.append(f"column {title} has the market: --market {market} was not used")
        return
    made.market = market
    meant = fold_title(market)
    for place, title in enumerate(made.header if "line" not in made.index else []):
        is_of_market = fold_title(title) == meant or same_market(title, market)
        if is_of_market and place not in made.index.values() and samples.mostly_numbers(sample, place):
            made.index["line"], made.why["line"] = place, "named like --market"
            return


def _require_prop(made: Plan, file: str) -> None:
    has_line = bool(made.books or made.index.keys() & {"line", "odds", "under_odds"})
    has_market = "market_type" in made.index or bool(made.market)
    found = {"player": "player_name" in made.index, "market": has_market, "line": has_line}
    if all(found.values()):
        return
    missing = [name for name, is_found in found.items() if not is_found]
    raise NotUnderstood(
        f"{file} has no column for {', '.join(missing)}; its columns are {_shown(made.header)}"
        f"{_not_believed(made, missing)}",
        made,
        hint="Name the column with --map, such as --map player_name=Athlete"
        + (", or pass --market if all rows are of one market." if not has_market else "."),
    )


def _not_believed(made: Plan, missing: list[str]) -> str:
    """Which columns have the title of what is missing, but cells that cannot be it."""
    said = []
    for name in missing:
        column = COLUMN_OF[name]
        titles = {fold_title(column), *ALIASES[column]}
        for place, title in enumerate(made.header):
            cells = samples.cells_of(made.sample, place)
            if cells and last_level(title) in titles and place not in made.index.values():
                says = ", ".join(dict.fromkeys(cells[:CELLS_SHOWN]))[:60]
                said.append(f"; column {title.strip()} says {says}, which is not a {name}")
    return "".join(said)


def _shown(header: list[str]) -> str:
    return ", ".join(title.strip() or "(blank)" for title in header[:TITLES_SHOWN])[:CHARACTERS_SHOWN] or "(none)"


def _find_prizepicks(made: Plan) -> None:
    """The columns that only PrizePicks has; its words for line and market tell that a table is of PrizePicks."""
    places = {last_level(title): place for place, title in enumerate(made.header)}
    if not is_prizepicks(places, made.sample):
        return
    sale = next((places[title] for title in FLASH_SALES if title in places), None)
    if "line" in made.index:
        made.flash_sale_line = sale
    if "league" not in made.index:
        made.league_id = places.get("leagueid", places.get("relationshipsleaguedataid"))
    description = places.get("description", places.get("attributesdescription"))
    if description not in made.index.values():
        made.description = description


def _others(made: Plan) -> list[tuple[str, int]]:
    """The columns that hold none of our fields, by title; a title that occurs again gets a number, `note (2)`."""
    used = {*made.index.values()}
    used |= {
        place for book in made.books for place in (book.line, book.over, book.under, book.side) if place is not None
    }
    others: dict[str, int] = {}
    for place, title in enumerate(made.header):
        if place in used or not title.strip():
            continue
        name, count = title.strip(), 1
        while name in others:
            count += 1
            name = f"{title.strip()} ({count})"
        others[name] = place
    return list(others.items())
