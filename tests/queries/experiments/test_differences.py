from bbprops_cli.queries.experiments.differences import find, labels
from tests.queries.experiments.runs import new_run

END = "000001"


def test_labels_are_titles_if_those_are_unique() -> None:
    assert labels([new_run(name="a"), new_run(name="b")]) == ["a", "b"]


def test_labels_have_the_end_of_the_id_if_a_title_is_missing_or_not_unique() -> None:
    assert labels([new_run(name="a"), new_run(name="a")]) == [f"{END} a", f"{END} a"]
    assert labels([new_run(name="a"), new_run()]) == [f"{END} a", END]


def test_all_values_are_compared_on_demand() -> None:
    first, other = new_run(name="a"), new_run(name="b", league="NBA")

    assert [each.what for each in find([first, other], first, everything=False)] == ["league"]
    assert {"week", "snapshot_sha256"} <= {each.what for each in find([first, other], first, everything=True)}
