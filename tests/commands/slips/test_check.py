import json

from tests.conftest import Run
from tests.databases import Database
from tests.factories import new_leg, new_prop, new_slip


def test_check_reports_contradictions(run: Run, database: Database) -> None:
    with database.session() as work:
        there, gone = new_prop(work), "01a00000-0000-7000-8000-000000000001"
        fine = [new_leg(prop_id=str(there.id)), new_leg(player="Bo")]
        new_slip(work, name="fine", legs=fine, correlations={"matrix": [[1, 0.1], [0.1, 1]]})
        new_slip(work, name="odd", legs=[new_leg(prop_id=gone), new_leg()], correlations={"matrix": [[1, 2], [2, 1]]})

    result = run("slips", "check", "-o", "json")

    found = [(each["name"], each["leg"], each["finding"]) for each in json.loads(result.stdout)]
    assert (result.exit_code, result.stderr) == (5, "3 contradictions\n")
    assert found == [("odd", None, "matrix"), ("odd", 2, "same prop"), ("odd", 1, "prop deleted")]
    assert run("slips", "check", "--where", "name = fine", "-q").exit_code == 0


def test_check_finds_no_contradiction_in_the_demo(run: Run) -> None:
    run("db", "seed")

    result = run("slips", "check", "-o", "json")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "[]\n", "no contradictions\n")


def test_check_looks_at_the_named_slips_only(run: Run, database: Database) -> None:
    with database.session() as work:
        fine = str(new_slip(work, name="fine").id)
        odd = str(new_slip(work, name="odd", correlations={"matrix": [[1, 2], [2, 1]]}).id)

    assert run("slips", "check", fine).exit_code == 0
    assert run("slips", "check", odd[-12:], fine, "-o", "json").stdout.count('"odd"') == 1
