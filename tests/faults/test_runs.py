"""Each run of `make faults` once, with a fixed seed: it shows no fault but of the kinds that are known gaps."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bbprops_cli.errors import ExitCode
from tests import snapshots
from tests.command_line import Result
from tests.faults import commands, report
from tests.faults.bench import Bench, Outcome, outcome
from tests.faults.catalogue import RUNS, Run
from tests.faults.report import Row

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
# Kinds of faults that `make faults` still finds; remove an entry when its gap is closed.
GAPS: dict[str, set[str]] = {}
QUICK = [RUNS[0], RUNS[1]]


def known(run: Run) -> set[str]:
    """The kinds of faults that a run may show."""
    return {kind for words, kinds in GAPS.items() if words in run.name for kind in kinds}


@pytest.fixture(scope="module")
def bench(pg_server: str, redis_server: str) -> Iterator[Bench]:
    """Templates for all runs of this module."""
    with Bench(pg_server, redis_server) as made:
        yield made


def cases() -> list[object]:
    return [pytest.param(run, id=run.name, marks=[pytest.mark.slow] * (run not in QUICK)) for run in RUNS]


@pytest.mark.parametrize("run", cases())
def test_run_finds_known_gaps_only(bench: Bench, run: Run) -> None:
    found = run.work(bench, random.Random(13))

    assert [fault for fault in found.faults if fault.kind not in known(run)] == []


def test_file_that_looks_whole_and_is_not_is_a_wrong_state(tmp_path: Path, bench: Bench) -> None:
    with bench.scene("sqlite") as scene:
        found = Outcome(4)
        (scene.folder / commands.BOARD_FILE).write_bytes(b"half")
        (scene.folder / ".board.csv.4711").touch()
        commands.check_file(scene, commands.BOARD_FILE, b"half of it", found, must_exist=False)
        commands.check_beside(scene, commands.BOARD_FILE, found)

    assert [fault.kind for fault in found.faults] == ["state", "other"]


def test_board_between_two_states_is_a_wrong_state(bench: Bench) -> None:
    with bench.scene("sqlite") as scene:
        scene.database.rows("UPDATE prop_markets SET line = 99.5 WHERE external_id = 't1'")
        found = Outcome(0)

        assert not commands.imported(bench, scene, found)

    assert [fault.kind for fault in found.faults] == ["state"]


def test_snapshot_whose_content_changed_after_the_lock_is_a_wrong_state(bench: Bench) -> None:
    with bench.scene("sqlite") as scene:
        assert scene.run(*commands.lock(scene)).exit_code == 0
        found = Outcome(0)
        assert (commands.locked(scene, found), found.faults) == (["week-5"], [])
        snapshots.bypass_guards(
            scene.database, "UPDATE prop_markets SET line = line + 1 WHERE external_id = 'week-5-1'"
        )
        commands.locked(scene, found)

    assert {fault.kind for fault in found.faults} == {"state"}


def test_exit_code_message_and_traceback_are_judged_apart() -> None:
    said = "Traceback ...\nerror: bug in bbprops: OSError."

    assert outcome(Result(4, "", "error: x"), {0, 4}).faults == []
    assert [fault.kind for fault in outcome(Result(ExitCode.FAILURE, "", said), {4}).faults] == [
        "exit code",
        "other",
        "other",
    ]


def test_page_counts_runs_and_lists_gaps() -> None:
    row = Row()
    row.add(Outcome(0))
    row.add(Outcome(None).check(holds=False, kind="other", what="still waited after 45 s"))
    made = report.page([(RUNS[0], row)], "bbprops 1", 9.6, 7)

    assert "2 runs in 10 s with seed 7; 1 were right in every respect." in made
    assert "| 2 | 1 | 0 | 0 | 1 | 0 (1), none (1) |" in made
    assert f"- {RUNS[0].name} (PostgreSQL): still waited after 45 s (1 of 2)" in made


def test_page_without_faults_has_no_gaps() -> None:
    assert "None in these runs." in report.page([(RUNS[0], Row())], "", 1, 1)


def test_page_in_docs_has_the_rows_of_the_catalogue() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]

    assert [line.split(" | ")[:2] for line in rows] == [[f"| {run.name}", run.databases] for run in RUNS]
