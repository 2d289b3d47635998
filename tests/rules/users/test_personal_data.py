from bbprops_cli.catalog import USERS
from bbprops_cli.rules.users.personal_data import KEPT, erased


def test_every_column_of_a_user_is_either_erased_or_listed_as_kept() -> None:
    assert {*erased("x"), *KEPT} == {column.name for column in USERS.columns}
    assert not {*erased("x")} & {*KEPT}
