"""JSON numbers that every reader understands as the same number (I-JSON, RFC 7493).

Beyond 2**53 - 1 several integers are one double, so that snapshots with different numbers would have one digest.
"""

from typing import Any

LARGEST = 2**53 - 1


def inexact(value: Any, path: str) -> str:
    """Where a value of JSON has a number beyond ±LARGEST, as a path such as `config.ids.0`, and which; empty if not."""
    if isinstance(value, dict):
        return next((found for key, each in value.items() if (found := inexact(each, f"{path}.{key}"))), "")
    if isinstance(value, list):
        return next((found for place, each in enumerate(value) if (found := inexact(each, f"{path}.{place}"))), "")
    if isinstance(value, int | float) and not -LARGEST <= value <= LARGEST:
        return f"{path[:200]} holds {value!r:.60}, a number beyond 2^53 - 1, which is not exact; store it as text"
    return ""
