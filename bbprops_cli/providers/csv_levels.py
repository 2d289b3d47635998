"""Two header rows: a group such as FanDuel over the titles Over and Under, as people and pandas write them."""

import re

from bbprops_cli.providers.csv_headers import ALIASES, WORDS, fold_title, known_titles
from bbprops_cli.rules.props.market_names import PLATFORMS
from bbprops_cli.rules.props.markets import platform_key

_SECOND = {
    "o", "u", "line", "point", "total", "odds", "price", "label", "side", *WORDS["PRICE"].split(),
    *ALIASES["over_odds"], *ALIASES["under_odds"],
}  # fmt: skip
_NONE = re.compile(r"\s*(?:Unnamed: ?\d+(?:_level_\d+)?)?\s*")  # what pandas writes for a blank title


def joined(upper: list[str], lower: list[str]) -> list[str] | None:
    """The titles of two header rows as one; None if the second row is not a header under groups of the first.

    A blank cell of the first row belongs to the group at its left.
    """
    width = max(len(upper), len(lower))
    above, below = (
        ["" if _NONE.fullmatch(cell) else cell.strip() for cell in row] + [""] * (width - len(row))
        for row in (upper, lower)
    )
    groups = _groups(above, below)
    words = [title for title in below if fold_title(title) in _SECOND]
    repeated = len(words) > len({*map(fold_title, words)})
    platforms = [group for group in groups if platform_key(group) in PLATFORMS]
    is_better = known_titles(below) > max(2, known_titles(above)) and known_titles(above) > 0
    if len(words) < 2 or not (platforms or repeated or is_better) or not _are_titles(above, below, groups):
        return None
    whole = [
        f"{group} {title}" if group and (repeated or platform_key(group) in PLATFORMS) else title or high
        for high, title, group in zip(above, below, groups, strict=True)
    ]
    return whole if known_titles(whole) else None


def _groups(above: list[str], below: list[str]) -> list[str]:
    """The group over each title that needs one, such as Over; blank for the others."""
    groups, group = [], ""
    for high, title in zip(above, below, strict=True):
        group = high or group
        is_group = platform_key(group) in PLATFORMS or not known_titles([group])
        groups.append(group if is_group and fold_title(title) in _SECOND else "")
    return groups


def _are_titles(above: list[str], below: list[str], groups: list[str]) -> bool:
    """Whether the other titles stand in one of the rows only, or are known, as cells of data are not."""
    return all(
        group or not title or not high or known_titles([title])
        for high, title, group in zip(above, below, groups, strict=True)
    )
