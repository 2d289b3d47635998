"""Hostile JSON: reading any file gives props, rejects or one clear error."""

import copy
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import NAMES, source
from bbprops_cli.rules.props.prop import problem
from tests.providers import test_bettingpros as bettingpros
from tests.providers import test_bovada as bovada
from tests.providers import test_draftkings as draftkings
from tests.providers import test_fanduel as fanduel
from tests.providers import test_odds_api as odds_api
from tests.providers import test_odds_api_io as odds_api_io
from tests.providers import test_optic_odds as optic_odds
from tests.providers import test_own_json as own
from tests.providers import test_pick6 as pick6
from tests.providers import test_pinnacle as pinnacle
from tests.providers import test_prizepicks as prizepicks
from tests.providers import test_sleeper as sleeper
from tests.providers import test_sports_game_odds as sports_game_odds
from tests.providers import test_underdog as underdog
from tests.providers.reading import Result, read_text

pytestmark = pytest.mark.slow

DOCUMENTS: dict[str, Any] = {
    "odds-api": [odds_api.event(*odds_api.BOTH)],
    "prizepicks": prizepicks.page(prizepicks.projection(), also=[*prizepicks.included(), prizepicks.game()]),
    "underdog": underdog.answer(underdog.line(underdog.HIGHER, underdog.LOWER)),
    "pick6": {"pickableIdToPickableMap": {"111": pick6.pickable()}, "later": pick6.cards()},
    "draftkings": [draftkings.answer(*draftkings.BOTH), draftkings.offers(draftkings.outcome())],
    "fanduel": fanduel.page(*fanduel.BOTH),
    "odds-api-io": [odds_api_io.event(odds_api_io.odds())],
    "sports-game-odds": {"success": True, "data": [sports_game_odds.event(sports_game_odds.BOTH)]},
    "bettingpros": [bettingpros.offers(*bettingpros.BOTH), bettingpros.props()],
    "bovada": bovada.page(*bovada.BOTH),
    "pinnacle": {"matchups": pinnacle.MATCHUPS, "markets": [pinnacle.market()]},
    "optic-odds": {"data": [optic_odds.fixture(*optic_odds.BOTH)]},
    "sleeper": {"lines": [sleeper.line(*sleeper.BOTH)], "players": sleeper.PLAYERS, "games": [sleeper.GAME]},
    "json": [own.EXPORTED, own.EXPORTED],
    "jsonl": own.EXPORTED,
}
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers(-(10**400), 10**400)
    | st.text(st.characters(), max_size=5)
    | st.sampled_from(["", "1e999", "NaN", "-0", "\ud800", "a\0", "2025-10-05", "+50", "9" * 300]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every value inside a document, as its container and its key."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
    return [place for key in keys for place in [(node, key), *places(node[key])]]


def settled(text: str | bytes, fmt: str) -> Result | None:
    """The result, after checks that hold for any file; None for a clear error."""
    try:
        result = read_text(text, fmt)
    except InvalidInput:
        return None
    assert [problem(prop) for prop in result.props] == [None] * len(result.props)
    assert all(reject.field and reject.reason for reject in result.rejects)
    json.dumps([reject.row for reject in result.rejects])
    return result


@pytest.mark.parametrize("fmt", DOCUMENTS)
def test_the_hostile_documents_are_good_before_they_are_spoilt(fmt: str) -> None:
    result = read_text(json.dumps(DOCUMENTS[fmt]))

    assert (result.reading.format, bool(result.props), result.rejects) == (fmt, True, [])


@pytest.mark.parametrize("fmt", DOCUMENTS)
@given(data=st.data())
def test_json_with_junk_in_any_place_gives_props_rejects_or_an_error(fmt: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[fmt])
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(document)))
        container[key] = data.draw(JUNK)

    settled(json.dumps(document), fmt)


def three_of_draftkings() -> tuple[Any, Any, Any]:
    document = draftkings.answer(*(draftkings.selection(points=points) for points in (10.5, 20.5, 30.5)))
    return document, document["selections"], 1


def three_of_fanduel() -> tuple[Any, Any, Any]:
    document = fanduel.page(*(fanduel.runner(handicap=line) for line in (10.5, 20.5, 30.5)))
    return document, document["attachments"]["markets"]["m1"]["runners"], 1


def three_of_odds_api_io() -> tuple[Any, Any, Any]:
    document = odds_api_io.event(*(odds_api_io.odds(f"{name} (Points)") for name in ("Ana", "Bea", "Cleo")))
    return document, document["bookmakers"]["DraftKings"][0]["odds"], 1


def three_of_sports_game_odds() -> tuple[Any, Any, Any]:
    odd = sports_game_odds.odd(**{book: sports_game_odds.quote() for book in ("acebet", "betmgm", "caesars")})
    return sports_game_odds.event({sports_game_odds.OVER: odd}), odd["byBookmaker"], "betmgm"


def three_of_bettingpros() -> tuple[Any, Any, Any]:
    lines = [bettingpros.line(points) for points in (10.5, 20.5, 30.5)]
    return bettingpros.offers(bettingpros.selection("over", *lines)), lines, 1


def three_of_bovada() -> tuple[Any, Any, Any]:
    document = bovada.page(*(bovada.outcome(handicap=line) for line in ("10.5", "20.5", "30.5")))
    return document, document[0]["events"][0]["displayGroups"][0]["markets"][0]["outcomes"], 1


def three_of_pinnacle() -> tuple[Any, Any, Any]:
    prices = [pinnacle.price(points) for points in (10.5, 20.5, 30.5)]
    return [*pinnacle.MATCHUPS, pinnacle.market(*prices)], prices, 1


def three_of_optic_odds() -> tuple[Any, Any, Any]:
    document = optic_odds.fixture(*(optic_odds.odds(points=points) for points in (10.5, 20.5, 30.5)))
    return document, document["odds"], 1


