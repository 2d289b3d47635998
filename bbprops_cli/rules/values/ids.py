"""Ids as people and JSON know them."""


def dashed(digits: str) -> str:
    """The id of 32 hexadecimal digits with its dashes."""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
