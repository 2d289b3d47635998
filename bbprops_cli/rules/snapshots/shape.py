"""What may be said of a snapshot, checked without pydantic: a capture is to cost what its INSERT costs.

`SnapshotCreate` says the same to those who use the library; a test holds the two together.
"""

import json
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.storable import unstorable, unstorable_json
from bbprops_cli.rules.values.stored_json import stored_json

LONGEST_NAME = 255
CLEARABLE: dict[str, Any] = {
    **dict.fromkeys(("description", "features_path", "game_date", "lock_at", "name", "season", "week")),
    "config": "{}",
    "tags": "[]",
}


def require_name(name: str) -> str:
    """A name that can be typed and read; raises InvalidInput."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInput(f"snapshot_id: a name has 1 to {LONGEST_NAME} characters.")
    if name != name.strip() or not name.isprintable():
        raise InvalidInput("snapshot_id: a name has no spaces at its ends and no control characters.")
    return name


def league_of(leagues: list[str]) -> str:
    """What a snapshot of these leagues is filed under: NFL, or NBA+NFL."""
    return "+".join(sorted(set(leagues)))


def config_text(text: str) -> str:
    """Canonical JSON of a config as typed; raises InvalidInput for anything but an object."""
    try:
        config = json.loads(text)
        written = stored_json(config)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"--config is not JSON: {error}.", hint="Write --config '{\"seed\": 7}'.") from error
    if not isinstance(config, dict):
        raise InvalidInput("--config is not a JSON object.", hint="Write --config '{\"seed\": 7}'.")
    if reason := unstorable_json(written):
        raise InvalidInput(f"--config {reason}.")
    return written


def tags_text(tags: list[str]) -> str:
    """Canonical JSON of tags, each once in the order given; raises InvalidInput for one that cannot be read."""
    for tag in tags:
        if not tag or tag != tag.strip() or not tag.isprintable() or len(tag) > LONGEST_NAME:
            raise InvalidInput(f"{tag[:40]!r} is no tag.", hint="A tag has no spaces at its ends, and can be printed.")
    return stored_json(list(dict.fromkeys(tags)))


def storable_text(name: str, text: str) -> str | None:
    """A text that both databases keep, None for an empty one; raises InvalidInput."""
    if reason := unstorable(text):
        raise InvalidInput(f"{name} {reason}.")
    return text or None


def retagged(held: list[str], tags: list[str], *, adding: bool) -> list[str]:
    """The tags with others at their end, or without them."""
    if adding:
        return [*held, *(tag for tag in dict.fromkeys(tags) if tag not in held)]
    return [tag for tag in held if tag not in tags]
