import pytest

from bbprops_cli.errors import InvalidInput, UsageError
from bbprops_cli.providers import pipeline
from bbprops_cli.rules.props import odds_format
from tests.providers.reading import read_text

HEAD = "player,market,line,over_odds"


def test_options_fill_what_the_file_leaves_blank() -> None:
    result = read_text(f"{HEAD}\nAna,Points,4.5,-110\n", league="nba", season="2025-26", week=3, platform="Ace Bet")

    assert result.columns("league", "season", "week", "platform") == [("NBA", "2025", 3, "acebet")]
    assert result.reading.notes == []


def test_options_never_override_and_each_difference_is_one_note() -> None:
    result = read_text(
        f"{HEAD},league,season,week,book\n"
        + "Ana,Rec,4.5,-110,NFL,2025,5,Ace\n" * 3
        + "Ana,Rec,4.5,-110,NFL,2025,6,Ace\n",
        league="CFB",
        season="2024",
        week=5,
        platform="other",
    )

    assert result.columns("league", "season", "week", "platform")[0] == ("NFL", "2025", 5, "ace")
    assert result.reading.notes == [
        "the file says league NFL: --league CFB was not used (rows: 4)",
        "the file says season 2025: --season 2024 was not used (rows: 4)",
        "the file says platform ace: --platform other was not used (rows: 4)",
        "the file says week 6: --week 5 was not used (rows: 1)",
    ]


def test_the_date_of_a_game_gives_week_and_season() -> None:
    result = read_text(f"{HEAD},date\nAna,Rec,4.5,-110,2025-10-05\n", league="NFL", week=7)

    assert result.columns("week", "season") == [(5, "2025")]
    assert result.reading.notes == ["the file says week 5: --week 7 was not used (rows: 1)"]


def test_a_season_long_prop_has_a_season_and_no_date() -> None:
    (prop,) = read_text(f"{HEAD},date\nAna,season_passing_yds,4000.5,-110,2025-10-05\n", league="NFL").props

    assert (prop.period, prop.season, prop.week, prop.game_date) == ("season", "2025", None, None)
    assert prop.extra_metadata["start_time"] == "2025-10-05T04:00:00+00:00"


def test_a_season_option_that_is_not_a_season_is_refused() -> None:
    with pytest.raises(UsageError, match="--season: 'next' is not a season"):
        read_text(f"{HEAD}\n", season="next")


def test_a_file_without_any_league_is_refused() -> None:
    with pytest.raises(InvalidInput, match="does not name a league") as refused:
        read_text(f"{HEAD}\nAna,Points,4.5,-110\n", league=None)
    assert refused.value.hint == "pass --league"


def test_one_row_without_a_league_among_others_is_rejected() -> None:
    result = read_text(f"league,{HEAD}\nNBA,Ana,Points,4.5,-110\n,Bea,Points,4.5,-110\n", league=None)

    assert result.columns("player_name") == [("Ana",)]
    assert result.reasons == [(3, "league")]


def test_the_label_of_a_market_is_kept_beside_the_canonical_name() -> None:
    result = read_text(f"{HEAD}\nAna,Pts+Rebs+Asts,4.5,-110\nAna,points,4.5,-110\n")

    assert [prop.extra_metadata.get("raw_market") for prop in result.props] == ["Pts+Rebs+Asts", None]


def test_a_period_column_overrides_the_period_of_the_label() -> None:
    result = read_text("player,market,line,period\nAna,1H Points,4.5,2h\nAna,1H Points,4.5,\n")

    assert result.columns("market_type", "period") == [("points", "2h"), ("points", "1h")]


def test_all_prices_together_tell_the_odds_format() -> None:
    result = read_text(f"{HEAD}\nAna,Points,4.5,150\nAna,Points,5.5,\nAna,Points,6.5,-110\n")

    assert result.columns("line", "odds") == [(4.5, 2.5), (5.5, None), (6.5, 1 + 100 / 110)]
    assert result.reading.odds_format == "american"


@pytest.mark.parametrize("prices", [("150", "200"), ("-110", "1.91")])
def test_ambiguous_or_mixed_prices_are_refused_with_a_hint(prices: tuple[str, str]) -> None:
    text = f"{HEAD}\n" + "".join(f"Ana,Points,4.5,{price}\n" for price in prices)

    with pytest.raises(InvalidInput) as refused:
        read_text(text)
    assert refused.value.hint == "pass --odds-format"
    assert len(read_text(text, odds_format="american").props) >= 1


