"""What Tab offers, asked the way bash does."""

import pytest

from tests.command_line import call_process


def offered(words: str) -> list[str]:
    """The answers for a line whose last word is still being typed."""
    env = {"_BBPROPS_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    result = call_process(env=env)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bbprops pr", ["props"]),
        ("bbprops snapshots cr", ["create"]),
        ("bbprops db trash ", ["empty", "list"]),
        ("bbprops props list --sn", ["--snapshot"]),
        ("bbprops props list --league nb", ["nba", "nbasl", "nbl"]),
        ("bbprops props list --league NH", ["NHL"]),
        ("bbprops props list --platform pri", ["prizepicks"]),
        ("bbprops props list --market longest_r", ["longest_reception", "longest_rush"]),
        ("bbprops props list -o js", ["json", "jsonl"]),
    ],
)
def test_tab_completes_known_words(words: str, expected: list[str]) -> None:
    assert sorted(offered(words)) == expected
