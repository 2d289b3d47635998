"""The example on the page about adding a provider works."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from bbprops_cli import providers
from tests.providers.reading import read_text

PAGE = Path(__file__, "../../../docs/adding-a-provider.md").resolve().read_text()


def block(language: str) -> str:
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(text)


@pytest.fixture(autouse=True)
def parlay_post(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("parlay_post")
    exec(block("python"), module.__dict__)
    known = providers._PROVIDERS
    monkeypatch.setattr(providers, "_PROVIDERS", {"parlay-post": module, **known})
    monkeypatch.setattr(providers, "NAMES", ("parlay-post", *known))


def test_the_example_provider_reads_the_example_file() -> None:
    result = read_text(block("json"), league=None)

    assert result.reading.format == "parlay-post"
    assert result.columns("player_name", "player_id", "team", "market_type", "line") == [
        ("Ana Ruiz", "31", "ACE", "receiving_yards", 24.5)
    ]
    assert result.columns("league", "season", "week", "platform", "external_id", "game_id") == [
        ("NFL", "2025", 5, "parlaypost", "501", "m-1")
    ]
    (prop,) = result.props
    assert (round(prop.odds or 0, 3), round(prop.under_odds or 0, 3)) == (1.909, 1.833)
    assert (prop.extra_metadata["boost"], prop.extra_metadata["raw_market"]) == ("gold", "Rec Yds")
    assert [(reject.line, reject.field, reject.reason) for reject in result.rejects] == [
        (2, "player_name", "is missing")
    ]


def test_the_example_provider_rejects_malformed_offers() -> None:
    assert read_text('{"offers": [7, {"line": "x"}, {"starts": "soon"}]}', "parlay-post").reasons == [
        (1, "line"),
        (2, "line"),
        (3, "game_date"),
    ]
