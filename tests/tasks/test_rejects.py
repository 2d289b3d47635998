import json
from pathlib import Path

import pytest

from bbprops_cli.errors import InvalidInput, PartlyDone
from bbprops_cli.rules.props.prop import Reject
from bbprops_cli.tasks.rejects import gathered


def reject(line: int) -> Reject:
    return Reject("board.csv", line, "line", "is not a number", {"line": "x"})


def test_five_rejects_are_warned_about_and_the_others_counted() -> None:
    warnings: list[str] = []

    with gathered(None, None, warnings.append) as rejects:
        for line in range(7):
            rejects.add(reject(line))
        with pytest.raises(PartlyDone, match="7 rows rejected"):
            rejects.finish()

    assert warnings[0] == "board.csv:0: line is not a number"
    assert (len(warnings), warnings[-1]) == (6, "2 more; write all of them to a file with --rejects FILE")


def test_one_reject_more_than_allowed_stops_the_import() -> None:
    with gathered(None, 1, lambda _: None) as rejects:
        rejects.add(reject(1))
        with pytest.raises(InvalidInput, match="more than 1 row rejected"):
            rejects.add(reject(2))


def test_an_import_of_rejects_only_is_refused() -> None:
    with gathered(None, None, lambda _: None) as rejects:
        rejects.require_some(0)  # an empty file has no rejects
        rejects.add(reject(1))
        rejects.require_some(1)
        with pytest.raises(InvalidInput, match="all rows were rejected"):
            rejects.require_some(0)


def test_the_file_of_rejects_gets_its_name_even_if_the_import_fails(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"

    with pytest.raises(InvalidInput), gathered(path, 0, lambda _: None) as rejects:
        rejects.add(reject(3))

    (kept,) = map(json.loads, path.read_text().splitlines())
    assert (kept["line"], kept["reason"], kept["row"]) == (3, "is not a number", {"line": "x"})
    assert [each.name for each in tmp_path.iterdir() if "rejects" in each.name] == ["rejects.jsonl"]
