"""The `db` group."""

from typing import ClassVar

import typer

from bbprops_cli.commands.shared.groups import Commands


class Database(Commands):
    """The commands of `db`, in the order of a database's life."""

    declared: ClassVar = {
        "init": "bbprops_cli.commands.db.init:init",
        "environment": "bbprops_cli.commands.db.environment:environment",
        "seed": "bbprops_cli.commands.db.seed:seed",
        "status": "bbprops_cli.commands.db.status:status",
        "info": "bbprops_cli.commands.db.info:info",
        "ping": "bbprops_cli.commands.db.ping:ping",
        "stats": "bbprops_cli.commands.db.stats:stats",
        "shell": "bbprops_cli.commands.db.shell:shell",
        "grants": "bbprops_cli.commands.db.grants:grants",
        "upgrade": "bbprops_cli.commands.db.upgrade:upgrade",
        "downgrade": "bbprops_cli.commands.db.downgrade:downgrade",
        "history": "bbprops_cli.commands.db.history:history",
        "check": "bbprops_cli.commands.db.check:check",
        "stamp": "bbprops_cli.commands.db.stamp:stamp",
        "revision": "bbprops_cli.commands.db.revision:revision",
        "schema": "bbprops_cli.commands.db.schema:schema",
        "backup": "bbprops_cli.commands.db.backup:backup",
        "restore": "bbprops_cli.commands.db.restore:restore",
        "prune": "bbprops_cli.commands.db.prune:prune",
        "reset": "bbprops_cli.commands.db.reset:reset",
        "trash": "bbprops_cli.commands.db.trash:app",
    }
    aliases: ClassVar = {"mark": "environment"}  # the former name works for one release


app = typer.Typer(cls=Database, help="Database: create, migrate, inspect, back up and reset it.")
