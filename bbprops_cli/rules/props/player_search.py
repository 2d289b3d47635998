"""Which players a person may mean: case, accents, apostrophes, suffixes and typos are forgiven."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from bbprops_cli.rules.values.fold import fold_name

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v"}
WORST = 75.0  # of 100; below it a word is another word
WHOLE = 85.0  # likewise for whole names, in which more letters agree by chance
NEAR = 10.0  # how far behind the best a name may be, so that typos count only where nothing fits better
BEGINNING = 90.0


class Match(NamedTuple):
    """A name and how well it fits, up to 100."""

    name: str
    score: float


def ranked(text: str, names: Iterable[str]) -> list[Match]:
    """The names that may be meant, the best first; ties go to the one whose suffix fits too, then by code point."""
    from rapidfuzz import fuzz, process

    wanted = words(text)
    by_name = {name: words(name) for name in names}
    if not wanted:
        return []
    vocabulary = sorted({word for each in by_name.values() for word in each})
    closeness = [_closeness(word, vocabulary) for word in wanted]
    scores = {name: score for name, each in by_name.items() if (score := _word_by_word(closeness, each))}
    # Spelled in one word or in two: Amonra, St Brown.
    joined = {name: "".join(each) for name, each in by_name.items()}
    whole = process.extract("".join(wanted), joined, scorer=fuzz.ratio, score_cutoff=WHOLE, limit=None)
    for _, score, name in whole:
        scores[name] = max(score, scores.get(name, 0))
    folded = fold_name(text)
    order = sorted(scores, key=lambda name: (-scores[name], -fuzz.ratio(folded, fold_name(name)), name))
    return [Match(name, scores[name]) for name in order]


def words(name: str) -> list[str]:
    """The words that a name is searched by; a suffix is one only where it stands alone."""
    found = re.findall(r"\w+", fold_name(name).replace("'", ""))
    return [word for word in found if word not in SUFFIXES] or found


def _closeness(word: str, vocabulary: Collection[str]) -> dict[str, float]:
    """How well each known word fits one that was typed: the same, begun with it, or a typo away."""
    from rapidfuzz import fuzz, process

    found = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=WORST, limit=None)
    close = {known: score for known, score, _ in found}
    for known in vocabulary:
        if known.startswith(word):
            close[known] = BEGINNING + (100 - BEGINNING) * len(word) / len(known)
    return close


def _word_by_word(closeness: list[dict[str, float]], known: list[str]) -> float:
    """The mean over the words typed, each held against the word that fits it best; 0 when one fits none."""
    best = [max((close.get(word, 0.0) for word in known), default=0.0) for close in closeness]
    return sum(best) / len(best) if all(best) else 0.0
