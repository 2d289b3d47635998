"""From rows as providers send them to props that can be stored: pairing, prices, gaps, names, identity, one check."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan, nan
from typing import Any, Literal

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers.grouping import Groups
from bbprops_cli.rules.props import identity, markets
from bbprops_cli.rules.props.odds_format import SAMPLE, Detector, OddsFormat, Price
from bbprops_cli.rules.props.prop import CONTENT, Prop, Reject, content, problem
from bbprops_cli.rules.props.season import of_game_id, parse_season, week_and_season

NO_LINE = nan
YES_NO_LINE = 0.5
PATIENCE = 50_000  # rows held back while the odds format is still open


@dataclass(frozen=True)
class Options:
    """What the caller says about a file; it fills gaps and overrides nothing. `columns` maps ours to theirs."""

    league: str | None = None
    season: str | None = None
    week: int | None = None
    platform: str | None = None
    odds_format: OddsFormat = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Raw:
    """One row as sent. Its prop has no prices yet, NO_LINE for a blank line, and the label for its market."""

    prop: Prop
    line: int
    row: Any
    over: Price = None
    under: Price = None
    side: Literal["over", "under"] | None = None
    overs: int = 0
    unders: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled by place: by name, as is the rule for slots, takes twice the time and room."""
        prices = (self.over, self.under, self.side, self.overs, self.unders)
        return _unpickled, (*content(self.prop), self.line, self.row, *prices)

    @classmethod
    def of_side(cls, prop: Prop, line: int, row: Any, side: Literal["over", "under"], price: Price) -> "Raw":
        """A row that holds one side only."""
        return cls(prop, line, row, price, None, side) if side == "over" else cls(prop, line, row, None, price, side)


@dataclass
class Rows:
    """What a provider makes of a file. `sided`: one row per side, to be paired; `ours`: an export of our own.

    `names_leagues`: what it calls a league is one, were it BASKETBALL.
    `odds_format` is other than auto when the provider says what its prices are, `likely` when a header does; `as_read`
    turns the row of a Raw into what a reject shows.
    """

    items: Iterator[Raw | Reject]
    sided: bool = False
    ours: bool = False
    odds_format: OddsFormat = "auto"
    skipped: Counter[str] = field(default_factory=Counter)
    as_read: Callable[[Any], Any] = lambda row: row
    names_leagues: bool = False
    likely: OddsFormat = "auto"


