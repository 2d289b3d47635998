import json
from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import NAMES, Explanation, Options, explain
from bbprops_cli.providers.provider_keys import KEYS, keys_of
from bbprops_cli.rules.props.prop import CONTENT


def explained(folder: Path, text: str, **options: object) -> Explanation:
    file = folder / "file"
    file.write_text(text)
    return explain(file, options=Options(**{"league": "NBA", **options}))  # type: ignore[arg-type]  # any option


def read_from(made: Explanation) -> dict[str, tuple[str, str]]:
    return {meaning.column: (meaning.header, meaning.why) for meaning in made.columns}


def test_each_column_has_its_header_the_reason_and_three_values(tmp_path: Path) -> None:
    rows = "".join(f"Ana {number},Points,{number}.5,-110,May\n" for number in range(9))
    made = explained(tmp_path, f"player_name,Stat-Type,Points,Ov Px,Renews\n{rows}", columns={"team": "Renews"})

    assert read_from(made) == {
        "player_name": ("player_name", "our name"),
        "market_type": ("Stat-Type", "exact alias"),
        "line": ("Points", "by cells"),
        "odds": ("Ov Px", "exact alias"),
        "team": ("Renews", "--map"),
    }
    assert [meaning.samples for meaning in made.columns[:3]] == [
        ["Ana 0", "Ana 1", "Ana 2"],
        ["Points"],
        ["0.5", "1.5", "2.5"],
    ]


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Bookmaker Key", "exact alias"),
        ("bookmakerKey", "folded alias"),
        ("platform", "our name"),
        ("source", "by cells"),
    ],
)
def test_the_reason_says_how_close_a_header_is_to_a_known_spelling(tmp_path: Path, title: str, why: str) -> None:
    made = explained(tmp_path, f"player,market,line,{title}\nAna,Points,4.5,DK\n")

    assert read_from(made)["platform"] == (title, why)


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("player,market,line,over,under\nAna,Points,4.5,-110,-110\n", "one row per prop, with both sides"),
        ("player,market,line,side,odds\nAna,Points,4.5,Over,-110\n", "one row per side"),
        ("player,market,dk_line,dk_over\nAna,Points,4.5,-110\n", "columns of each platform"),
        ("Name,Points,Pts+Asts,3-PT Made\nAna,24.5,,\n", "a column for each market; one row per prop, with both sides"),
        (",".join(CONTENT) + "\n", "an export of bbprops"),
    ],
)
def test_the_layout_is_named(tmp_path: Path, text: str, layout: str) -> None:
    assert explained(tmp_path, text).layout == layout


@pytest.mark.parametrize(
    ("header", "price", "given", "says"),
    [
        ("over", "-110", "auto", "american, as prices such as -110 are"),
        ("over", "1.91", "auto", "decimal, as prices such as 1.91 are"),
        ("over_american", "150", "auto", "american, as the headers of the prices say"),
        ("over", "150", "decimal", "decimal, as --odds-format says"),
        ("over", "", "auto", "not known: no price tells it"),
    ],
)
def test_the_odds_format_has_its_reason(tmp_path: Path, header: str, price: str, given: str, says: str) -> None:
    made = explained(tmp_path, f"player,market,line,{header}\nAna,Points,4.5,{price}\n", odds_format=given)

    assert made.odds_format == says


def test_zone_and_unused_columns_are_named(tmp_path: Path) -> None:
    made = explained(tmp_path, "player,market,line,Start (ET),Plan\nAna,Points,4.5,11/2/2025 4:25 PM,gold\n")

    assert (made.time_zone, made.not_used) == ("ET, as the header says", ["Plan"])


def test_a_file_that_is_refused_is_explained_as_far_as_it_was_understood(tmp_path: Path) -> None:
    made = explained(tmp_path, "player,market,line,note\nAna,player_prop,4.5,x\n")

    assert isinstance(made.problem, InvalidInput)
    assert set(read_from(made)) == {"player_name", "line"}
    assert made.not_used == ["market", "note"]


def test_prices_that_fit_both_formats_are_a_problem_with_the_option_that_helps(tmp_path: Path) -> None:
    made = explained(tmp_path, "player,market,line,over\nAna,Points,4.5,150\n")

    assert made.problem
    assert "--odds-format" in made.problem.hint


def test_json_is_explained_by_its_keys(tmp_path: Path) -> None:
    made = explained(tmp_path, json.dumps([{"player": {"name": "Ana"}, "market": "Points", "line": 4.5}]))

    assert read_from(made)["player_name"] == ("player.name", "our name, folded")
    assert made.format == "json"


def test_an_answer_of_a_provider_is_explained_by_the_keys_of_its_format(tmp_path: Path) -> None:
    outcome = {"name": "Over", "description": "Ana Ruiz", "point": 4.5, "price": -110}
    book = {"key": "acebet", "markets": [{"key": "player_points", "outcomes": [outcome]}]}
    made = explained(tmp_path, json.dumps({"sport_key": "basketball_nba", "bookmakers": [book]}))

    player = next(meaning for meaning in made.columns if meaning.column == "player_name")
    assert player == ("player_name", "outcomes[].description", "key of the format", ["Ana Ruiz"])


@pytest.mark.parametrize("fmt", sorted(KEYS))
def test_a_table_of_keys_has_the_columns_that_every_prop_has(fmt: str) -> None:
    assert {"player_name", "market_type", "line"} <= keys_of(fmt).keys() <= {*CONTENT}


def test_every_table_of_keys_is_of_a_format() -> None:
    assert KEYS.keys() <= {*NAMES}
