"""From raw rows to props that can be stored: names, seasons, gaps, identity, pairing of sides, prices, and a check."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from math import isnan, nan
from typing import Any

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import meaning
from bbprops_cli.providers.grouping import Groups
from bbprops_cli.providers.reject_queue import RejectQueue
from bbprops_cli.rules.props import markets
from bbprops_cli.rules.props.identities import Identities
from bbprops_cli.rules.props.odds_format import SAMPLE_PRICES, Detector, OddsFormat, Price, number
from bbprops_cli.rules.props.prop import CONTENT, Prop, Reject, content, problem
from bbprops_cli.rules.props.season import parse_season
from bbprops_cli.rules.values.words import Side

NO_LINE = nan
_NEVER = datetime.min.replace(tzinfo=UTC)
HELD_BACK_ROWS = 50_000  # at most, until the odds format is known


@dataclass(frozen=True)
class Options:
    """What the caller knows of a file: fills what the file leaves blank, and overrides nothing.

    `columns` maps our columns to the titles of the file, as --map does. `market` is for tables of one market,
    `sheet` for workbooks, `zone` for start times in tables that name none.
    """

    league: str | None = None
    season: str | None = None
    week: int | None = None
    platform: str | None = None
    market: str | None = None
    sheet: str = ""
    encoding: str = ""
    zone: tzinfo | None = None
    odds_format: OddsFormat = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Raw:
    """One row as sent: its prop has no prices yet, NO_LINE for a blank line, and the label of its market.

    `line` is where the row is in the file; `row` is what a reject shows. `overs` and `unders` count the rows of each
    side that were joined into one. `seen` is when the provider last looked at the price; None if the row does not say.
    """

    prop: Prop
    line: int
    row: object
    over: Price = None
    under: Price = None
    side: Side | None = None
    overs: int = 0
    unders: int = 0
    seen: datetime | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by place, since pickling by name, the default for slots, takes twice the time and space."""
        prices = (self.over, self.under, self.side, self.overs, self.unders, self.seen)
        return _unpickled, (*content(self.prop), self.line, self.row, *prices)

    @classmethod
    def of_side(cls, prop: Prop, line: int, row: object, side: Side | None, price: Price) -> "Raw":
        """A row that is about one side; a price whose side is not known is of neither."""
        if side is None:
            return cls(prop, line, row)
        return cls(prop, line, row, price, None, side) if side == "over" else cls(prop, line, row, None, price, side)


@dataclass
class Rows:
    """What a provider makes of a file.

    `sided`: each row is about one side, and the sides of a line are to be paired. `unsided`: each row has one price,
    and nothing says of which side. `timed`: rows say when they were seen. `ours`: an export of bbprops, taken
    literally. `odds_format` is the format that the provider is known to use, `likely` the one that the header names;
    auto is neither. `skipped` counts, by sentence, what was left out on purpose. `as_read` turns the row of a Raw into
    what a reject shows. `names_leagues`: what the provider calls a league is a league, even if a sport has that name.
    `notes` are sentences on how the file was understood, `plan` is how its columns were, if it is a table.
    """

    items: Iterator[Raw | Reject]
    sided: bool = False
    ours: bool = False
    odds_format: OddsFormat = "auto"
    skipped: Counter[str] = field(default_factory=Counter)
    as_read: Callable[[Any], Any] = lambda row: row
    names_leagues: bool = False
    unsided: bool = False
    timed: bool = False
    notes: list[str] = field(default_factory=list)
    plan: object = None
    likely: OddsFormat = "auto"