class Reading:
    """Iterate once for props and rejects, each in file order; the attributes are complete when the iteration is."""

    def __init__(self, file: str, fmt: str, rows: Rows, options: Options) -> None:
        self.format = fmt
        self.duplicates = 0
        self._file = file
        self._rows = rows
        self._options = options
        self._season = _season(options.season)
        self._overruled: dict[str, Counter[str]] = {}
        self._league = markets.split_league(options.league)[0] if options.league else ""
        self._platform = markets.platform_key(options.platform) if options.platform else ""
        self._league_said = False
        self._detector = Detector(options.odds_format if rows.odds_format == "auto" else rows.odds_format, rows.likely)

    @property
    def odds_format(self) -> str | None:
        """American or decimal; None when no price told."""
        return self._detector.format

    @property
    def notes(self) -> list[str]:
        """Sentences for stderr: what was skipped, and which options the file overruled."""
        notes = [f"{what}: {count:,}" for what, count in sorted(self._rows.skipped.items())]
        for option, said in self._overruled.items():
            values = ", ".join([*list(said)[:3], *(["..."] if len(said) > 3 else [])])
            given = getattr(self._options, option)
            notes.append(f"the file says {option} {values}: --{option} {given} was not used (rows: {said.total():,})")
        return notes

    def __iter__(self) -> Iterator[Prop | Reject]:
        settled = map(self._settle, self._rows.items)
        whole = self._pair(settled) if self._rows.sided else settled
        yield from map(self._finish, self._with_odds_format(whole))

    def _settle(self, item: Raw | Reject) -> Raw | Reject:
        """Name league and market, find week and season, fill what is missing, make the identity."""
        if isinstance(item, Reject):
            return item
        prop = item.prop
        product = self._fill_league(prop)
        if not self._rows.ours:
            _name_market(prop, product)
            _place_in_season(prop)
        if isnan(prop.line):
            return self._reject(item, "line", "is missing")
        self._fill(prop)
        if not prop.external_id and not self._rows.sided:
            prop.external_id = identity.external_id(prop)
        return item

    def _fill_league(self, prop: Prop) -> str:
        """Returns the period that the league's name stands for (NFL1H), `full` for most."""
        period = "full"
        if markets.is_sport(prop.league) and not (self._rows.ours or self._rows.names_leagues):  # which of its leagues?
            prop.extra_metadata["sport"], prop.league = prop.league, ""
        if prop.league:
            self._league_said = True
            if not self._rows.ours:
                prop.league, period = markets.split_league(prop.league)
            if self._league and prop.league != self._league:
                self._overrule("league", prop.league)
        elif self._league or self._league_said:
            prop.league = self._league
        else:
            raise InvalidInput(f"{self._file} does not say which league it is about", hint="add --league")
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

    def _overrule(self, option: str, said: str) -> None:
        self._overruled.setdefault(option, Counter())[said] += 1

    def _pair(self, items: Iterable[Raw | Reject]) -> Iterator[Raw | Reject]:
        """One prop for the overs and unders of a line; the last price of each side stands, the others are repeats."""
        with Groups[Raw]() as lines:
            for item in items:
                if isinstance(item, Reject):
                    yield item
                    continue
                # Not its external_id: a file may number the sides apart.
                own = identity.external_id(item.prop)
                item.prop.external_id = item.prop.external_id or own
                if reason := problem(item.prop):  # a row without a player, say, is no side of another
                    yield self._reject(item, *reason)
                else:
                    self._put(lines, f"{item.prop.platform}\x1f{own}", item)
            for sides in lines:
                whole = _joined(sides)
                self.duplicates += max(whole.overs, whole.unders) - 1
                yield whole

    def _put(self, lines: Groups[Raw], key: str, item: Raw) -> None:
        try:
            lines.add(key, item)
        except RecursionError as error:
            raise InvalidInput(f"{self._file} has a row that is nested too deeply") from error

    def _with_odds_format(self, items: Iterable[Raw | Reject]) -> Iterator[Raw | Reject]:
        """Hold rows back from the first price on until there are enough prices to tell the format."""
        items, waiting, detector = iter(items), list[Raw | Reject](), self._detector
        for item in items if detector.format is None else ():
            if isinstance(item, Raw):
                detector.see(item.over)
                detector.see(item.under)
            if not detector.seen:
                yield item
                continue
            waiting.append(item)
            if detector.seen >= SAMPLE or len(waiting) >= PATIENCE:
                break
        try:
            detector.decide()
        except InvalidInput as error:
            raise InvalidInput(f"{self._file}: {error}", hint=error.hint) from error
        yield from waiting
        yield from items

    def _finish(self, item: Raw | Reject) -> Prop | Reject:
        """Put the prices in as decimal, then ask whether the prop can be stored."""
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


def _name_market(prop: Prop, product: str) -> None:
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


def _place_in_season(prop: Prop) -> None:
    if prop.game_date is None:
        place = of_game_id(prop.league, prop.game_id) if prop.game_id else None
        if place is None:
            return
    else:
        place = week_and_season(prop.league, prop.game_date)
    week, season, season_type = place
    prop.season = prop.season or season
    if prop.period == "season" and prop.game_date:  # the date is that of some game, or of the end
        prop.extra_metadata.setdefault("start_time", prop.game_date.isoformat())
        prop.game_date = None
    elif season_type:
        prop.week = week if prop.week is None else prop.week
        prop.extra_metadata.setdefault("season_type", season_type)


def _unpickled(*values: Any) -> Raw:
    return Raw(Prop(*values[: len(CONTENT)]), *values[len(CONTENT) :])


def _joined(sides: list[Raw]) -> Raw:
    """The rows of one line as one row, in which the later have the last word."""
    whole = sides[0]
    for side in sides:
        if side.side == "under":
            whole.under = side.under
            whole.unders += 1
        else:
            whole.over = side.over
            whole.overs += 1
        whole.prop.extra_metadata |= side.prop.extra_metadata
    return whole
