"""How a file was understood: its format, layout, columns, odds format and time zone, for `props import --explain`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers.csv_plan import NotUnderstood, Plan
from bbprops_cli.providers.csv_samples import cells_of
from bbprops_cli.providers.pipeline import Options, Reading
from bbprops_cli.providers.provider_keys import keys_of
from bbprops_cli.rules.props.prop import Prop

SAMPLES = 3
FIRST = ("player_name", "market_type", "line", "side", "odds", "under_odds", "platform", "league")


class Meaning(NamedTuple):
    """One column of ours, the header or key of the file that it is read from, why, and values from the file."""

    column: str
    header: str
    why: str
    samples: list[str]


@dataclass
class Explanation:
    """How a file was understood; `problem` is why it cannot be imported."""

    file: str
    format: str
    layout: str = ""
    odds_format: str = ""
    time_zone: str = ""
    columns: list[Meaning] = field(default_factory=list)
    not_used: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problem: InvalidInput | None = None


def not_understood(file: str, fmt: str, error: NotUnderstood) -> Explanation:
    """The explanation of a table in which a column is missing."""
    return _of_plan(Explanation(file, fmt, problem=error), error.plan)


def of_reading(file: str, reading: Reading, options: Options) -> Explanation:
    """The explanation of a file from its first rows; `reading` is used up."""
    made = Explanation(file, reading.format)
    props: list[Prop] = []
    try:
        props = list(islice((item for item in reading if isinstance(item, Prop)), SAMPLES))
    except InvalidInput as error:
        made.problem = error
    made.odds_format = _odds(reading, options, made.problem)
    made.notes = reading.notes
    if isinstance(reading.plan, Plan):
        return _of_plan(made, reading.plan)
    made.layout = f"the format {reading.format}"
    made.columns = list(_of_format(reading.format, props))
    return made


def _of_plan(made: Explanation, plan: Plan) -> Explanation:
    made.layout = "; ".join([*plan.shapes, plan.layout])
    made.time_zone = plan.zone_why
    made.columns = sorted(_columns(plan), key=_rank)
    made.not_used = plan.unused
    made.notes = made.notes or plan.notes
    return made


def _columns(plan: Plan) -> Iterator[Meaning]:
    for column, place in plan.index.items():
        name = "odds" if column == "over_odds" else column
        yield _column(plan, name, place, plan.why.get(column) or plan.why.get("over_odds", ""))
    for book in plan.books:
        for column, own in (("line", book.line), ("odds", book.over), ("under_odds", book.under)):
            if own is not None:
                yield _column(plan, column, own, f"column of {book.platform}")
    if plan.market:
        yield Meaning("market_type", "", "--market", [plan.market])


def _rank(meaning: Meaning) -> int:
    return FIRST.index(meaning.column) if meaning.column in FIRST else len(FIRST)


def _column(plan: Plan, column: str, place: int, why: str) -> Meaning:
    samples = list(dict.fromkeys(cells_of(plan.sample, place)))[:SAMPLES]
    return Meaning(column, plan.header[place].strip(), why, samples)


def _of_format(fmt: str, props: list[Prop]) -> Iterator[Meaning]:
    for column, key in keys_of(fmt).items():
        values = dict.fromkeys(str(getattr(prop, column)) for prop in props if getattr(prop, column) not in (None, ""))
        yield Meaning(column, key, "key of the format", list(values))


def _odds(reading: Reading, options: Options, problem: InvalidInput | None) -> str:
    """The odds format, and the prices or the option that it follows from."""
    found = reading.odds_format
    if found is None:
        return "" if problem else "not known: no price tells it"
    if options.odds_format != "auto":
        return f"{found}, as --odds-format says"
    return f"{found}, {reading.odds_format_why}"
