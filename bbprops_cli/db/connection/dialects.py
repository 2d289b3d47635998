"""The dialect of a name."""

from bbprops_cli.db.connection.dialect import Dialect


def dialect_named(name: str) -> Dialect:
    """The dialect of that name; its module is imported here, because a command needs only one of the two."""
    if name == "postgresql":
        from bbprops_cli.db.connection.postgresql import POSTGRESQL

        return POSTGRESQL
    from bbprops_cli.db.connection.sqlite import SQLITE

    return SQLITE
