import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_leg, new_prop, new_slip, new_snapshot, new_user

DOCUMENT: dict[str, Any] = {
    "legs": [
        {
            "playerName": "Ada Example",
            "stat_type": "Pass Yards",
            "line_score": 249.5,
            "wager_type": "More",
            "prob": 0.6,
        },
        {"player": "Bo Sample", "market": "rushing_yards", "line": 55.5, "side": "under", "confidence": 60},
    ],
    "platform": "PrizePicks",
    "league": "NFL",
}
Save = Callable[..., str]


@pytest.fixture
def save(run: Run, database: Database) -> Save:
    """Saves one slip of Ana's; its id."""
    with database.session() as work:
        new_user(work, "ana@example.com", username="ana")
        new_snapshot(work, "nfl-week-5")

    def saved(*args: str, **said: Any) -> str:
        document = json.dumps({**DOCUMENT, **said})
        result = run("slips", "create", "--user", "ana", *args, "-o", "name", stdin=document)
        assert result.exit_code == 0, result.stderr
        return result.stdout.strip()

    return saved


def shown(run: Run, slip: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("slips", "show", slip, "-o", "json").stdout)
    return found


def test_a_slip_is_saved_in_our_own_words(run: Run, save: Save) -> None:
    slip = shown(run, save("--snapshot", "nfl-week-5", "--tag", "model-v2"))

    assert slip["legs"] == [
        new_leg(probability=0.6),
        new_leg(player="Bo Sample", market="rushing_yards", line=55.5, side="under", probability=0.6),
    ]
    assert (slip["ev"], slip["platform"], slip["tags"]) == (1.08, "prizepicks", ["model-v2"])


def test_a_game_day_stays_a_day(run: Run, save: Save) -> None:
    legs = [{**DOCUMENT["legs"][0], "game_date": each} for each in ("2025-10-05", "2025-10-05T17:00Z")]

    found = shown(run, save(legs=legs))

    assert [leg["game_date"] for leg in found["legs"]] == ["2025-10-05", "2025-10-05T17:00:00Z"]


def test_saving_says_what_it_worked_out_and_what_it_left(run: Run, save: Save) -> None:
    document = json.dumps({**DOCUMENT, "score": 87.4, "correlations": [[1, 0.2], [0.3, 1]]})

    result = run("slips", "create", "--user", "ana@example.com", stdin=document)

    assert result.exit_code == 0
    assert result.stdout.startswith("id\tsnapshot_id\tev")
    assert result.stderr == (
        "the EV of 1 slip comes from probabilities and payout\n"
        "not kept: score\n"
        "look at this: The slip: matrix is not symmetric\n"
        "saved 1 slip\n"
    )


@pytest.mark.parametrize(
    ("document", "code", "message"),
    [
        ('{"legs": []}', 5, "The slip has no list of legs."),
        ("[1]", 5, "The slip is not a JSON object."),
        ("{", 5, "stdin is not JSON"),
        ('{"legs": [{"player": "A"}], "ev": NaN}', 5, "NaN is not a JSON number"),
        ("", 5, "stdin is empty"),
        (
            json.dumps({**DOCUMENT, "legs": [DOCUMENT["legs"][0], {"player": "B"}]}),
            5,
            "The slip, leg 2: market is missing",
        ),
        (json.dumps({**DOCUMENT, "legs": [{**DOCUMENT["legs"][0], "prob": None}]}), 5, "ev is missing"),
        (json.dumps({**DOCUMENT, "ev": 1e999}), 5, "is not a JSON number"),
        (json.dumps({**DOCUMENT, "name": "a\0b"}), 5, "The slip holds a NUL character."),
        (json.dumps({**DOCUMENT, "correlations": "none"}), 5, "correlations are neither a matrix nor an object"),
        (json.dumps({**DOCUMENT, "user": "nobody"}), 3, "There is no user 'nobody'."),
        (json.dumps({**DOCUMENT, "snapshot": "nfl-weak-5"}), 3, "Did you mean nfl-week-5?"),
    ],
)
def test_what_cannot_be_saved_says_why(run: Run, save: Save, document: str, code: int, message: str) -> None:
    result = run("slips", "create", "--user", "ana", stdin=document)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_a_matrix_may_be_the_text_of_one(run: Run, save: Save) -> None:
    found = shown(run, save(correlations="[[1, 0.2], [0.2, 1]]"))

    assert found["correlations"] == {"matrix": [[1, 0.2], [0.2, 1]]}