def three_of_sleeper() -> tuple[Any, Any, Any]:
    options = [sleeper.option(value=value) for value in (10.5, 20.5, 30.5)]
    return [sleeper.line(*options) | {"options": options}, sleeper.PLAYERS], options, 1


BOOKS: dict[str, Callable[[], tuple[Any, Any, Any]]] = {
    "draftkings": three_of_draftkings,
    "bovada": three_of_bovada,
    "pinnacle": three_of_pinnacle,
    "fanduel": three_of_fanduel,
    "odds-api-io": three_of_odds_api_io,
    "bettingpros": three_of_bettingpros,
    "optic-odds": three_of_optic_odds,
    "sleeper": three_of_sleeper,
    "sports-game-odds": three_of_sports_game_odds,
}


def three(fmt: str) -> tuple[Any, Any, Any]:
    """A document of three records, the container of the middle record, and its key in that container."""
    document: Any
    if fmt == "odds-api":
        document = odds_api.event(*(odds_api.outcome(player=name) for name in ("Ana", "Bea", "Cleo")))
        return document, document["bookmakers"][0]["markets"][0]["outcomes"], 1
    if fmt == "prizepicks":
        document = prizepicks.page(*map(prizepicks.projection, "123"))
        return document, document["data"], 1
    if fmt == "underdog":
        document = underdog.answer(*(underdog.line(underdog.HIGHER, id=name) for name in "123"))
        return document, document["over_under_lines"], 1
    if fmt == "pick6":
        document = {"pickableIdToPickableMap": {name: pick6.pickable() for name in "123"}}
        for name, holder in document["pickableIdToPickableMap"].items():
            holder["activeMarket"]["pickableMarketId"] = name
        return document, document["pickableIdToPickableMap"], "2"
    if fmt in BOOKS:
        return BOOKS[fmt]()
    document = [{**own.EXPORTED, "external_id": name} for name in "123"]
    return document, document, 1


@pytest.mark.parametrize("fmt", ["odds-api", "prizepicks", "underdog", "pick6", "json", *BOOKS])
@given(data=st.data())
def test_a_spoilt_record_costs_no_other_record_and_is_counted(fmt: str, data: st.DataObject) -> None:
    document, records, middle = three(fmt)
    first, _, last = read_text(json.dumps(document), fmt, odds_format="american").props
    records[middle] = json.loads(json.dumps(records[middle]))  # a copy, since the three records share their parts
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from([(records, middle), *places(records[middle])]))
        container[key] = data.draw(JUNK)

    result = read_text(json.dumps(document), fmt, odds_format="american")

    assert (first in result.props, last in result.props) == (True, True)
    skipped = sum(int(note.rpartition(": ")[2]) for note in result.reading.notes if "skipped" in note)
    assert len(result.props) + len(result.rejects) + result.reading.duplicates + skipped == 3


@pytest.mark.parametrize("fmt", NAMES)
@given(
    st.binary(max_size=200) | st.text(max_size=50).map(str.encode) | JUNK.map(lambda junk: json.dumps(junk).encode())
)
def test_any_bytes_give_props_rejects_or_an_error(fmt: str, content: bytes) -> None:
    settled(content, fmt)


@given(JUNK)
def test_any_json_of_unknown_format_gives_props_rejects_or_an_error(junk: object) -> None:
    settled(json.dumps(junk), "auto")


@pytest.mark.parametrize("fmt", DOCUMENTS)
def test_a_truncated_file_gives_no_props(fmt: str) -> None:
    whole = json.dumps(DOCUMENTS[fmt])

    for end in range(1, len(whole), 7):
        result = settled(whole[:end], fmt)
        assert result is None or result.props == []


WHOLE = [name for name in DOCUMENTS if name != "jsonl"]


@pytest.mark.parametrize("fmt", WHOLE)
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda text: text.encode("utf-16-be"), "is not"),
        (lambda text: text.replace("Ana", "Añá").encode("latin-1"), "not UTF-8 text: byte 0xf1 in line 1"),
        (lambda text: gzip.compress(text.encode())[:-9], "damaged compressed"),
    ],
)
def test_a_document_damaged_in_transfer_is_refused(fmt: str, spoil: Callable[[str], bytes], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_text(spoil(json.dumps(DOCUMENTS[fmt])), fmt)


@pytest.mark.parametrize("fmt", WHOLE)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"[" * 100_000, "is not JSON"),
        (b'{"data":' * 100_000, "is not JSON"),
        (b"1" * 5000, "is not JSON"),
        (gzip.compress(b"[" + b" " * (1 << 22) + b"]"), "more than 1 MB of JSON"),
    ],
    ids=["lists", "objects", "digits", "bomb"],
)
def test_decompression_and_nesting_bombs_are_refused(
    fmt: str, content: bytes, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "DOCUMENT_LIMIT_BYTES", 1 << 20)

    with pytest.raises(InvalidInput, match=sentence):
        read_text(content, fmt)


@pytest.mark.parametrize("fmt", DOCUMENTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_with_a_byte_order_mark_are_read(fmt: str, encoding: str) -> None:
    result = read_text(json.dumps(DOCUMENTS[fmt]).encode(encoding))

    assert (result.reading.format, bool(result.props)) == (fmt, True)


@pytest.mark.parametrize("fmt", DOCUMENTS)
def test_deep_nesting_in_any_place_gives_props_rejects_or_an_error(fmt: str) -> None:
    deep: Any = "bottom"
    for _ in range(400):
        deep = [deep]
    for container, key in places(document := copy.deepcopy(DOCUMENTS[fmt])):
        kept, container[key] = container[key], deep
        settled(json.dumps(document), fmt)
        container[key] = kept
