"""Numbered periods in the labels of markets, computed: 2h for `2nd_half`, `h2` and `half_2`; 1-5i for `1st_5_innings`.

Labels are slugs: lower case, with underscores between the words.
"""

import re
from typing import NamedTuple

# The letter of a sport's numbered periods: 1h is a first half. Other sports have quarters (1q).
LETTERS = {
    "college basketball": "h", "soccer": "h", "hockey": "p", "tennis": "s", "baseball": "i", "mma": "r", "golf": "r",
}  # fmt: skip
_HIGHEST = {"h": 2, "q": 4, "p": 3, "s": 5, "i": 20, "r": 15}
_WORDS = {
    **dict.fromkeys(("half", "halves"), "h"), **dict.fromkeys(("quarter", "quarters", "qtr", "qtrs"), "q"),
    **dict.fromkeys(("period", "periods"), "p"), **dict.fromkeys(("set", "sets"), "s"),
    **dict.fromkeys(("inning", "innings", "inn"), "i"), **dict.fromkeys(("round", "rounds", "rd"), "r"),
}  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
# Two quarters are a half; all periods are the game.
_WHOLES = {("q", 1, 2): "1h", ("q", 3, 4): "2h", ("q", 1, 4): "full", ("h", 1, 2): "full", ("p", 1, 3): "full"}

_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_ORDINAL = rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th))|{'|'.join(_ORDINALS)})"
# Letters that mean a period in every sport; the others only in the sport whose periods they number.
_PERIOD = "|".join((
    rf"(?P<first>1st|first)_(?P<last>\d{{1,2}})_(?P<units>{_WORD})",
    rf"(?P<ordinal>{_ORDINAL})_(?P<unit>{_WORD})",
    rf"(?P<word>{_WORD})_?(?P<from>\d{{1,2}})(?:_(?:to_|through_)?(?P<to>\d{{1,2}}))?",
    r"(?P<number>\d{1,2})(?P<letter>[hqpsir])",
    r"(?P<before>[hqpsir])(?P<behind>\d{1,2})",
    r"f(?P<innings>\d)",
    r"(?P<season>season|regular_season)",
))  # fmt: skip
_SPAN = re.compile(r"^period_((?:\d{1,2}_)+)(?=[a-z])", re.ASCII)
_AT_START = re.compile(rf"^(?:{_PERIOD})_", re.ASCII)
_AT_END = re.compile(rf"_(?:in_)?(?:the_)?(?:{_PERIOD})$", re.ASCII)
_IN_EVERY_SPORT = re.compile(r"[12]h|[1-4]q|[1-3]p|[12]s|1i|[1-4]r|h[12]|q[1-4]|p[1-3]", re.ASCII)

_MINUTES = re.compile(
    r"(?:(?:period_1|1q|1h|1p)_)?(?:1st|first)_(?P<before>\d{1,2})_min(?:ute)?s?_(?P<stat>.+)"
    r"|(?P<of>.+?)_(?:in_)?(?:the_)?(?:1st|first)_(?P<behind>\d{1,2})_min(?:ute)?s?",
    re.ASCII,
)
_MAP_NUMBERS = r"(?P<maps{0}>\d(?:_(?:and_)?\d)*)"
_MAPS = re.compile(
    rf"(?:maps?|games?|period)_{_MAP_NUMBERS.format(1)}_(?P<stat1>\D.*)"
    rf"|(?P<nth2>{_ORDINAL})_(?:map|game)_(?P<stat2>.+)"
    rf"|(?:1st|first)_(?P<count3>\d)_(?:maps|games)_(?P<stat3>.+)"
    rf"|(?P<stat4>.+?)_(?:maps?|(?:on|in)_(?:maps?|games?|period))_{_MAP_NUMBERS.format(4)}"
    rf"|(?P<stat5>.+?)_(?:(?:on|in)_)?(?:the_)?(?P<nth5>{_ORDINAL})_map"
    rf"|(?P<stat6>.+?)_(?:(?:on|in)_)?(?:the_)?(?:1st|first)_(?P<count6>\d)_maps",
    re.ASCII,
)
# `RD1`, `R4` and `MAP 1-2`, where a provider has a team.
_ROUND = re.compile(r"(?:r|rd|rnd|round|maps?|set)[\s.#-]*\d{1,2}(?:\s*[-–+&,]\s*\d{1,2})*", re.IGNORECASE | re.ASCII)  # noqa: RUF001 - a dash as sent


