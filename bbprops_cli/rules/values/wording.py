"""Forms of English words that messages are made of."""

_IRREGULAR = {"put": "put", "read": "read", "reset": "reset", "set": "set", "tag": "tagged"}


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as "3 slips", "1 slip" or "1,000 slips"; `noun` is the plural."""
    return f"{number:,} {noun.removesuffix('s') if number == 1 else noun}"


def past(verb: str) -> str:
    """The past tense of a verb that a command reports with, such as deleted for delete."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith("y") and verb[-2] not in "aeiou" else f"{verb}ed"
