"""Bet logs of Pikkit, in the orders of words that its sportsbooks have."""

from typing import Any

import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.providers import pikkit

HEADER = (
    "bet_id,sportsbook,type,status,odds,closing_line,ev,amount,profit,time_placed,time_settled,"
    "time_placed_iso,time_settled_iso,bet_info,tags,sports,leagues"
)


def log(*rows: dict[str, str]) -> str:
    """A bet log with bets that differ from a straight bet on Ana Ruiz in the given columns."""
    bet = {"bet_id": "b1", "sportsbook": "DraftKings", "type": "straight", "status": "SETTLED_WIN", "odds": "1.91"}
    bet |= {"amount": "25", "profit": "22.75", "time_placed": "09/13/2025 20:02:30 GMT", "leagues": "MLB"}
    bet |= {"bet_info": "Ana Ruiz over 1.5 Total Bases Vipers @ Hawks", "ev": "0.05"}
    lines = [",".join(f'"{(bet | row).get(column, "")}"' for column in HEADER.split(",")) for row in rows]
    return "\n".join([HEADER, *lines]) + "\n"


def read(*rows: dict[str, str]) -> list[dict[str, Any]]:
    return pikkit.read(log(*rows), "bets.csv").slips


def leg(sent: str, league: str = "NBA") -> dict[str, Any]:
    """The leg of a bet with one sentence."""
    (slip,) = read({"bet_info": sent, "leagues": league, "odds": "", "status": "PLACED"})
    found: dict[str, Any] = slip["legs"][0]
    return found


def test_a_bet_is_a_placed_slip() -> None:
    assert read({}) == [
        {
            "name": "b1",
            "platform": "DraftKings",
            "stake": "25",
            "placed_at": "09/13/2025 20:02:30 GMT",
            "tags": ["won"],
            "notes": "Ana Ruiz over 1.5 Total Bases Vipers @ Hawks; odds 1.91; profit 22.75",
            "legs": [
                {
                    "player": "Ana Ruiz",
                    "market": "Total Bases",
                    "line": 1.5,
                    "side": "over",
                    "league": "MLB",
                    "odds": 1.91,
                    "result": "won",
                }
            ],
            "ev": 1.05,
        }
    ]


@pytest.mark.parametrize(
    ("sent", "market", "line", "side"),
    [
        ("Over 0.5 Ana Ruiz Total Bases NYM vs. TB", "Total Bases", 0.5, "over"),
        ("Ana Ruiz over 2.5 Player Assists Dallas Vipers @ New York Hawks", "Player Assists", 2.5, "over"),
        ("Ana Ruiz U 4.5 Strikeouts Thrown Vipers @ Hawks", "Strikeouts Thrown", 4.5, "under"),
        ("Over 4.5 Ana Ruiz Points - 1st Quarter", "Points - 1st Quarter", 4.5, "over"),
        ("4.5 Under Ana Ruiz Points + Rebounds", "Points + Rebounds", 4.5, "under"),
        ("Ana Ruiz Points O/U Higher 24.5 Points Vipers @ Hawks", "Points", 24.5, "over"),
        ("Ana Ruiz Points Less 24.5 Vipers @ Hawks", "Points", 24.5, "under"),
        ("Over 24.5 Ana Ruiz Points Las Vegas Aces @ Hawks", "Points", 24.5, "over"),
        ("Ana Ruiz 25+ Points Vipers @ Hawks", "Points", 24.5, "over"),
        ("25+ Ana Ruiz Points Vipers @ Hawks", "Points", 24.5, "over"),
    ],
)
def test_sportsbooks_have_their_own_order_of_words(sent: str, market: str, line: float, side: str) -> None:
    assert leg(sent) == {"player": "Ana Ruiz", "market": market, "line": line, "side": side, "league": "NBA"}


def test_a_leg_without_a_line_is_the_yes_of_a_yes_no_market() -> None:
    found = leg("Bo Novak Jr. Anytime Touchdown Scorer Vipers @ Hawks", "NFL")

    assert (found["player"], found["line"], found["side"]) == ("Bo Novak Jr.", 0.5, "over")


def test_a_player_may_have_one_name() -> None:
    assert leg("zed over 3.5 Kills Vipers vs Hawks", "LOL")["player"] == "zed"