def test_a_slip_is_shown_with_the_names_of_its_user_and_snapshot(run: Run, save: Save) -> None:
    found = shown(run, save("--snapshot", "nfl-week-5"))

    assert (found["user"], found["snapshot"]) == ("ana@example.com", "nfl-week-5")


def test_one_bad_slip_stores_none(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", stdin=json.dumps([DOCUMENT, {**DOCUMENT, "legs": [{}]}]))

    assert (result.exit_code, result.stdout) == (5, "")
    assert "Slip 2, leg 1: market is missing." in result.stderr
    assert run("slips", "list", "-o", "json").stdout == "[]\n"


def test_a_dry_run_stores_nothing(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", "--dry-run", stdin=json.dumps(DOCUMENT))

    assert "would have saved 1 slip" in result.stderr
    assert run("slips", "list", "-o", "json").stdout == "[]\n"


def test_cron_is_one_line(run: Run, save: Save) -> None:
    result = run("slips", "create", "--user", "ana", "--cron", stdin=json.dumps(DOCUMENT))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "saved 1 slip\n")


def test_a_slip_is_placed_once(run: Run, save: Save) -> None:
    slip = save()

    result = run("slips", "place", slip[-6:], "--stake", "5", "--at", "2025-10-05T16:40Z")
    again = run("slips", "place", slip, "--stake", "5")
    other = run("slips", "place", slip, "--stake", "6")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"placed {slip[-6:]}: 5 at prizepicks, 2025-10-05 16:40 UTC\n"
    assert (again.exit_code, again.stderr[:34]) == (0, "nothing to do: placed already, " + slip[-6:-3])
    assert (other.exit_code, other.stdout) == (5, "")
    assert shown(run, slip)["placed_at"] == "2025-10-05T16:40:00Z"


def test_placing_wants_a_stake_and_no_future(run: Run, save: Save) -> None:
    slip = save()

    assert run("slips", "place", slip).exit_code == 2
    assert run("slips", "place", slip, "--stake", "5", "--at", "+2h").exit_code == 5
    for stake in ("-1", "nan", "inf"):
        assert run("slips", "place", slip, f"--stake={stake}").exit_code == 2
    assert not shown(run, slip)["is_placed"]


def test_unplacing_clears_the_time_and_keeps_the_plan(run: Run, save: Save) -> None:
    slip = save()
    run("slips", "place", slip, "--stake", "5")

    result = run("slips", "unplace", slip)

    found = shown(run, slip)
    assert (result.exit_code, result.stderr) == (0, f"unplaced {slip[-6:]}\n")
    assert (found["is_placed"], found["placed_at"], found["stake"]) == (False, None, 5)
    assert run("slips", "unplace", slip, "--cron").stderr == ""


def test_deleting_asks(run: Run, save: Save) -> None:
    slip = save(name="Sunday")
    run("db", "mark", "development")

    assert run("slips", "delete", slip).exit_code == 8
    result = run("slips", "delete", slip, "--yes")

    assert (result.exit_code, result.stderr) == (0, f"deleted {slip[-6:]} (Sunday)\n")
    assert run("slips", "show", slip).exit_code == 3


@pytest.fixture
def shelf(run: Run, database: Database) -> Run:
    with database.session() as work:
        ana, ben = new_user(work, "ana@example.com"), new_user(work, "ben@example.com")
        five, six = new_snapshot(work, "five", week=5), new_snapshot(work, "six", week=6, league="NBA")
        common = {"created_at": datetime(2025, 10, 1, tzinfo=UTC), "platform": "prizepicks"}
        placed = {**common, "platform": "underdog", "is_placed": True}
        new_slip(work, ana, **placed, name="a", ev=1.2, stake=5, snapshot_id=five.id)
        new_slip(work, ana, **common, name="b", ev=0.9, stake=2.5, snapshot_id=six.id)
        new_slip(work, ben, **common, name="c", ev=1.1, stake=0.25, legs=[new_leg()])
    return run


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--user", "ana@example.com"], "ba"),
        (["--placed"], "a"),
        (["--unplaced", "--platform", "prizepicks"], "cb"),
        (["--min-ev", "1.1"], "ca"),
        (["--legs", "1"], "c"),
        (["--week", "5"], "a"),
        (["--league", "nba"], "b"),
        (["--week", "9"], ""),
        (["--snapshot", "six"], "b"),
        (["--where", "legs.0.line > 200 and ev < 1"], "b"),
    ],
)
def test_slips_are_chosen(shelf: Run, args: list[str], names: str) -> None:
    found = json.loads(shelf("slips", "list", *args, "--sort", "-id", "-o", "json").stdout)

    assert "".join(slip["name"] for slip in found) == names


