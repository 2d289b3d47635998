import gzip
import pickle
from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import NAMES, Options, detect, read


@pytest.mark.parametrize(
    "head",
    [
        b'{"id": "1", "sport_key": "basketball_nba", "bookmakers": []}',
        b'\xef\xbb\xbf [ {"id": "1", "commence_time": "2025-10-05T17:00:00Z"',
        b'{"timestamp": "2025-10-05T17:00:00Z", "data": []}',
        b'{"fetched_at": "x", "events": [ ]}',
        b'{"timestamp": "2025-10-05T17:00:00Z", "data": null}',
        b"[]",
    ],
)
def test_the_odds_api_is_detected(head: bytes) -> None:
    assert detect(head) == "odds-api"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('{"data": [{"type": "projection", "id": "1", "attributes"', "prizepicks"),
        ('{"sport": "NBA", "captured_at": "t", "data": {"data": [{"type":"projection"', "prizepicks"),
        ('{"included": [{"id": "7", "type": "new_player"', "prizepicks"),
        ('{"data":[],"included":[],"links":{},"meta":{"current_page":1}}', "prizepicks"),
        ('{"appearances": [{"id": "a", "match_type": "Game"', "underdog"),
        ('{"over_under_lines":[]', "underdog"),
        ('{"state": {"loaderData": {"routes/_index": {"pickableIdToPickableMap": {', "pick6"),
        ('{"111": {"pickable": {"pickableId": 111', "pick6"),
        ('{"state": {"root": {"header": "{\\\\"activeSite\\\\":\\\\"picksix\\\\"}', "pick6"),
        ('{"sports": [], "events": [{"id": "1", "startEventDate": "', "draftkings"),
        ('{"eventGroup": {"eventGroupId": 1, "name": "NBA", "offerCategories": [', "draftkings"),
        ('{"layout": {"tabs": {}, "coupons": {"1": {', "fanduel"),
        ('{"attachments": {"events": {"5": {"eventId": 5', "fanduel"),
        ('[{"id": 1, "bookmakers": {"BetMGM": [{"name": "ML", "updatedAt": "', "odds-api-io"),
        ('{"success": true, "data": [{"eventID": "e", "leagueID": "NBA", "status": {"startsAt": "', "sports-game-odds"),
        ('{"offers": [{"id": "o1", "market_id": 156, "participants": [{"id": "31"', "bettingpros"),
        ('{"props": [{"sport": "NBA", "market_id": 156, "participant": {"id": "31"', "bettingpros"),
        ('[{"path": [{"link": "/basketball/nba"}], "events": [{"id": "1", "displayGroups": [', "bovada"),
        ('[{"id": 1, "league": {"id": 487, "matchupCount": 7}, "participants": [', "pinnacle"),
        ('[{"cutoffAt": "t", "key": "s;0;ou;20.5", "matchupId": 9, "prices": [', "pinnacle"),
        ('{"data": [{"id": "F1", "home_competitors": [{"id": "H"}], "home_team_display": "', "optic-odds"),
        ('[{"sport": "nba", "subject_id": "31", "wager_type": "points", "options": [', "sleeper"),
        ('{"31": {"player_id": "31", "full_name": "Ana Ruiz", "fantasy_positions": [', "sleeper"),
        ('{"player_name": "Ana", "line": 4.5}\n{"player_na', "jsonl"),
        ('{"Player": "Ana", "line": 4.5}', "jsonl"),
        ('[{"player_name": "Ana"', "json"),
        ('{\n  "props": [\n    {"player": "Ana"', "json"),
        ('{"props": [{"player": "Ana", "line": 4.5}]}', "json"),
        ('{"player": {"0": "Ana"}, "line": {"0": 4.5}}', "json"),
        ('[{"name": "Ana", "stat_type": "Points"', "json"),
        ('{"name": "Ana", "stat_type": "Points", "line": 4.5}', "jsonl"),
        ('[{"sport_key": "basketball_nba", "commence_time": "t", "player": "Ana"', "json"),
        ('{"commence_time": "t", "market": "player_points", "description": "Ana", "point": 4.5}', "jsonl"),
        ('{"event_id": "e1", "sport_key": "nba", "player_name": "Ana", "odds": {"bookmakers": [', "odds-api"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_of_every_provider_is_detected_in_every_encoding(head: str, name: str, encoding: str) -> None:
    assert detect(head.encode(encoding)) == name


@pytest.mark.parametrize(
    "head", [b"player,line\n", b"a", "player;line\nÄ".encode("utf-16"), b"\xef\xbb\xbfplayer\tline"]
)
def test_csv_is_detected(head: bytes) -> None:
    assert detect(head) == "csv"


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        (b'{"players": [], "teams": []}', "If its objects are props, pass --format json."),
        (b"[1, 2]", "Save it as CSV or JSON."),
        (b"\x89PNG\r\x1a\0", "Save it as CSV or JSON."),
    ],
)
def test_an_unknown_format_is_refused_with_the_format_that_may_fit(head: bytes, hint: str) -> None:
    with pytest.raises(InvalidInput, match="the file is not in a format that bbprops knows") as refused:
        detect(head)
    assert refused.value.hint == hint


def test_the_content_decides_the_format_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "props.csv"
    path.write_bytes(gzip.compress(b'[{"sport_key": "basketball_nba", "bookmakers": []}]'))

    assert read(path).format == "odds-api"


def test_an_explicit_format_is_used_without_detection(tmp_path: Path) -> None:
    path = tmp_path / "props.json"
    path.write_text("{who,market,line\n")

    with pytest.raises(InvalidInput, match="no column for player"):
        list(read(path, fmt="csv", options=Options(league="NBA")))


def test_a_format_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="--format xml: expected one of auto, odds-api"):
        read("whatever", fmt="xml")
    assert {"odds-api", "prizepicks", "underdog", "pick6", "jsonl", "json", "csv"} <= set(NAMES)


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_pickle_is_refused_with_what_to_save_instead(protocol: int) -> None:
    with pytest.raises(InvalidInput, match="is a pickle of Python") as refused:
        detect(pickle.dumps([{"player": "Ana Ruiz"}], protocol))
    assert "to_csv()" in refused.value.hint


@pytest.mark.parametrize("text", ["Ana Ruiz\nPTS\n20.5\nMore\nLess\n", "Points\n\nAna Ruiz\n20.5", "Board of today\n"])
def test_text_of_a_page_is_refused_with_what_to_save_instead(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.txt").write_text(text)

    with pytest.raises(InvalidInput, match="is text without columns, as copied from a page") as refused:
        read(tmp_path / "page.txt")
    assert "JSON" in refused.value.hint