@pytest.mark.parametrize(
    "sent",
    [
        "Dallas Vipers Moneyline Dallas Vipers @ New York Hawks",
        "Dallas Vipers -3.5 Spread",
        "Over 48.5 Dallas Vipers @ New York Hawks",
        "48.5 Over Total Points Vipers @ Hawks",
        "Over 7.5 Runs NYM vs. TB",
        "Over 8.5 Total Runs NYM vs. TB",
        "Dallas Vipers over 24.5 Points Dallas Vipers @ New York Hawks",
        "Over 24.5 Dallas Vipers Total Points",
        "Dallas Vipers over 3.5 total runs DAL @ NYH",
        "Ana Ruiz over 2.5 Mysteries",
        "Ana Ruiz Points Vipers @ Hawks",
        "Over 4.5",
        "",
    ],
)
def test_a_bet_with_a_leg_that_is_not_on_a_player_is_left_out_and_shown(sent: str) -> None:
    found = pikkit.read(log({}, {"bet_info": f"Ana Ruiz over 1.5 Hits | {sent}"}), "bets.csv")

    assert [slip["name"] for slip in found.slips] == ["b1"]
    assert found.notes == [f"bets with a leg that is not on a player skipped: 1, such as {sent}"]


def test_a_log_without_bets_on_players_is_an_error_that_says_why() -> None:
    with pytest.raises(InvalidInput, match=r"bets.csv has no bet on players") as refused:
        read({"bet_info": "Vipers Moneyline"})
    assert "skipped: 1, such as Vipers Moneyline" in (refused.value.hint or "")
    with pytest.raises(InvalidInput, match="has no bet on players"):
        read()


@pytest.mark.parametrize(
    ("leagues", "expected"),
    [("NBA", ["NBA", "NBA", "NBA"]), ("NBA | WNBA | NBA", ["NBA", "WNBA", "NBA"]), ("NBA | WNBA", [None] * 3)],
)
def test_each_leg_of_a_parlay_has_its_league_if_the_row_tells(leagues: str, expected: list[str | None]) -> None:
    sent = " | ".join(f"{name} over 1.5 Assists" for name in ("Ana Ruiz", "Bo Novak", "Cy Adams"))

    (slip,) = read({"bet_info": sent, "leagues": leagues, "type": "parlay", "odds": "6.5"})

    assert [each.get("league") for each in slip["legs"]] == expected
    assert not [each for each in slip["legs"] if "odds" in each or "result" in each]
    assert slip["notes"].endswith("odds 6.5; profit 22.75")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (["1.91", "2.5", "1", ""], [{"odds": 1.91}, {"odds": 2.5}, {}, {}]),
        (["-110", "150"], [{"odds": pytest.approx(1.909, abs=0.001)}, {"odds": 2.5}]),
        (["151", "2.5"], [{"american_odds": 15000}, {"odds": 2.5}]),
    ],
)
def test_odds_are_decimal_unless_one_of_the_log_has_a_sign(sent: list[str], expected: list[dict[str, float]]) -> None:
    legs = [slip["legs"][0] for slip in read(*({"odds": odds} for odds in sent))]

    assert [{key: value for key, value in each.items() if key.endswith("odds")} for each in legs] == expected


@pytest.mark.parametrize(
    ("status", "tag", "result"),
    [
        ("SETTLED_WIN", "won", "won"),
        ("SETTLED_LOSS", "lost", "lost"),
        ("SETTLED_PUSH", "pushed", "pushed"),
        ("SETTLED_VOID", "void", "void"),
        ("SETTLED_CASHOUT", "cashed out", None),
        ("PENDING", "open", None),
        ("SOMETHING_NEW", "something_new", None),
    ],
)
def test_the_status_is_a_tag_beside_those_of_the_user(status: str, tag: str, result: str | None) -> None:
    (slip,) = read({"status": status, "tags": "model | late"})

    assert (slip["tags"], slip["legs"][0].get("result")) == ([tag, "model", "late"], result)


def test_the_exact_time_is_preferred_and_an_unknown_ev_is_left_out() -> None:
    (slip,) = read({"time_placed_iso": "2025-09-13T20:02:30.000Z", "ev": ""})

    assert slip["placed_at"] == "2025-09-13T20:02:30.000Z"
    assert "ev" not in slip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (log({"odds": "soon"}), "bets.csv, line 2: odds: 'soon' is not a number"),
        (log({}, {"odds": "-110"}), "bets.csv, line 2: odds: 1.91 is not an American price"),
        (log({"ev": "high"}), "bets.csv, line 2: ev: 'high' is not a number"),
        (log({}) + "b2,DraftKings\n", "bets.csv, line 3 has 2 cells, but the header has 17"),
        (log({}) + 'b2,"Draft', "bets.csv, line 3 cannot be read: unexpected end of data"),
    ],
)
def test_an_unreadable_row_is_an_error_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        pikkit.read(text, "bets.csv")

    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (log({}), True),
        ("\ufeff" + log({}), True),
        (log({}).replace("\n", "\r\n"), True),
        ("bet_id,sportsbook,status,bet_info\n", True),
        ('{"bet_id": 1, "sportsbook": 2, "status": 3, "bet_info": 4}', False),
        ("player,line,sportsbook\n", False),
        ("[]", False),
        ("", False),
    ],
)
def test_a_bet_log_is_told_by_its_header(text: str, expected: bool) -> None:
    assert pikkit.is_bet_log(text) is expected