def test_legs_are_exported_one_by_one(shelf: Run) -> None:
    result = shelf("slips", "export", "--explode", "legs", "--user", "ana@example.com")

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert [(row["slip_name"], row["leg"], row["player"]) for row in rows] == [
        ("a", "1", "Ada Example"),
        ("a", "2", "Bo Sample"),
        ("b", "1", "Ada Example"),
        ("b", "2", "Bo Sample"),
    ]


def test_an_export_takes_its_format_from_its_name(shelf: Run) -> None:
    result = shelf("slips", "export", "slips.jsonl")

    lines = Path("slips.jsonl").read_text().splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["a", "b", "c"]
    assert (result.exit_code, result.stdout) == (0, "")
    assert shelf("slips", "export", "slips.parquet").exit_code == 2


@pytest.mark.parametrize(("file", "code"), [("", 2), (".", 2), ("/", 2), ("x" * 300, 5), ("no/such/folder.csv", 5)])
def test_what_cannot_be_written_to_says_why(shelf: Run, file: str, code: int) -> None:
    result = shelf("slips", "export", "-o", "csv", file)

    assert (result.exit_code, result.stdout) == (code, "")
    assert "cannot be written" in result.stderr or "is not a file name" in result.stderr


def test_a_limit_has_one_itself(shelf: Run) -> None:
    assert shelf("slips", "list", "--limit", str(10**15)).exit_code == 0
    assert shelf("slips", "list", "--limit", str(10**30)).exit_code == 2


def test_stakes_are_added_up_by_platform_and_month(shelf: Run) -> None:
    found = json.loads(shelf("slips", "stats", "-o", "json").stdout)

    assert found == [
        {"platform": "prizepicks", "month": "2025-10", "slips": 2, "total_stake": 2.75, "mean_ev": 1.0},
        {"platform": "underdog", "month": "2025-10", "slips": 1, "total_stake": 5, "mean_ev": 1.2},
    ]


@pytest.mark.parametrize("columns", ["legs", "legs.0.player"])
def test_what_cannot_be_grouped_by_is_refused(shelf: Run, columns: str) -> None:
    result = shelf("slips", "stats", "--by", columns)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: --by: {columns} holds JSON.")


def test_tables_below_a_record_are_tables_in_markdown(run: Run, database: Database) -> None:
    with database.session() as work:
        slip = str(new_slip(work).id)

    lines = run("slips", "show", slip, "-o", "md").stdout.splitlines()

    place = lines.index("legs")
    assert (lines[place - 1], lines[place + 1]) == ("", "")
    assert lines[place + 2].startswith("| leg |")


def test_a_slip_is_shown_with_its_legs_and_correlations_below(run: Run, database: Database) -> None:
    with database.session() as work:
        slip = str(new_slip(work, correlations={"matrix": [[1, 0.25], [0.25, 1]]}).id)

    lines = run("slips", "show", slip, "-o", "table").stdout.splitlines()

    assert lines[lines.index("legs") + 2].split()[:3] == ["1", "Ada", "Example"]
    assert [line.split() for line in lines[lines.index("correlations") + 1 :]] == [
        ["leg", "1", "2"],
        ["1", "1", "0.25"],
        ["2", "0.25", "1"],
    ]


def test_check_finds_what_contradicts_itself(run: Run, database: Database) -> None:
    with database.session() as work:
        there, gone = new_prop(work), "01a00000-0000-7000-8000-000000000001"
        fine = [new_leg(prop_id=str(there.id)), new_leg(player="Bo")]
        new_slip(work, name="fine", legs=fine, correlations={"matrix": [[1, 0.1], [0.1, 1]]})
        new_slip(work, name="odd", legs=[new_leg(prop_id=gone), new_leg()], correlations={"matrix": [[1, 2], [2, 1]]})

    result = run("slips", "check", "-o", "json")

    found = [(each["name"], each["leg"], each["finding"]) for each in json.loads(result.stdout)]
    assert (result.exit_code, result.stderr) == (5, "3 findings\n")
    assert found == [("odd", None, "matrix"), ("odd", 2, "same prop"), ("odd", 1, "prop gone")]
    assert run("slips", "check", "--where", "name = fine", "-q").exit_code == 0


def test_the_demo_slip_contradicts_nothing(run: Run) -> None:
    run("db", "seed")

    result = run("slips", "check", "-o", "json")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "nothing contradicts itself\n")
