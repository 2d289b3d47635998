import pytest

from tests.providers.reading import read_text, understood


@pytest.mark.parametrize(
    "header",
    [
        "player,market,draftkings_line,draftkings_over_price,draftkings_under_price,fd_line,fd_over_price,fd_under_price",
        "player,market,dkLine,dkOver,dkUnder,fdLine,fdOver,fdUnder",
        "player,market,DraftKings Line,DraftKings Over Odds,DraftKings Under,FanDuel Line,FanDuel Over,FanDuel Under",
        "player,market,line_dk,over_odds_dk,under_odds_dk,line_fanduel,over_fanduel,under_fanduel",
        "player,market,point.draftkings,over.price.draftkings,under.price.draftkings,Line FD,Over FD,Under FD",
    ],
)
def test_columns_of_each_platform_are_found_in_very_wide_tables(header: str) -> None:
    books = understood(header).books

    assert [(book.platform, book.line, book.over, book.under) for book in books] == [
        ("draftkings", 2, 3, 4),
        ("fanduel", 5, 6, 7),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "price_dk_{}",
        "dk_price_{}",
        "price_{}_dk",
        "DraftKings ({})",
        "DK Odds {:.1}",
        "{:.1}_draftkings",
        "{} DK Price",
    ],
)
def test_a_title_may_name_platform_and_side_in_any_order(title: str) -> None:
    header = f"player,market,line,{title.format('Over')},{title.format('Under')}"
    made = understood(header, "Ana,Points,4.5,-110,-120")

    assert [(book.platform, book.over, book.under) for book in made.books] == [("draftkings", 3, 4)]


def test_a_platform_may_have_several_words() -> None:
    header = "player,market,line,Caesars Sportsbook Over,ESPN BET Over,ESPN BET Under"

    assert columns_of_books(header) == [("caesars", None, 3, None), ("espnbet", None, 4, 5)]


def test_a_title_may_name_odds_before_the_platform() -> None:
    rows = ("player,market,line,side,odds_dk,price_fanduel", "Ana,Points,4.5,Over,-110,-105")

    assert columns_of_books(*rows) == [("draftkings", None, 4, None), ("fanduel", None, 5, None)]
    assert understood(*rows).sided


def test_an_unknown_platform_is_found_by_its_prices() -> None:
    header = "player,market,acebet_line,acebet_over,acebet_under"

    assert columns_of_books(header, "Ana,Points,4.5,1.9,0") == [("acebet", 2, 3, 4)]
    assert columns_of_books(header) == [("acebet", 2, 3, 4)]


def test_platforms_without_a_line_share_the_line_of_the_row() -> None:
    made = understood("player,market,line,betmgm_over,betmgm_under,best_over,fair_line")

    assert [(book.platform, book.line, book.over, book.under) for book in made.books] == [("betmgm", None, 3, 4)]
    assert made.others == [("best_over", 5), ("fair_line", 6)]


def columns_of_books(*rows: str) -> list[tuple[str, int | None, int | None, int | None]]:
    return [(book.platform, book.line, book.over, book.under) for book in understood(*rows).books]


def test_a_title_that_is_only_a_platform_holds_prices_or_lines() -> None:
    prices = ("player,market,line,side,DraftKings,FD", "Ana,Points,4.5,Over,-110,-105", "Ana,Points,4.5,Under,-110,")

    assert columns_of_books(*prices) == [("draftkings", None, 4, None), ("fanduel", None, 5, None)]
    assert understood(*prices).sided
    assert columns_of_books("player,market,Caesars", "Ana,Points,1.91", "Ana,Points,2") == [("caesars", None, 2, None)]
    assert columns_of_books("player,market,PrizePicks", "Ana,Pass Yds,245.5", "Bea,Pass Yds,120.5") == [
        ("prizepicks", 2, None, None)
    ]


def test_a_blank_column_of_a_platform_holds_prices_if_there_is_a_line() -> None:
    rows = ("player,market,line,side,DraftKings,FanDuel", "Ana,Points,4.5,Over,-110,")

    assert columns_of_books(*rows) == [("draftkings", None, 4, None), ("fanduel", None, 5, None)]
    assert understood(*rows).sided


