import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli.rules.values.fold import fold


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
def test_spellings_of_one_player(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Byron Young", "Bryce Young"), ("Jalen Williams", "Jaylin Williams")])
def test_players_who_differ(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_case_never_counts(name: str) -> None:
    assert fold(name.upper()) == fold(name.upper().lower())
