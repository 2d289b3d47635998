import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.rules.values.fold import fold_key, fold_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Luka Dončić", "luka doncic"),
        ("De’Aaron Fox", "De'Aaron Fox"),  # noqa: RUF001 - the typographic apostrophe is the point
        ("De´Aaron Fox", "De`Aaron Fox"),  # noqa: RUF001 - so are the accents that stand for one
        ("Michael Porter Jr.", "Michael Porter Jr"),
        ("Dalano  Banton ", "Dalano Banton"),
        ("Nikola\tJokić", "NIKOLA JOKIC"),
        ("Łukasz Đurić Øster", "lukasz duric oster"),
        ("İlkan", "ilkan"),
        ("Weiß", "WEISS"),
    ],
)
def test_two_spellings_of_one_player_fold_to_one_name(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(("one", "other"), [("Byron Young", "Bryce Young"), ("Jalen Williams", "Jaylin Williams")])
def test_similar_names_of_two_players_fold_to_two_names(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(st.text())
def test_folding_a_name_is_idempotent(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_folding_a_name_ignores_case(name: str) -> None:
    assert fold_name(name.upper()) == fold_name(name.upper().lower())


@pytest.mark.parametrize("key", ["Player Name", "player_name", "playerName", " PLAYER-NAME: "])
def test_a_key_folds_without_case_spaces_and_signs(key: str) -> None:
    assert fold_key(key) == "playername"
