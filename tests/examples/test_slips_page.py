"""The page on slips: its example is stored, its spellings are ours, and its one-liners load what they say."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bbprops_cli.rules.slips import leg
from bbprops_cli.rules.slips import shape as slip_shape
from bbprops_cli.rules.values.fold import fold_key
from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_user

PAGE = (Path(__file__).parents[2] / "docs" / "slips.md").read_text()


@pytest.fixture
def ana(run: Run, database: Database) -> None:
    with database.session() as work:
        new_user(work, "ana@example.com")


def stored(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("slips", "list", "--sort", "created_at", "-o", "json").stdout)
    return found


def test_slips_page_example_can_be_saved(run: Run, ana: None) -> None:
    (document,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    result = run("slips", "create", "--user", "ana@example.com", stdin=document)

    assert (result.exit_code, result.stderr) == (0, "saved 1 slip\n")
    assert run("slips", "check").exit_code == 0


@pytest.mark.parametrize(
    ("title", "keys"),
    [
        ("A slip", slip_shape.SLIP_KEYS),
        ("A leg", {**leg.LEG_KEYS, **dict.fromkeys(("americanodds", "americanprice"), "odds")}),
    ],
)
def test_slips_page_lists_the_spellings_of_the_code(title: str, keys: dict[str, str]) -> None:
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]

    told: dict[str, str] = {}
    for key, _, others in re.findall(r"^\| `(\w+)` \| (.*) \| (.*)\|$", section, re.MULTILINE):
        told |= {fold_key(spelling): key for spelling in (key, *re.findall(r"`(\w+)`", others))}
    assert told == keys


def write_parlays() -> None:
    """Grouped by size; the legs say neither their side nor their league."""
    legs = [
        {"id": number, "name": name, "team": "ACE", "stat": "pr", "label": "Pts+Rebs", "book": "prizepicks",
         "odds_type": "standard", "line": 14.5, "streak": {"count": 5}, "confidence": 92.0}
        for number, name in enumerate(("Ana Ruiz", "Bo Sample", "Cy Test"))
    ]  # fmt: skip
    Path("parlays.json").write_text(json.dumps({"two_leg": [{"legs": legs[:2]}] * 2, "three_leg": [{"legs": legs}]}))


def write_bet_log() -> None:
    """A row per bet; one is a parlay, whose legs are JSON in a cell."""
    legs = [
        {"player": name, "market": "Strikeouts", "game_date": "2025-08-13", "line": 4.5, "side": "Over",
         "american_odds": "", "model_probability": 0.68, "pitcher_id": 7}
        for name in ("Ana Ruiz", "Bo Sample")
    ]  # fmt: skip
    with Path("bet_log.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, ["player", "line", "side", "bet_type", "parlay_legs", "stake"])
        table.writeheader()
        table.writerow({"player": "Cy Test", "line": "7.5", "side": "under"})
        parlay = {"player": "2-leg parlay", "bet_type": "Parlay", "parlay_legs": json.dumps(legs), "stake": "5.0"}
        table.writerow(parlay)


def write_legs() -> None:
    """A row per leg; names in lower case, sides in upper."""
    rows = [
        "parlay_id,leg_number,player_name,team,prop_type,line,prediction,leg_confidence,bet_result",
        "p_1,1,ana ruiz,Unknown,Pass Completions,19.5,OVER,66.0,",
        "p_1,2,bo sample,JAX,Receptions,4.5,UNDER,67.0,",
        "p_2,1,cy test,JAC,Rec Yds,50.5,UNDER,60.0,",
        "p_2,2,bo sample,JAX,Receptions,4.5,OVER,67.0,WIN",
    ]
    Path("legs.csv").write_text("\n".join(rows))


SHOWN = ("league", "market", "side", "line", "platform", "probability")


def one_liner(file: str) -> str:
    (command,) = re.findall(rf"^\$ (.*{re.escape(file)}.*)$", PAGE, re.MULTILINE)
    return str(command)


@pytest.mark.parametrize(
    ("write", "file", "number", "first"),
    [
        (write_parlays, "parlays.json", 3, ("NBA", "points_rebounds", "over", 14.5, "prizepicks", 0.92)),
        (write_bet_log, "bet_log.csv", 1, ("MLB", "strikeouts", "over", 4.5, "manual", 0.68)),
        (write_legs, "legs.csv", 2, ("NFL", "passing_completions", "over", 19.5, "prizepicks", 0.66)),
    ],
)
def test_slips_page_one_liner_loads_its_file(
    run: Run, ana: None, monkeypatch: pytest.MonkeyPatch, write: Any, file: str, number: int, first: tuple[Any, ...]
) -> None:
    write()
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")

    done = subprocess.run(["bash", "-o", "pipefail", "-c", one_liner(file)], capture_output=True, text=True, check=True)

    assert done.stderr.splitlines()[-1] == f"saved {number} slip{'s' * (number > 1)}"
    slips = stored(run)
    assert len(slips) == number
    found = slips[0]["legs"][0]
    assert (found["player"].casefold(), *(found[key] for key in SHOWN)) == ("ana ruiz", *first)