def test_a_title_may_name_the_side_before_the_platform() -> None:
    header = "player,market,line,over_draftkings,under_draftkings,FanDuel Odds,bet365_decimal,my_odds"

    assert columns_of_books(header) == [
        ("draftkings", None, 3, 4),
        ("fanduel", None, 5, None),
        ("bet365", None, 6, None),
    ]


@pytest.mark.parametrize(("title", "cells"), [("Allow_Under", "True"), ("has_over", "yes"), ("beat_over", "Won")])
def test_words_below_a_title_that_ends_with_a_side_are_not_prices(title: str, cells: str) -> None:
    made = understood(f"Name,Points,Prop,{title}", f"Ana Ruiz,5.5,Assists,{cells}", f"Bea Oye,6.5,Assists,{cells}")

    assert made.books == []
    assert made.index["line"] == 1


@pytest.mark.parametrize(
    "titles", ["DK Over Payout,DK Under Payout", "dk_ov_px,dk_un_px", "DK Juice Over,DK Juice Under"]
)
def test_a_platform_may_have_any_word_for_a_price(titles: str) -> None:
    assert columns_of_books(f"player,market,line,{titles}", "Ana,Points,4.5,-110,-120") == [("draftkings", None, 3, 4)]


def props(text: str) -> list[tuple[object, ...]]:
    return read_text(text).columns("platform", "line", "odds", "under_odds")


@pytest.mark.parametrize(
    ("header", "cells", "found"),
    [
        ("line,betmgm_line", "20.5,21.5", [("manual", 20.5, None, None), ("betmgm", 21.5, None, None)]),
        ("pp_line,sportsbook_line", "20.5,21.5", [("manual", 21.5, None, None), ("prizepicks", 20.5, None, None)]),
        (
            "book,line,over,under,MGM Line",
            "FanDuel,20.5,1.9,2,21.5",
            [("fanduel", 20.5, 1.9, 2.0), ("betmgm", 21.5, None, None)],
        ),
        (
            "line,over_odds,under_odds,dk_over,dk_under",
            "20.5,1.9,2,1.8,2.1",
            [("manual", 20.5, 1.9, 2.0), ("draftkings", 20.5, 1.8, 2.1)],
        ),
        ("line,dk_line,dk_over", ",21.5,1.8", [("draftkings", 21.5, 1.8, None)]),
        ("line,dk_line,dk_over", "20.5,,", [("manual", 20.5, None, None)]),
    ],
)
def test_the_line_of_the_row_stands_beside_those_of_platforms(
    header: str, cells: str, found: list[tuple[object, ...]]
) -> None:
    assert props(f"player,market,{header}\nAna Ruiz,Points,{cells}\n") == found


@pytest.mark.parametrize("title", ["dk_label", "DK Side", "draftkings_pick", "DK O/U"])
@pytest.mark.parametrize(
    ("cell", "prices"), [("Under", (None, 1 + 100 / 155)), ("More", (1 + 100 / 155, None)), ("?", (None, None))]
)
def test_a_label_of_a_platform_says_the_side_of_its_price(
    title: str, cell: str, prices: tuple[float | None, float | None]
) -> None:
    table = f"player,stat_type,dk_line,dk_odds,{title}\nCy Roan,Points,4.5,-155,{cell}\nBo Tell,Points,5.5,-110,Over\n"

    assert props(table)[0] == ("draftkings", 4.5, *prices)


def test_sides_of_platforms_in_two_rows_are_paired() -> None:
    table = (
        "player,stat_type,dk_line,dk_odds,dk_side,fd_line,fd_odds,fd_side\n"
        "Cy Roan,Points,4.5,1.8,Under,5.5,1.9,Over\nCy Roan,Points,4.5,2.1,Over,5.5,2,under\n"
    )

    assert props(table) == [("draftkings", 4.5, 2.1, 1.8), ("fanduel", 5.5, 1.9, 2.0)]


@pytest.mark.parametrize("header", ["line,odds", "line,price", "dk_line,dk_odds"])
def test_a_price_whose_side_nothing_says_is_an_over_price_and_a_note_says_so(header: str) -> None:
    result = read_text(f"player,market,{header}\nAna,Points,4.5,1.9\n")

    assert result.columns("odds", "under_odds") == [(1.9, None)]
    assert result.reading.notes == [f"no column says the side of {header.rpartition(',')[2]}: read as over odds"]
