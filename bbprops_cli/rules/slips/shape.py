"""A slip in the JSON of another tool, read into the columns that are stored."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from bbprops_cli.errors import InvalidInput
from bbprops_cli.models import Leg, checked
from bbprops_cli.rules.props.markets import platform_key
from bbprops_cli.rules.props.odds_format import factor, number
from bbprops_cli.rules.slips import leg as legs_
from bbprops_cli.rules.slips import value as slip_value
from bbprops_cli.rules.slips.value import SlipValue
from bbprops_cli.rules.values import provider_time
from bbprops_cli.rules.values.fold import fold_key
from bbprops_cli.rules.values.json_document import require_storable

# Our key: the folded keys of other tools, the most trusted first.
_SPELLINGS = """
legs: legs parlaylegs selections picks players
user: user useremail email username
snapshot: snapshot snapshotname snapshotid
league: league
ev: ev expectedvalue
payout: payout payoutmultiplier
variance: variance
var_95: var95 valueatrisk
stake: stake amount wager betsize
correlations: correlations correlationmatrix
name: name title
notes: notes
platform: platform book bookmaker sportsbook
placed_at: placedat timeplaced
tags: tags
"""
SLIP_KEYS = {
    spelling: key
    for key, spellings in (row.split(": ") for row in _SPELLINGS.strip().splitlines())
    for spelling in spellings.split()
}
EV_DIGITS = 6  # decimal places
STRUCTURED = ("legs", "correlations", "tags")
LISTS = ("lineups", "slips", "entries", "parlays")  # keys of an object that lists slips
SLIP_NUMBERS = ("ev", "payout", "variance", "var_95", "stake")


class Slip(NamedTuple):
    """A slip to be stored; `user` and `snapshot` are references, `computed` is the value that gave it its EV."""

    values: dict[str, Any]
    user: str
    snapshot: str
    computed: SlipValue | None
    unread: frozenset[str]


def slips_of(documents: Iterable[object]) -> list[object]:
    """The slips of documents; of those that an object lists, each has the values that the object has beside the list.

    Raises InvalidInput for an empty list.
    """
    found: list[object] = []
    for document in documents:
        listing = (
            next((key for key in document if _lists_slips(key, document)), "") if isinstance(document, dict) else ""
        )
        if not isinstance(document, dict) or not listing:
            found.append(document)
            continue
        if not document[listing]:
            raise InvalidInput(f"{listing} is empty.", hint="Nothing was stored.")
        shared = {key: value for key, value in document.items() if key != listing}
        found.extend({**shared, **each} if isinstance(each, dict) else each for each in document[listing])
    return found


def _lists_slips(key: str, document: Mapping[str, Any]) -> bool:
    """Whether a key holds slips: it is called so, and the document has no legs of its own."""
    return fold_key(key) in LISTS and isinstance(document[key], list) and "legs" not in _said(document)


def read_slip(sent: object, given: Mapping[str, Any], side: str, day: date, label: str) -> Slip:
    """The slip with our keys and values; `given` fills in what it lacks.

    `side` is for legs without one, `day` chooses the table of payouts, `label` names the slip in errors. Raises
    InvalidInput, which names the leg and the field.
    """
    if not isinstance(sent, dict):
        raise InvalidInput(f"{label} is not a JSON object.", hint='Write {"legs": [{"player": …}], "ev": 1.1}.')
    said = {**{name: value for name, value in given.items() if value not in (None, "", [])}, **_said(sent)}
    unread = frozenset(key for key, value in sent.items() if not _is_known(key, value))
    defaults = legs_.LegDefaults(str(said.get("league", "")), str(said.get("platform", "")), side)
    sent_legs = _legs(said.pop("legs", None), label)
    read = [_leg(each, defaults, f"{label}, leg {place}") for place, each in enumerate(sent_legs, 1)]
    values: dict[str, Any] = {name: _number(said[name], f"{label}: {name}") for name in SLIP_NUMBERS if name in said}
    values |= {name: said[name] for name in ("name", "notes", "tags") if name in said}
    if "placed_at" in said:
        values["placed_at"] = _moment(said["placed_at"], f"{label}: placed_at")
    values["correlations"] = _correlations(said.get("correlations", {}), label)
    values["legs"] = read
    platforms = {leg["platform"] for leg in read}
    if "platform" in said or len(platforms) == 1:
        values["platform"] = platform_key(str(said.get("platform") or platforms.pop()).strip())
    computed = _value(values, day, label)
    values.pop("payout", None)
    require_storable(values, label)
    return Slip(values, _text(said.get("user")), _text(said.get("snapshot")), computed, unread | _unread(sent_legs))


def _said(sent: Mapping[str, Any]) -> dict[str, Any]:
    by_spelling = {fold_key(key): value for key, value in sent.items() if _is_known(key, value)}
    said: dict[str, Any] = {}
    for spelling, key in SLIP_KEYS.items():
        if by_spelling.get(spelling) not in (None, ""):
            said.setdefault(key, by_spelling[spelling])
    return said


def _is_known(key: str, value: object) -> bool:
    """Whether the key is known and its value is of a type that it can have."""
    known = SLIP_KEYS.get(fold_key(key))
    if known == "legs":  # some tools write their number under this name
        return isinstance(value, list | str)
    return known in STRUCTURED or (known is not None and not isinstance(value, list | dict))


def _legs(sent: object, label: str) -> list[dict[str, Any]]:
    sent = _parsed(sent)
    if not isinstance(sent, list) or not sent or not all(isinstance(each, dict) for each in sent):
        raise InvalidInput(f"{label} has no list of legs.", hint='Write {"legs": [{"player": …}], "ev": 1.1}.')
    return sent


def _leg(sent: dict[str, Any], defaults: legs_.LegDefaults, label: str) -> dict[str, Any]:
    try:
        return checked(Leg, **legs_.read_leg(sent, defaults)).model_dump(mode="json", exclude_none=True)
    except (ValueError, InvalidInput) as error:
        hint = _hint(str(error))
        raise InvalidInput(f"{label}: {str(error).removesuffix('.')}.", hint=hint) from error


def _hint(message: str) -> str:
    options = {"league is missing": "Add --league NFL.", "side is missing": "Add --side over if all legs are overs."}
    return options.get(message, "Nothing was stored.")


def _number(sent: object, label: str) -> float:
    try:
        return factor(sent) if label.endswith(": payout") else number(sent)
    except (ValueError, TypeError):
        raise InvalidInput(f"{label}: expected a number, got {str(sent)[:40]!r}.") from None


def _moment(sent: object, label: str) -> str:
    try:
        return provider_time.parse(sent if isinstance(sent, int | float) else str(sent))[0].isoformat()
    except ValueError as error:
        raise InvalidInput(f"{label}: {error}.") from error


def _correlations(sent: object, label: str) -> dict[str, Any]:
    sent = _parsed(sent)
    found = {"matrix": sent} if isinstance(sent, list) else sent
    if not isinstance(found, dict):
        raise InvalidInput(f"{label}: correlations are neither a matrix nor an object with one.")
    return found


def _parsed(sent: object) -> object:
    """A list or an object; text, as in a cell of a spreadsheet, is parsed as JSON."""
    try:
        return json.loads(sent) if isinstance(sent, str) else sent
    except (ValueError, RecursionError):
        return None


def _value(values: dict[str, Any], day: date, label: str) -> SlipValue | None:
    """Fill in EV and variance if they are missing and can be computed."""
    if "ev" in values:
        return None
    known = slip_value.values(values["legs"], values["correlations"].get("matrix"), day, values.get("payout"))
    if not known:
        raise InvalidInput(
            f"{label}: ev is missing and cannot be computed from the legs and the payout.",
            hint="Add ev, or a probability for every leg and the payout; or pass --ev.",
        )
    values["ev"] = round(known[0].ev, EV_DIGITS)
    values.setdefault("variance", round(known[0].variance, EV_DIGITS))
    return known[0]


def _unread(sent: list[dict[str, Any]]) -> set[str]:
    return {key for each in sent for key in legs_.unread(each)}


def _text(value: object) -> str:
    return "" if value is None else str(value)
