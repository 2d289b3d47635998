import pytest

from tests.commands.experiments.conftest import rows
from tests.conftest import Run


@pytest.mark.parametrize(
    ("args", "names"),
    [
        (["--league", "nba"], {"none"}),
        (["--week", "6"], {"good"}),
        (["--risk-mode", "aggressive"], {"bad"}),
        (["--status", "completed"], {"base", "good", "bad"}),
        (["--status", "FAILED", "--status", "draft"], {"none"}),
        (["--where", "metrics.roi > 0"], {"base", "good"}),
        (["--since", "2025-11-01"], set()),
        (["--user", "ana@example.com", "--week", "6"], {"good"}),
    ],
)
def test_list_filters_experiments(run: Run, runs: dict[str, str], args: list[str], names: set[str]) -> None:
    assert {each["name"] for each in rows(run, "list", *args)} == names
