import pytest

from bbprops_cli.errors import InvalidInput
from bbprops_cli.tasks.experiments.record import record_experiments
from tests.databases import Database
from tests.factories import new_user

DEFAULTS = {"user": "ana@example.com", "league": "NFL", "risk_mode": "balanced", "metrics": {"n": 3, "roi": 0.1}}


@pytest.fixture(autouse=True)
def ana(target: Database) -> None:
    with target.session() as work:
        new_user(work, "ana@example.com")


@pytest.mark.parametrize(("dry_run", "stored"), [(True, 0), (False, 1)])
def test_recorded_experiments_are_returned_as_stored(target: Database, dry_run: bool, stored: int) -> None:
    (run,) = record_experiments([{"metrics": {"roi": 0.2}}], DEFAULTS, dry_run=dry_run)

    assert (run.league, run.status, run.metrics) == ("NFL", "completed", {"n": 3, "roi": 0.2})
    assert target.rows("SELECT count(*) FROM experiments") == [(stored,)]


def test_an_error_names_the_experiment_if_there_are_several(target: Database) -> None:
    with pytest.raises(InvalidInput, match=r"^experiment 2: the experiment has an unknown key 'metric'"):
        record_experiments([{}, {"metric": {}}], DEFAULTS, dry_run=False)
    with pytest.raises(InvalidInput, match=r"^the experiment has an unknown key 'metric'"):
        record_experiments([{"metric": {}}], DEFAULTS, dry_run=False)
    assert target.rows("SELECT count(*) FROM experiments") == [(0,)]