class Reading:
    """Props and rejects of a file, each in the order of the file; iterate once.

    The attributes are complete when the iteration has ended. `duplicates` counts the rows that repeat the side of a
    line; the last of them gives the price.
    """

    def __init__(self, file: str, fmt: str, rows: Rows, options: Options, identities: Identities | None = None) -> None:
        self.format = fmt
        self.duplicates = 0
        self._repriced = 0  # lines with several prices for a side
        self._file = file
        self._rows = rows
        self._options = options
        self._identities = identities or Identities()
        self._season = _season(options.season)
        self._overruled: dict[str, Counter[str]] = {}
        self._league = markets.split_league(options.league)[0] if options.league else ""
        self._platform = markets.platform_key(options.platform) if options.platform else ""
        self._league_found = False
        self._detector = Detector(options.odds_format if rows.odds_format == "auto" else rows.odds_format, rows.likely)

    @property
    def odds_format(self) -> str | None:
        """american or decimal; None if no price of the file decides it."""
        return self._detector.format

    @property
    def odds_format_why(self) -> str:
        """Why the file has this odds format: its own definition, or the prices that were looked at."""
        if self._rows.odds_format != "auto":
            return "as the format has it"
        return self._detector.why

    @property
    def plan(self) -> object:
        """How the columns of a table were understood, a `csv_plan.Plan`; None for other formats."""
        return self._rows.plan

    @property
    def notes(self) -> list[str]:
        """Sentences for stderr: what was skipped, and which options were not used because the file says otherwise."""
        notes = [f"{what}: {count:,}" for what, count in sorted(self._rows.skipped.items())] + self._rows.notes
        if self._repriced:
            notes.append(f"lines with several prices for a side: {self._repriced:,}; the newest counts, or the last")
        for option, found in self._overruled.items():
            values = ", ".join([*list(found)[:3], *(["..."] if len(found) > 3 else [])])
            given = getattr(self._options, option)
            notes.append(f"the file says {option} {values}: --{option} {given} was not used (rows: {found.total():,})")
        return notes

    def __iter__(self) -> Iterator[Prop | Reject]:
        settled = map(self._settle, self._rows.items)
        is_joined = self._rows.sided or self._rows.unsided or self._rows.timed
        whole = self._pair(settled) if is_joined else settled
        yield from map(self._finish, self._with_odds_format(whole))

    def _settle(self, item: Raw | Reject) -> Raw | Reject:
        """Give a row its league, market, week, season and identity; fill what is blank from the options."""
        if isinstance(item, Reject):
            return item
        prop = item.prop
        product = self._fill_league(prop)
        if not self._rows.ours:
            meaning.name_market(prop, product)
            meaning.place_in_season(prop)
        if isnan(prop.line):
            return self._reject(item, "line", "is missing")
        self._fill(prop)
        if damaged := meaning.drop_damaged_ids(prop):
            self._rows.skipped[meaning.DAMAGED_IDS] += 1
            if "game_id" in damaged and not meaning.tells_game(prop):
                reason = f"{damaged['game_id']!r:.40} was rounded by a spreadsheet, and no date or week tells the game"
                return self._reject(item, "game_id", reason)
        if not prop.external_id and not self._rows.sided:
            prop.external_id = self._identities.external_id(prop)
        elif not (prop.game_id or self._rows.ours):
            self._identities.number_game(prop)
        return item

    def _fill_league(self, prop: Prop) -> str:
        """Set the league; return the period that its name implies, such as 1h for NFL1H, and `full` for most names."""
        period = "full"
        # The name of a sport does not tell which of its leagues it is.
        if markets.is_sport(prop.league) and not (self._rows.ours or self._rows.names_leagues):
            prop.extra_metadata["sport"], prop.league = prop.league, ""
        if prop.league:
            self._league_found = True
            if not self._rows.ours:
                prop.league, period = markets.split_league(prop.league)
            if self._league and prop.league != self._league:
                self._overrule("league", prop.league)
        elif self._league or self._league_found:
            prop.league = self._league
        else:
            raise InvalidInput(f"{self._file} does not name a league", hint="pass --league")
        return period

    def _fill(self, prop: Prop) -> None:
        options = self._options
        if options.week is not None and prop.week != options.week:
            if prop.week is None:
                prop.week = options.week
            else:
                self._overrule("week", str(prop.week))
        if self._season and prop.season != self._season:
            if prop.season is None:
                prop.season = self._season
            else:
                self._overrule("season", prop.season)
        if not prop.platform:
            prop.platform = self._platform or "manual"
            return
        if not self._rows.ours:
            prop.platform = markets.platform_key(prop.platform)
        if self._platform and prop.platform != self._platform:
            self._overrule("platform", prop.platform)

    def _overrule(self, option: str, found: str) -> None:
        self._overruled.setdefault(option, Counter())[found] += 1

    def _pair(self, items: Iterable[Raw | Reject]) -> Iterator[Raw | Reject]:
        """Join the rows of each line into one: of several prices for a side, the newest counts, or the last.

        Rows with one price each, of which nothing says the side, are rejected if their prices differ.
        """
        with Groups[Raw]() as lines:
            for item in items:
                if isinstance(item, Reject):
                    yield item
                    continue
                # The key is not the external_id of the file, which may number the two sides separately.
                own = self._identities.external_id(item.prop)
                key = own if self._rows.sided else item.prop.external_id or own
                item.prop.external_id = item.prop.external_id or own
                if reason := problem(item.prop):  # or rows without a player would become sides of one line
                    yield self._reject(item, *reason)
                else:
                    self._put(lines, f"{item.prop.platform}\x1f{key}", item)
            for sides in lines:
                if self._rows.unsided and _contradict(sides):
                    for side in sides:  # they still tell the odds format
                        self._detector.see(side.over)
                    yield from (self._reject(side, "odds", _contradiction(side, sides)) for side in sides)
                    continue
                self._repriced += _is_repriced(sides)
                whole = _joined(sorted(sides, key=_seen))
                self.duplicates += max(whole.overs, whole.unders) - 1
                yield whole

    def _put(self, lines: Groups[Raw], key: str, item: Raw) -> None:
        try:
            lines.add(key, item)
        except RecursionError as error:
            raise InvalidInput(f"{self._file} cannot be read: one of its rows is nested too deeply") from error

    def _with_odds_format(self, items: Iterable[Raw | Reject]) -> Iterator[Raw | Reject]:
        """Hold rows back, from the first price on, until there are enough prices to tell the format."""
        items, detector = iter(items), self._detector
        waiting, bad = list[Raw | None](), RejectQueue()  # None stands for the next of the bad
        for item in items if detector.format is None else ():
            if isinstance(item, Raw):
                detector.see(item.over)
                detector.see(item.under)
            if not detector.seen:
                yield item
                continue
            if isinstance(item, Raw):
                waiting.append(item)
            else:
                waiting.append(None)
                bad.add(item)
            if detector.seen >= SAMPLE_PRICES or len(waiting) >= HELD_BACK_ROWS:
                break
        try:
            detector.decide()
        except InvalidInput as error:
            raise InvalidInput(f"{self._file}: {error}", hint=error.hint) from error
        waiting.reverse()
        rejects = bad.taken()
        while waiting:  # each row is freed when it is done with
            yield waiting.pop() or next(rejects)
        yield from items

    def _finish(self, item: Raw | Reject) -> Prop | Reject:
        """Set the prices as decimal odds, then check whether the prop can be stored."""
        if isinstance(item, Reject):
            return item
        prop, side = item.prop, "odds"
        try:
            prop.odds = self._detector.decimal(item.over)
            side = "under_odds"
            prop.under_odds = self._detector.decimal(item.under)
        except InvalidInput as error:
            raise InvalidInput(f"{self._file}, line {item.line}: {error}", hint=error.hint) from error
        except ValueError as error:
            return self._reject(item, side, str(error))
        reason = problem(prop)
        return self._reject(item, *reason) if reason else prop

    def _reject(self, item: Raw, column: str, reason: str) -> Reject:
        return Reject(self._file, item.line, column, reason, self._rows.as_read(item.row))


