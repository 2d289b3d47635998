"""Exports of the props of every provider are detected as exports, and read back equal."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

import pytest

from bbprops_cli.rules.props.prop import CONTENT, Prop
from tests.providers.reading import read_text
from tests.providers.test_hostile_json import DOCUMENTS

pytestmark = pytest.mark.slow


def as_json(prop: Prop) -> dict[str, Any]:
    values = asdict(prop)
    return values | {"game_date": prop.game_date.isoformat() if prop.game_date else None}


def as_csv(props: list[Prop]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, CONTENT)
    writer.writeheader()
    for prop in props:
        writer.writerow(as_json(prop) | {"extra_metadata": json.dumps(prop.extra_metadata)})
    return text.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        "type,id,name,stat_type,line_score\nprojection,901,Ana Ruiz,Points,7.5\n",
        "opened_lines_count,full_name,stat_name,stat_value\n3,Ana Ruiz,points,7.5\n",
    ],
)
def test_an_export_of_a_flattened_answer_is_detected_as_an_export(rows: str) -> None:
    (prop,) = read_text(rows).props
    result = read_text(json.dumps(as_json(prop)) + "\n", league=None)

    assert (result.reading.format, result.props) == ("jsonl", [prop])


@pytest.mark.parametrize("fmt", DOCUMENTS)
def test_an_export_of_every_provider_reads_back_equal(fmt: str) -> None:
    props = read_text(json.dumps(DOCUMENTS[fmt])).props
    files = {
        "jsonl": "".join(json.dumps(as_json(prop)) + "\n" for prop in props),
        "json": json.dumps([as_json(prop) for prop in props], indent=1),
        "csv": as_csv(props),
    }

    for expected, text in files.items():
        result = read_text(text, league=None)
        assert (result.reading.format, result.props, result.rejects) == (expected, props, [])
