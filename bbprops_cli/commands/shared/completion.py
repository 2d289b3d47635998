"""Words that the shell offers after Tab, without a database; commands accept other words, too."""

from collections.abc import Iterable, Iterator

PLATFORMS = (
    "betmgm", "bovada", "caesars", "draftkings", "fanduel", "manual", "pick6", "pinnacle", "prizepicks", "sleeper",
    "underdog",
)  # fmt: skip


def leagues(incomplete: str) -> list[str]:
    """Known leagues in the case of the word so far, because shells offer only words that continue it."""
    from bbprops_cli.rules.props.league_names import LEAGUES

    found = _beginning(incomplete.upper(), _first_words(LEAGUES))
    return [league.lower() for league in found] if incomplete.islower() else found


def markets(incomplete: str) -> list[str]:
    """Canonical markets of all sports."""
    from bbprops_cli.rules.props.market_names import MARKETS

    return _beginning(incomplete.lower(), _first_words(MARKETS))


def platforms(incomplete: str) -> list[str]:
    """Well-known platforms."""
    return _beginning(incomplete.lower(), PLATFORMS)


def settings(incomplete: str) -> list[str]:
    """Names of settings."""
    from bbprops_cli.settings import SETTINGS

    return _beginning(incomplete.upper(), (setting.name for setting in SETTINGS))


def _first_words(data: dict[str, str]) -> Iterator[str]:
    return (line.partition("|")[0].strip() for lines in data.values() for line in lines.strip().splitlines())


def _beginning(begun: str, words: Iterable[str]) -> list[str]:
    return sorted({word for word in words if word.startswith(begun)})