def test_a_price_of_the_other_format_after_the_sample_names_its_line() -> None:
    text = f"{HEAD}\n" + "Ana,Points,4.5,-110\n" * odds_format.SAMPLE_PRICES + "Ana,Points,4.5,1.91\n"

    with pytest.raises(InvalidInput, match=r"line 10002: the price 1\.91 is not American"):
        read_text(text)


def test_rows_without_prices_are_not_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a file with one price at its beginning would wait in memory until its end."""
    monkeypatch.setattr(pipeline, "HELD_BACK_ROWS", 3)
    text = f"{HEAD}\n" + "Ana,Points,4.5,\n" * 5 + "Ana,Points,4.5,1.91\n" + "Ana,Points,4.5,\n" * 5

    assert [prop.odds for prop in read_text(text).props] == [None] * 5 + [1.91] + [None] * 5


def test_rejects_keep_their_place_among_the_props() -> None:
    result = read_text(f"{HEAD}\nAna,Points,4.5,-110\nBea,Points,x,-110\nCleo,Points,4.5,abc\nDana,Points,4.5,-110\n")

    assert result.reasons == [(3, "line"), (4, "odds")]
    assert result.columns("player_name") == [("Ana",), ("Dana",)]


def test_rows_without_a_player_are_not_paired() -> None:
    result = read_text("player,market,line,side,odds\n,Points,4.5,over,-110\n,Points,4.5,under,-110\n")

    assert result.reasons == [(2, "player_name"), (3, "player_name")]
    assert result.reading.duplicates == 0


HEAD_2 = "event_id,player,market,line,odds\n"


@pytest.mark.parametrize("prices", [["124", "-166"], ["1.8", "2.1"], ["-110", "-110.0", "-120"]])
def test_rows_with_one_price_each_are_rejected_if_their_prices_contradict(prices: list[str]) -> None:
    rows = "".join(f"e1,Ana Ruiz,Points,5.5,{price}\n" for price in prices)
    result = read_text(f"{HEAD_2}{rows}e1,Bea Oye,Points,5.5,{prices[0]}\n")

    assert result.columns("player_name") == [("Bea Oye",)]
    assert [(reject.line, reject.field) for reject in result.rejects] == [
        (n, "odds") for n in range(2, 2 + len(prices))
    ]
    assert "contradicts line 2" in result.rejects[1].reason
    assert "no column says over or under" in result.rejects[0].reason


def test_equal_rows_with_one_price_each_are_duplicates() -> None:
    result = read_text(HEAD_2 + "e1,Ana Ruiz,Points,5.5,-110\n" * 2 + "e1,Ana Ruiz,Points,5.5,-110.0\n")

    assert (len(result.props), result.rejects, result.reading.duplicates) == (1, [], 2)


@pytest.mark.parametrize(
    ("header", "new", "old"),
    [
        ("over,under", "-120,-105", "-110,-115"),
        ("over,under", "-120,", "-110,-115"),
        ("side,odds", "Over,-120", "Over,-110"),
        ("odds", "-120", "-110"),
    ],
)
@pytest.mark.parametrize("is_newest_first", [True, False])
@pytest.mark.parametrize("title", ["last_update", "Fetched At", "timestamp", "snapshot_utc", "runTimestamp", "ts"])
def test_the_newest_row_counts_if_rows_say_when_they_were_seen(
    header: str, new: str, old: str, is_newest_first: bool, title: str
) -> None:
    rows = [f"Ana,Points,4.5,{new},2025-11-02T20:00Z\n", f"Ana,Points,4.5,{old},2025-11-02T19:00Z\n"]
    table = f"player,market,line,{header},{title}\n" + "".join(rows if is_newest_first else reversed(rows))
    alone = read_text(f"player,market,line,{header}\nAna,Points,4.5,{new}\n")
    result = read_text(table)

    assert result.columns("odds", "under_odds") == alone.columns("odds", "under_odds")
    assert result.reading.duplicates == 1
    assert "lines with several prices for a side: 1; the newest counts, or the last" in result.reading.notes


def test_the_newest_row_counts_if_its_time_is_written_without_signs() -> None:
    rows = ["Ana,Points,4.5,-120,20260731T142341Z\n", "Ana,Points,4.5,-110,20260731T132341Z\n"]
    result = read_text("player,market,line,over,snapshot_ts\n" + "".join(rows))

    assert result.columns("odds") == [(1 + 100 / 120,)]


def test_rows_without_a_time_count_in_the_order_of_the_file() -> None:
    table = "player,market,line,side,odds,updated_at\n" + "".join(
        f"Ana,Points,4.5,Over,{price},soon\n" for price in ("-110", "-120")
    )

    assert read_text(table).columns("odds") == [(1 + 100 / 120,)]
