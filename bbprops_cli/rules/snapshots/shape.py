"""The values of a snapshot, checked without pydantic: loading it would take longer than the INSERT of a capture.

`SnapshotCreate` makes these checks for users of the library; a test compares the two.
"""

import json
from typing import Any

from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.exact_json import inexact
from bbprops_cli.rules.values.storable import unstorable, unstorable_json
from bbprops_cli.rules.values.stored_json import stored_json

NAME_CHARACTERS = 255
CLEARABLE: dict[str, Any] = {
    **dict.fromkeys(("description", "features_path", "game_date", "lock_at", "name", "season", "week")),
    "config": "{}",
    "tags": "[]",
}


def require_name(name: str) -> str:
    """The name of a snapshot, if it can be typed and printed; raises InvalidInput."""
    if not 0 < len(name) <= NAME_CHARACTERS:
        raise InvalidInput(f"the name of a snapshot has 1 to {NAME_CHARACTERS} characters.")
    if name != name.strip() or not name.isprintable():
        raise InvalidInput("the name of a snapshot has no spaces at its ends and no control characters.")
    return name


def league_of(leagues: list[str]) -> str:
    """The league of a snapshot with props of these leagues: NFL, or NBA+NFL for two."""
    return "+".join(sorted(set(leagues)))


def config_text(text: str) -> str:
    """A config as typed in the spelling that is stored; raises InvalidInput for anything but a JSON object."""
    try:
        config = json.loads(text)
        stored = stored_json(config)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"--config is not JSON: {error}.", hint="Write --config '{\"seed\": 7}'.") from error
    if not isinstance(config, dict):
        raise InvalidInput("--config is not a JSON object.", hint="Write --config '{\"seed\": 7}'.")
    if problem := inexact(config, "config"):
        raise InvalidInput(f"{problem}.")
    if reason := unstorable_json(stored):
        raise InvalidInput(f"--config {reason}.")
    return stored


def tags_text(tags: list[str]) -> str:
    """Tags in the spelling that is stored, each once, in the order given; raises InvalidInput for an invalid tag."""
    for tag in tags:
        if not tag or tag != tag.strip() or not tag.isprintable() or len(tag) > NAME_CHARACTERS:
            raise InvalidInput(
                f"{tag[:40]!r} is not a valid tag.", hint="A tag has no spaces at its ends and no control characters."
            )
    return stored_json(list(dict.fromkeys(tags)))


def storable_text(name: str, text: str) -> str | None:
    """The text of a column, None for an empty one; raises InvalidInput if a database cannot store it."""
    if reason := unstorable(text):
        raise InvalidInput(f"{name} {reason}.")
    return text or None


def retagged(current: list[str], tags: list[str], *, adding: bool) -> list[str]:
    """The tags of a snapshot after adding `tags` at the end, or after removing them."""
    if adding:
        return [*current, *(tag for tag in dict.fromkeys(tags) if tag not in current)]
    return [tag for tag in current if tag not in tags]