def _season(given: str | None) -> str | None:
    try:
        return parse_season(given) if given else None
    except ValueError as error:
        raise UsageError(f"--season: {error}") from error


def _unpickled(*values: Any) -> Raw:
    return Raw(Prop(*values[: len(CONTENT)]), *values[len(CONTENT) :])


def _seen(side: Raw) -> datetime:
    return side.seen or _NEVER


def _contradict(rows: list[Raw]) -> bool:
    """Whether rows of one line have different prices, and none is newer than the others."""
    newest = max(map(_seen, rows))
    return len({_comparable(row.over) for row in rows if _seen(row) == newest}) > 1


def _is_repriced(rows: list[Raw]) -> bool:
    """Whether a side of a line has several prices, so that the rows are not mere duplicates."""
    return len(rows) > 1 and any(
        len({_comparable(price) for row in rows if (price := getattr(row, side)) is not None}) > 1
        for side in ("over", "under")
    )


def _comparable(price: Price) -> Price:
    try:
        return price if price is None else number(price)
    except ValueError:
        return price


def _contradiction(side: Raw, sides: list[Raw]) -> str:
    other = next(one for one in sides if one is not side)
    return f"contradicts line {other.line}: the line has another price there, and no column says over or under"


def _joined(sides: list[Raw]) -> Raw:
    """The rows of one line as one row; a later row overrides an earlier one."""
    if not any(side.side for side in sides):  # whole rows, of which the last counts
        whole = sides[-1]
        whole.overs = len(sides)
        return whole
    whole = sides[0]
    overs = [side.over for side in sides if side.side == "over" or (side.side is None and side.over is not None)]
    unders = [side.under for side in sides if side.side == "under" or (side.side is None and side.under is not None)]
    whole.over, whole.overs = (overs[-1] if overs else None), len(overs)
    whole.under, whole.unders = (unders[-1] if unders else None), len(unders)
    for side in sides[1:]:
        whole.prop.extra_metadata |= side.prop.extra_metadata
    return whole
