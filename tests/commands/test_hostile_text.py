"""Hostile text in every column that takes it, on every output of every noun."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from bbprops_cli import catalog
from bbprops_cli.catalog import Noun
from bbprops_cli.output.formats import FORMATS
from bbprops_cli.output.safe import UNSAFE
from tests import factories
from tests.conftest import Run
from tests.databases import Database

TEXT = "[/b] \x1b[31m\x07\x7f\x9b\u202e\u2066\u2028\r\n\t|\\`<a>'\"; DROP TABLE users; -- %s é😀"
MAKE: dict[Noun, Callable[..., Any]] = {
    catalog.USERS: factories.new_user,
    catalog.SNAPSHOTS: factories.new_snapshot,
    catalog.EXPERIMENTS: factories.new_experiment,
    catalog.SLIPS: factories.new_slip,
    catalog.PROPS: factories.new_prop,
}
# Checked by the tables, or the guards' own.
CHECKED = {"email", "subscription_tier", "subscription_status", "risk_mode", "status"}
OF_A_LOCK = {"locked_by", "content_format", "content_sha256"}
VALUES: dict[str, Any] = {"legs": [factories.new_leg(player=TEXT, market=TEXT, result=TEXT)], "tags": [TEXT]}
MORE = {
    catalog.USERS: [["stats", "--by", "username,full_name"]],
    catalog.SNAPSHOTS: [["latest"], ["diff", "{id}", "board"]],
    catalog.EXPERIMENTS: [
        ["stats", "--by", "league,name"],
        ["leaderboard", "--metric", "roi"],
        ["plot", "--by", "name"],
    ],
    catalog.SLIPS: [["stats", "--by", "platform,name"], ["check", "-q"]],
    catalog.PROPS: [["stats", "--by", "market,platform"], ["search", TEXT], ["movement", TEXT, TEXT]],
}


def texts(noun: Noun) -> list[str]:
    return [each.name for each in noun.columns if each.type == "text" and each.name not in CHECKED | OF_A_LOCK]


@pytest.fixture(params=MAKE, ids=lambda noun: noun.name)
def noun(request: pytest.FixtureRequest) -> Noun:
    found: Noun = request.param
    return found


@pytest.fixture
def row(noun: Noun, database: Database) -> str:
    """The id of a row with nothing but hostile text."""
    objects = {each.name: {TEXT: TEXT, "roi": 1} for each in noun.columns if each.type == "json"}
    values = dict.fromkeys(texts(noun), TEXT) | objects
    with database.session() as work:
        return str(MAKE[noun](work, **values | {name: VALUES[name] for name in VALUES.keys() & objects}).id)


@pytest.mark.parametrize("fmt", FORMATS)
def test_it_is_shown_harmless(run: Run, noun: Noun, row: str, fmt: str) -> None:
    for args in (["list"], ["show", row], *MORE[noun]):
        result = run(noun.name, *(word.format(id=row) for word in args), "-o", fmt)

        assert result.exit_code in {0, 5 * ("check" in args)}, (args, result.stderr)
        assert set(UNSAFE.findall(result.stderr)) <= {"\n"}, args
        if fmt != "csv":  # which others read, and no terminal
            assert set(UNSAFE.findall(result.stdout)) <= {"\n", *"\t" * (fmt == "tsv")}, args
        if fmt in {"tsv", "name"} and args == ["list"]:
            assert len(result.stdout.splitlines()) == 1 + (fmt == "tsv")


def test_programs_read_back_what_is_stored(run: Run, noun: Noun, row: str) -> None:
    (as_json,) = json.loads(run(noun.name, "list", "-o", "json").stdout)
    (as_csv,) = csv.DictReader(io.StringIO(run(noun.name, "list", "-o", "csv").stdout, newline=""))

    for name in texts(noun):
        assert (as_json[name], as_csv[name]) == (TEXT, TEXT), name
    for name in (each.name for each in noun.columns if each.type == "json"):
        assert json.loads(as_csv[name]) == as_json[name]
        assert TEXT in values_in(as_json[name])


def values_in(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value, *(found for each in inner for found in values_in(each))]


def test_it_can_be_filtered_by_and_named(run: Run, noun: Noun, row: str) -> None:
    quoted = TEXT.replace("'", "''")
    for name in texts(noun):
        result = run(noun.name, "list", "--where", f"{name} = '{quoted}'", "-o", "json")
        assert [each["id"] for each in json.loads(result.stdout)] == [row], (name, result.stderr)

    missing = run(noun.name, "show", f"{TEXT}!")
    assert missing.exit_code == 3
    assert set(UNSAFE.findall(missing.stderr)) == {"\n"}
