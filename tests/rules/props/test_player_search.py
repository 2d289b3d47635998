import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bbprops_cli.rules.props.player_search import SUFFIXES, ranked, words

KNOWN = [
    "Ada Example",
    "Amon-Ra Sample",
    "Bo Sample",
    "Bo Sample Jr.",
    "D’Angelo Tester",  # noqa: RUF001 - the typographic apostrophe is the point
    "J.J. Tester III",
    "José Núñez",
    "Mo St. Cloud",
]


def best(text: str) -> str:
    return ranked(text, KNOWN)[0].name


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ADA EXAMPLE", "Ada Example"),
        ("exampl", "Ada Example"),
        ("exmaple", "Ada Example"),
        ("a example", "Ada Example"),
        ("example ada", "Ada Example"),
        ("amonra sample", "Amon-Ra Sample"),
        ("amon ra", "Amon-Ra Sample"),
        ("bo sample", "Bo Sample"),
        ("bo sample jr", "Bo Sample Jr."),
        ("dangelo", "D’Angelo Tester"),  # noqa: RUF001
        ("d'angelo tester", "D’Angelo Tester"),  # noqa: RUF001
        ("jj tester", "J.J. Tester III"),
        ("j.j. tester", "J.J. Tester III"),
        ("jose nunes", "José Núñez"),
        ("st cloud", "Mo St. Cloud"),
        ("StCloud", "Mo St. Cloud"),
    ],
)
def test_a_mistyped_or_partial_name_finds_its_player(text: str, meant: str) -> None:
    assert best(text) == meant


@pytest.mark.parametrize("text", ["", "'", "...", "\x00", "\ud800", "zzz", "ada zzz"])
def test_a_text_unlike_any_name_finds_no_player(text: str) -> None:
    assert ranked(text, KNOWN) == []


def test_the_best_match_comes_first_and_a_suffix_breaks_ties() -> None:
    *best, last = ranked("sample", KNOWN)

    assert best == [("Bo Sample", 100), ("Bo Sample Jr.", 100), ("Amon-Ra Sample", 100)]
    assert (last.name, round(last.score)) == ("Ada Example", 77)


@pytest.mark.parametrize(
    ("name", "expected"), [("Bo Sample Jr.", ["bo", "sample"]), ("V", ["v"]), ("O'Neil", ["oneil"])]
)
def test_the_search_words_of_a_name_leave_out_suffixes(name: str, expected: list[str]) -> None:
    assert words(name) == expected


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=8))
def test_every_player_is_found_by_their_own_name(name: str, others: list[str]) -> None:
    assume(words(name))

    found = ranked(name, {name, *others})

    assert found[0].score == 100
    assert name in {match.name for match in found if match.score == 100}


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=8))
def test_a_player_search_does_not_depend_on_the_order_of_names(text: str, names: list[str]) -> None:
    found = ranked(text, names)

    assert found == ranked(text, reversed(names))
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


@given(st.text("abcdefghij", min_size=6, max_size=12), st.data())
def test_a_player_is_found_by_a_word_with_one_letter_less(name: str, data: st.DataObject) -> None:
    assume(name not in SUFFIXES)
    place = data.draw(st.integers(0, len(name) - 1))

    assert ranked(name[:place] + name[place + 1 :], [name])[0].score >= 80
