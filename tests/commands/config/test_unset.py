"""`config unset`."""

from tests.conftest import Run


def test_unset_removes_one_setting_and_keeps_the_others(run_here: Run) -> None:
    run_here("config", "set", "BBPROPS_TZ", "ET")
    run_here("config", "set", "BBPROPS_ODDS", "american")

    result = run_here("config", "unset", "BBPROPS_TZ")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("removed BBPROPS_TZ from ")
    shown = run_here("config", "-o", "tsv").stdout
    assert "BBPROPS_TZ\t\tnot set" in shown
    assert "BBPROPS_ODDS\tamerican\t" in shown


def test_unset_of_a_setting_that_is_not_kept_changes_nothing(run_here: Run) -> None:
    result = run_here("config", "unset", "BBPROPS_TZ")

    assert (result.exit_code, result.stderr) == (0, "nothing to do: BBPROPS_TZ is not in your settings\n")


def test_unset_of_an_unknown_setting_is_refused(run_here: Run) -> None:
    assert run_here("config", "unset", "TIMEZONE").exit_code == 2
