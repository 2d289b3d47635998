"""How a use case tells a screen how far it has read."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

# Called with the number of bytes to read; what it yields hears of the rows and bytes read so far.
Progress: TypeAlias = Callable[[int], AbstractContextManager[Callable[[int, int], None]]]
