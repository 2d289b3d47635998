"""Create roles with the least privileges, or print the SQL that does."""

from typing import NamedTuple

from bbprops_cli.db.admin.grants import ROLES, sharing, statements
from bbprops_cli.db.connection.target import Target, target
from bbprops_cli.db.connection.writing import writing


class Roles(NamedTuple):
    """The statements that create the roles of a database; none for SQLite, which has no roles."""

    where: Target
    prefix: str
    statements: list[str]

    @property
    def names(self) -> list[str]:
        """The names of the roles."""
        return [f"{self.prefix}_{role}" for role in ROLES]

    @property
    def script(self) -> str:
        """The statements as SQL, after a comment for each role."""
        comments = [f"-- {self.prefix}_{role}: {purpose}" for role, purpose in ROLES.items()]
        return "\n".join([*comments, *(f"{statement};" for statement in self.statements)]) + "\n"


def find(prefix: str) -> Roles:
    """The roles of the database in use; raises UsageError for a prefix that cannot be part of a name."""
    where = target()
    return Roles(where, prefix, statements(where, prefix))


def apply(roles: Roles, *, dry_run: bool) -> str:
    """Run the statements in one transaction; a warning if the administrators may unlock in other databases, too."""
    with writing(roles.where, dry_run=dry_run, touches=()) as db:
        for statement in roles.statements:
            db.run(statement)
        shared = sharing(db, roles.prefix)
    if not shared:
        return ""
    databases = f"database{'s' * (len(shared) > 1)} {', '.join(shared)}"
    return f"members of {roles.prefix}_admin may also unlock in {databases}; --prefix gives each database its own roles"
