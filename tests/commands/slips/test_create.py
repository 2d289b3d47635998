import json
from pathlib import Path

import pytest

from tests.commands.slips.conftest import DOCUMENT, Save, shown
from tests.conftest import Run
from tests.factories import new_leg
from tests.providers.test_pikkit import log


def test_create_stores_legs_with_the_keys_and_values_of_the_schema(run: Run, save: Save) -> None:
    slip = shown(run, save("--snapshot", "nfl-week-5", "--tag", "model-v2"))

    assert slip["legs"] == [
        new_leg(probability=0.6),
        new_leg(player="Bo Sample", market="rushing_yards", line=55.5, side="under", probability=0.6),
    ]
    assert (slip["ev"], slip["platform"], slip["tags"]) == (1.08, "prizepicks", ["model-v2"])


def test_create_keeps_a_game_date_without_a_time(run: Run, save: Save) -> None:
    legs = [{**DOCUMENT["legs"][0], "game_date": each} for each in ("2025-10-05", "2025-10-05T17:00Z")]

    found = shown(run, save(legs=legs))

    assert [leg["game_date"] for leg in found["legs"]] == ["2025-10-05", "2025-10-05T17:00:00Z"]


def test_create_reports_computed_evs_ignored_keys_and_contradictions(run: Run, save: Save) -> None:
    document = json.dumps({**DOCUMENT, "score": 87.4, "correlations": [[1, 0.2], [0.3, 1]]})

    result = run("slips", "create", "--user", "ana@example.com", stdin=document)

    assert result.exit_code == 0
    assert result.stdout.startswith("id\tsnapshot_id\tev")
    assert result.stderr == (
        "computed the EV of 1 slip from leg probabilities and payout\n"
        "ignored keys: score\n"
        "the slip contradicts itself: matrix is not symmetric\n"
        "saved 1 slip\n"
    )


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ('{"legs": []}', 5, "the slip has no list of legs."),
        ("[1]", 5, "the slip is not a JSON object."),
        ("{", 5, "stdin is not JSON"),
        ('{"legs": [{"player": "A"}], "ev": NaN}', 5, "NaN is not a JSON number"),
        ("", 5, "stdin is empty"),
        (
            json.dumps({**DOCUMENT, "legs": [DOCUMENT["legs"][0], {"player": "B"}]}),
            5,
            "the slip, leg 2: market is missing",
        ),
        (json.dumps({**DOCUMENT, "legs": [{**DOCUMENT["legs"][0], "prob": None}]}), 5, "ev is missing"),
        (json.dumps({**DOCUMENT, "ev": 1e999}), 5, "is not a JSON number"),
        (json.dumps({**DOCUMENT, "name": "a\0b"}), 5, "the slip holds a NUL character."),
        (json.dumps({**DOCUMENT, "correlations": "none"}), 5, "correlations are neither a matrix nor an object"),
        (json.dumps({**DOCUMENT, "user": "nobody"}), 3, "user 'nobody' does not exist."),
        (json.dumps({**DOCUMENT, "snapshot": "nfl-weak-5"}), 3, "Did you mean nfl-week-5?"),
    ],
)
def test_create_refuses_an_invalid_document_with_the_reason(
    run: Run, save: Save, document: str, code: int, message: str
) -> None:
    result = run("slips", "create", "--user", "ana", stdin=document)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_create_parses_a_correlation_matrix_in_text(run: Run, save: Save) -> None:
    found = shown(run, save(correlations="[[1, 0.2], [0.2, 1]]"))

    assert found["correlations"] == {"matrix": [[1, 0.2], [0.2, 1]]}


