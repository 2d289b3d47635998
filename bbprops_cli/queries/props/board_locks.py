"""Advisory locks of those who write to the board."""

from collections.abc import Iterable

from bbprops_cli.db.connection.database import Db


def lock_board(db: Db, platforms: Iterable[str]) -> None:
    """Take the advisory lock of each platform, in one order for all writers, so that they cannot deadlock."""
    for platform in sorted(platforms):
        db.lock_key(f"bbprops:board:{platform}")
