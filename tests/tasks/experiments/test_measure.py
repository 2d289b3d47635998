import pytest

from bbprops_cli.db.connection.database import Db
from bbprops_cli.queries.experiments.selection import ExperimentChoice, request
from bbprops_cli.queries.lists.listing import Request
from bbprops_cli.tasks.experiments import measure
from bbprops_cli.tasks.experiments.measure import MetricQuery, Terms

ALL = Terms("", 0, caveats_allowed=True, places=0)


def everything(db: Db) -> Request:
    return request(db, ExperimentChoice())


@pytest.fixture
def notes() -> list[str]:
    return []


@pytest.fixture
def roi(stored: dict[str, str], notes: list[str]) -> MetricQuery:
    return MetricQuery(everything, "roi", "", notes.append)


def test_a_ranking_counts_runs_with_caveats_and_runs_left_out(roi: MetricQuery, notes: list[str]) -> None:
    ranking = measure.rank(roi, ALL)
    large = measure.rank(roi, ALL._replace(min_bets=20))

    assert (ranking.runs, ranking.with_caveats, ranking.left_out) == (2, 2, 0)
    assert (large.runs, large.with_caveats, large.left_out) == (1, 1, 1)
    assert notes == []


def test_a_ranking_shows_the_first_places_only(roi: MetricQuery) -> None:
    ranking = measure.rank(roi, ALL._replace(places=1))

    assert ([row[:2] for row in ranking.rows], ranking.runs) == ([(1, 0.3)], 2)


def test_a_metric_that_no_run_has_is_noted_once(roi: MetricQuery, notes: list[str]) -> None:
    columns, rows = measure.by_group(roi._replace(metric="rois", by="league"))

    assert [len(row) for row in rows] == [len(columns)]
    assert notes == ["no numeric metric 'rois' in 2 experiments. Did you mean roi?"]
    assert measure.by_week(roi._replace(metric="n"))[0].mean == 40