def test_create_stores_none_of_the_slips_if_one_is_invalid(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", stdin=json.dumps([DOCUMENT, {**DOCUMENT, "legs": [{}]}]))

    assert (result.exit_code, result.stdout) == (5, "")
    assert "slip 2, leg 1: market is missing." in result.stderr
    assert run("slips", "list", "-o", "json").stdout == "[]\n"


def test_create_stores_nothing_in_a_dry_run(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", "--dry-run", stdin=json.dumps(DOCUMENT))

    assert "would save 1 slip" in result.stderr
    assert run("slips", "list", "-o", "json").stdout == "[]\n"


def test_create_prints_one_line_with_cron(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", "--cron", stdin=json.dumps(DOCUMENT))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "saved 1 slip\n")


def test_create_saves_the_lineups_of_an_object(run: Run, save: Save) -> None:
    players = [{"name": leg.get("player", leg.get("playerName")), **leg} for leg in DOCUMENT["legs"]]
    document = {"platform": "PrizePicks", "league": "NFL", "lineups": [{"players": players, "payout": "3x"}] * 2}

    result = run("slips", "create", "--user", "ana", "-o", "name", stdin=json.dumps(document))

    assert (result.exit_code, len(result.stdout.split())) == (0, 2)
    assert "computed the EV of 2 slips" in result.stderr
    assert "ignored" not in result.stderr
    assert shown(run, result.stdout.split()[1])["ev"] == pytest.approx(1.08)


def test_create_saves_the_bets_of_a_log_as_placed(run: Run, save: Save, tmp_path: Path) -> None:
    bets = tmp_path / "bets.csv"
    bets.write_text(log({}, {"bet_info": "Vipers Moneyline"}, {"ev": "", "bet_id": "b3", "sportsbook": "FanDuel"}))

    refused = run("slips", "create", str(bets), "--user", "ana")
    result = run("slips", "create", str(bets), "--user", "ana", "--ev", "1", "-o", "name")

    assert (refused.exit_code, "slip 2: ev is missing" in refused.stderr) == (5, True)
    assert result.exit_code == 0
    assert result.stderr == (
        "bets with a leg that is not on a player skipped: 1, such as Vipers Moneyline\nsaved 2 slips\n"
    )
    one, other = (shown(run, each) for each in result.stdout.split())
    assert (one["name"], one["platform"], one["stake"], one["ev"]) == ("b1", "draftkings", 25, 1.05)
    assert (one["is_placed"], one["placed_at"], one["tags"]) == (True, "2025-09-13T20:02:30Z", ["won"])
    assert one["legs"][0]["market"] == "total_bases"
    assert (other["platform"], other["ev"]) == ("fanduel", 1)


def test_create_reads_a_bet_log_from_stdin(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", "--cron", stdin=log({}))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "saved 1 slip\n")


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        ({"placed_at": "2999-01-01T00:00Z"}, 5, "the slip: placed_at: '2999-01-01T00:00Z' is not within the years"),
        ({"placed_at": "2199-01-01T00:00Z", "stake": 5}, 5, "the slip: a slip cannot be placed in the future."),
        ({"placed_at": "soon"}, 5, "the slip: placed_at: 'soon' is not a date or time."),
        ({"placed_at": "2025-10-05T17:00Z"}, 2, "the slip: cannot place the slip: it has no stake."),
    ],
)
def test_create_refuses_a_time_at_which_a_slip_cannot_be_placed(
    run: Run, save: Save, said: dict[str, object], code: int, message: str
) -> None:
    result = run("slips", "create", "--user", "ana", stdin=json.dumps({**DOCUMENT, **said}))

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


@pytest.mark.parametrize("key", ["placed_at", "placedAt", "time_placed"])
def test_create_saves_a_slip_that_was_placed(run: Run, save: Save, key: str) -> None:
    slip = shown(run, save(**{key: "2025-10-05T17:00Z", "stake": 5}))

    assert (slip["is_placed"], slip["placed_at"], slip["stake"]) == (True, "2025-10-05T17:00:00Z", 5)


def test_create_keeps_a_slip_without_a_time_of_placement_unplaced(run: Run, save: Save) -> None:
    slip = shown(run, save(placed_at=None, stake=5))

    assert (slip["is_placed"], slip.get("placed_at")) == (False, None)