class Part(NamedTuple):
    """A statistic and the part of the game in which it counts, such as `map_1` and `first_9_minutes`."""

    stat: str
    part: str


def without_period(sport: str, slug: str) -> tuple[str, str | None]:
    """The slug without the period that it begins or ends with, and the period: 1h, 3s, 1-5i, season; else None."""
    if found := _SPAN.match(slug):
        numbers = [int(number) for number in found[1].split("_") if number]
        letter = LETTERS.get(sport, "q")
        is_span = numbers == list(range(numbers[0], numbers[-1] + 1))
        period = _span(letter, numbers[0], numbers[-1]) if is_span else None
        return (slug[found.end() :], period) if period else (slug, None)
    for pattern in (_AT_START, _AT_END):
        if (found := pattern.search(slug)) and (period := _period(sport, found)):
            return slug[: found.start()] + slug[found.end() :], period
    return slug, None


def minutes_of(slug: str) -> Part | None:
    """The statistic and `first_9_minutes` of a slug such as `goals_allowed_in_first_9_min`; None for any other."""
    found = _MINUTES.fullmatch(slug)
    if not found:
        return None
    return Part(found["stat"] or found["of"], f"first_{int(found['before'] or found['behind'])}_minutes")


def maps_of(slug: str) -> Part | None:
    """The statistic and `map_1` or `maps_1_3` of a slug such as `kills_on_maps_1_2_3`; None for any other."""
    found = _MAPS.fullmatch(slug)
    if not found:
        return None
    groups = {name: value for name, value in found.groupdict().items() if value}
    stat = next(value for name, value in groups.items() if name.startswith("stat"))
    name, value = next((name, value) for name, value in groups.items() if not name.startswith("stat"))
    if name.startswith("nth"):
        first = last = _number(value)
    elif name.startswith("count"):
        first, last = 1, int(value)
    else:
        numbers = re.findall(r"\d", value)
        first, last = int(numbers[0]), int(numbers[-1])
    return Part(stat, f"map_{first}" if first == last else f"maps_{first}_{last}")


def is_round(text: str) -> bool:
    """Whether a text in the place of a team names a round, a map, a set or another period: RD1, R4, MAP 1-2, 1H."""
    if _ROUND.fullmatch(text):
        return True
    slug = "_".join(text.casefold().split())
    return slug[:1].isdecimal() and without_period("", f"{slug}_x")[0] == "x"


def _period(sport: str, found: re.Match[str]) -> str | None:
    """The period of a match of _PERIOD; None if the sport has no such period."""
    if found["season"]:
        return "season"
    if found["innings"]:
        return _span("i", 1, int(found["innings"])) if sport == "baseball" else None
    if found["units"]:
        return _span(_WORDS[found["units"]], 1, int(found["last"]))
    if found["unit"]:
        number = _number(found["ordinal"])
        return _span(_WORDS[found["unit"]], number, number)
    if word := found["word"]:
        # Outside of hockey, providers call any period of a game a period.
        letter = LETTERS.get(sport, "q") if word.startswith("period") else _WORDS[word]
        first = int(found["from"])
        return _span(letter, first, int(found["to"] or first))
    letter, number = found["letter"] or found["before"], int(found["number"] or found["behind"])
    short = (found["number"] or "") + letter + (found["behind"] or "")
    if not _IN_EVERY_SPORT.fullmatch(short) and LETTERS.get(sport) != letter:
        return None
    return _span(letter, number, number)


def _span(letter: str, first: int, last: int) -> str | None:
    """The period from the first to the last number; None if the game has no such period."""
    if not 1 <= first <= last <= _HIGHEST[letter]:
        return None
    return _WHOLES.get((letter, first, last)) or (f"{first}{letter}" if first == last else f"{first}-{last}{letter}")


def _number(ordinal: str) -> int:
    return _ORDINALS.index(ordinal) + 1 if ordinal in _ORDINALS else int(re.sub(r"\D", "", ordinal))
