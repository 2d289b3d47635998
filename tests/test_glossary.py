"""docs/glossary.md: one entry a term, in alphabetical order."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "glossary.md"
_HEADING, _INTRODUCTION, *ENTRIES = PAGE.read_text(encoding="utf-8").strip().split("\n\n")
TERMS = [entry.partition("**:")[0].removeprefix("**") for entry in ENTRIES]


@pytest.mark.parametrize("entry", ENTRIES, ids=TERMS)
def test_an_entry_of_the_glossary_is_a_bold_term_and_one_or_two_sentences(entry: str) -> None:
    found = re.fullmatch(r"\*\*([^*\n]+)\*\*: (.+\.)", entry, re.DOTALL)

    assert found
    assert 1 <= len(re.findall(r"\.(?=\s|$)", found[2])) <= 2


def test_the_terms_of_the_glossary_are_in_alphabetical_order_and_each_is_defined_once() -> None:
    assert all(before.casefold() < after.casefold() for before, after in pairwise(TERMS))


@pytest.mark.parametrize(
    "term",
    [
        *("Board", "Line", "Side", "Leg", "Market", "Period", "Variant", "Pick'em", "Sportsbook", "No-vig price"),
        *("Hold", "Closing line", "CLV", "Push", "Void", "DNP", "Snapshot", "Lock", "Digest", "Experiment", "Slip"),
        *("Caveat", "Environment label", "Trash", "Dialect", "Alternate lines", "Dependents", "Opponent"),
        *("Provider time", "Typed time", "Over odds", "Under odds", "Cache tag", "Tag version", "Line movement"),
    ],
)
def test_the_glossary_defines_the_words_of_help_and_errors(term: str) -> None:
    assert term in TERMS
