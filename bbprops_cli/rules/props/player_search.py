"""Player names that match a search, ignoring case, accents, apostrophes, suffixes and typos."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from bbprops_cli.rules.values.fold import fold_name

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v"}
# Scores are 0 to 100, as rapidfuzz counts.
MIN_WORD_SCORE = 75.0  # below it a word is another word
MIN_NAME_SCORE = 85.0  # of whole names, in which more letters agree by chance
NEAR_SCORE = 10.0  # how far behind the best a name may be, so that typos match only if no name fits better
PREFIX_SCORE = 90.0  # the least for a word that begins with the typed one


class Match(NamedTuple):
    """A name and its score, up to 100."""

    name: str
    score: float


def ranked(text: str, names: Iterable[str]) -> list[Match]:
    """The names that match a text, the best first; in a tie the name whose suffix matches too, then by code point."""
    from rapidfuzz import fuzz, process

    wanted = words(text)
    by_name = {name: words(name) for name in names}
    if not wanted:
        return []
    vocabulary = sorted({word for each in by_name.values() for word in each})
    closeness = [_closeness(word, vocabulary) for word in wanted]
    scores = {name: score for name, each in by_name.items() if (score := _word_by_word(closeness, each))}
    # Words may be joined or split: Amonra, St Brown.
    joined = {name: "".join(each) for name, each in by_name.items()}
    whole = process.extract("".join(wanted), joined, scorer=fuzz.ratio, score_cutoff=MIN_NAME_SCORE, limit=None)
    for _, score, name in whole:
        scores[name] = max(score, scores.get(name, 0))
    folded = fold_name(text)
    order = sorted(scores, key=lambda name: (-scores[name], -fuzz.ratio(folded, fold_name(name)), name))
    return [Match(name, scores[name]) for name in order]


def words(name: str) -> list[str]:
    """The words of a name for a search, without suffixes such as Jr, unless the name has no other word."""
    found = re.findall(r"\w+", fold_name(name).replace("'", ""))
    return [word for word in found if word not in SUFFIXES] or found


def _closeness(word: str, vocabulary: Collection[str]) -> dict[str, float]:
    """The score of each known word that equals a typed word, begins with it or differs from it by a typo."""
    from rapidfuzz import fuzz, process

    found = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=MIN_WORD_SCORE, limit=None)
    close = {known: score for known, score, _ in found}
    for known in vocabulary:
        if known.startswith(word):
            close[known] = PREFIX_SCORE + (100 - PREFIX_SCORE) * len(word) / len(known)
    return close


def _word_by_word(closeness: list[dict[str, float]], known: list[str]) -> float:
    """The mean of the best scores of the typed words; 0 if any of them matches no word of the name."""
    best = [max((close.get(word, 0.0) for word in known), default=0.0) for close in closeness]
    return sum(best) / len(best) if all(best) else 0.0
