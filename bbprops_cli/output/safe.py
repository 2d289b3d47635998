"""Text that is safe to show: characters that control a terminal, or are invisible in it, become visible escapes."""

import re
import sys

# C0, DEL and C1; marks, embeddings and isolates of writing direction; line and paragraph separators; half surrogates.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def escape(text: str) -> str:
    """Replace unsafe characters by \\t, \\n, \\r, \\x1b, \\u202e …; clean text is returned as the same object."""
    return text if text.isprintable() else UNSAFE.sub(_visible, text)


def _visible(found: re.Match[str]) -> str:
    letter = found[0]
    return _SHORT.get(letter) or (f"\\x{ord(letter):02x}" if letter < "\u0100" else f"\\u{ord(letter):04x}")


def escape_json(text: str) -> str:
    """Replace unsafe characters in JSON text by \\u escapes; they occur in strings only, so the value stays equal."""
    return text if text.isprintable() else UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def stdout_is_unicode() -> bool:
    """Whether stdout can encode every character; where it cannot, the escapes that Python inserts would break JSON."""
    return (sys.stdout.encoding or "").lower().startswith("utf")
