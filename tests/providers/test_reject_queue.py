"""The queue of rejects: in order, and in bounded memory."""

import json
import tracemalloc
from pathlib import Path

import pytest

from bbprops_cli.providers import Options, read, reject_queue
from bbprops_cli.providers.reject_queue import RejectQueue
from bbprops_cli.providers.source import Source
from bbprops_cli.rules.props.prop import Reject

GOOD = '{"player":"A","market":"points","line":1.5,"league":"NBA","over":-110,"under":-110}\n'


def fields(reject: Reject) -> tuple[object, ...]:
    return reject.file, reject.line, reject.field, reject.reason, reject.row


@pytest.mark.parametrize("row", [None, "text \ud800 \n é", {"a": [1, 1.5, None, True]}, [10**40], float("inf")])
@pytest.mark.parametrize("in_memory", [0, 1, 100])
def test_rejects_come_out_as_they_went_in(monkeypatch: pytest.MonkeyPatch, row: object, in_memory: int) -> None:
    monkeypatch.setattr(reject_queue, "IN_MEMORY", in_memory)
    added = [Reject("a.jsonl", number or None, "row", "is not JSON", row) for number in range(4)]
    queue = RejectQueue()
    for reject in added:
        queue.add(reject)

    assert [*map(fields, queue.taken())] == [*map(fields, added)]
    assert [*queue.taken()] == []
    queue.add(added[0])
    assert [*map(fields, queue.taken())] == [fields(added[0])]


def test_row_that_is_nested_too_deeply_is_still_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reject_queue, "IN_MEMORY", 0)
    row: list[object] = []
    for _ in range(5000):
        row = [row]
    queue = RejectQueue()
    queue.add(Reject("a.jsonl", 1, "row", "is not a JSON object", row))

    (found,) = queue.taken()

    assert found.row == "nested too deeply to be written"


@pytest.mark.parametrize("line", ["not JSON, but of some length, as broken downloads have\n", "[1, 2]\n", '"x"\n'])
def test_rejected_lines_do_not_add_up_in_memory(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(GOOD + line * 20_000)
    reading = read(Source(file), fmt="auto", options=Options(league="NBA", season="2025"))
    tracemalloc.start()

    lines = [item.line for item in reading if isinstance(item, Reject)]

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == list(range(2, 20_002))
    assert peak < 4_000_000


@pytest.mark.parametrize(
    "row", ["Ana Ruiz {},points,1.5", "Ana Ruiz {},points,1.5,1,1,NBA,1", "{},points,,-110,-110,NBA"]
)
def test_rejected_rows_of_a_spreadsheet_do_not_add_up_in_memory(tmp_path: Path, row: str) -> None:
    file = tmp_path / "a.csv"
    header = "player,market,line,over,under,league\nBo Lund,points,1.5,-110,-110,NBA\n"
    file.write_text(header + "".join(row.format(number) + "\n" for number in range(20_000)))
    reading = read(Source(file), fmt="auto", options=Options(season="2025"))
    tracemalloc.start()

    lines = [item.line for item in reading if isinstance(item, Reject)]

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == list(range(3, 20_003))
    assert peak < 10_000_000


def test_order_of_rejects_and_props_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reject_queue, "IN_MEMORY", 1)
    file = tmp_path / "a.jsonl"
    file.write_text(GOOD + "bad\n" * 3 + GOOD.replace('"A"', '"B"') + "bad\n" * 2 + json.dumps([1]) + "\n")

    found = [*read(Source(file), fmt="auto", options=Options(league="NBA", season="2025"))]

    assert [item.line for item in found if isinstance(item, Reject)] == [2, 3, 4, 6, 7, 8]
