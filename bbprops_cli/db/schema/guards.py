"""Checks that every guard of locked snapshots exists, is enabled and has its original text; works for every role.

`structure` runs the migrations, which a read-only connection cannot. This module contains hashes instead; a test
compares them with the migrations.
"""

from hashlib import sha256
from typing import TYPE_CHECKING

from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import DialectName
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import NotMigrated

if TYPE_CHECKING:
    from bbprops_cli.db.schema.structure import Item, Structure

GUARDS: dict[DialectName, dict[str, str]] = {
    "postgresql": {
        "function bbprops_guard_lock_events()": "734c6742663af366",
        "function bbprops_guard_prop_markets()": "70a19df84362dc5f",
        "function bbprops_guard_snapshots()": "c1e2d4a72d1bce09",
        "function bbprops_log_snapshot_lock()": "3d24402b48180c4b",
        "function bbprops_refuse()": "e2edf6f0fc499e30",
        "function bbprops_retire_props()": "2d2a66e6a4dd77cb",
        "function bbprops_unlock_snapshot(text, text)": "7732a3eb51311f78",
        "trigger prop_markets.trg_prop_markets_guard_del": "41a05e8b52ed9066",
        "trigger prop_markets.trg_prop_markets_guard_ins": "215a3852ba246b89",
        "trigger prop_markets.trg_prop_markets_guard_upd": "7d6a4b1f8fc75909",
        "trigger prop_markets.trg_prop_markets_no_truncate": "05b15c7da685cf06",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_append_only": "dad8ec2614d2d710",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_guard": "d9923b096ef4d7d8",
        "trigger snapshots.trg_snapshots_guard": "4b0bd33022e2b8a1",
        "trigger snapshots.trg_snapshots_log_lock": "62011f19fd691428",
        "trigger snapshots.trg_snapshots_no_truncate": "7a50c2bb0ae4e63d",
        "trigger snapshots.trg_snapshots_retire_props": "f0802b2c3900a2fd",
    },
    "sqlite": {
        "trigger prop_markets.trg_prop_markets_guard_del": "6ce76ea4598f8e45",
        "trigger prop_markets.trg_prop_markets_guard_ins": "90506a8e7be09ab6",
        "trigger prop_markets.trg_prop_markets_guard_upd": "6deab442fd9abe69",
        "trigger prop_markets.trg_prop_markets_stay_off_board": "3fd7e63f427e99a5",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_apply_unlock": "4f77e392a4fbadab",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_in_order": "162d826e6f09dae8",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_no_del": "8f577310e28a0681",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_no_replace": "aa656848f2d56f60",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_no_upd": "989a6c8660bd1cb3",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_reason": "5f502a005cf5869e",
        "trigger snapshot_lock_events.trg_snapshot_lock_events_true": "87c503472d4d8641",
        "trigger snapshots.trg_snapshots_guard_del": "71f3cd0856c6402d",
        "trigger snapshots.trg_snapshots_guard_ins": "ed9ba97ca9123e29",
        "trigger snapshots.trg_snapshots_guard_lock": "93e4b0095cfea45a",
        "trigger snapshots.trg_snapshots_guard_upd": "9ac1e73b841e236a",
        "trigger snapshots.trg_snapshots_guard_upd_steal": "a1ce80192152d105",
        "trigger snapshots.trg_snapshots_log_lock": "54ec7e2a9c8e9f48",
        "trigger snapshots.trg_snapshots_retire_props": "0b7b4e8595c29e81",
    },
}


ENABLED = {
    "postgresql": (
        "SELECT tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " WHERE tgenabled = 'O' AND c.relnamespace = 'public'::regnamespace"
    ),
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def require(db: Db) -> None:
    """Raise NotMigrated if a trigger is missing or disabled; the texts are not compared.

    Without the triggers nothing would stop a change to a locked snapshot.
    """
    found = {name for (name,) in db.rows(ENABLED[db.dialect.name])}
    wanted = [name.rpartition(".")[2] for name in GUARDS[db.dialect.name] if name.startswith("trigger ")]
    if missing := [name for name in wanted if name not in found]:
        raise NotMigrated(
            f"Locked snapshots are not protected: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
            " or disabled.",
            hint="Run: bbprops db upgrade. If no migration is pending, run: bbprops db check",
        )


def differences(where: Target) -> list[tuple[str, str]]:
    """The missing or changed guards, each with its problem; raises NotMigrated while migrations are pending."""
    from bbprops_cli.db.connection.session import engine
    from bbprops_cli.db.schema import migrations, structure

    wanted = GUARDS[where.dialect.name]
    with engine(where, read_only=True).begin() as connection:
        found = hashes(structure.read(connection))
        pending = migrations.pending(migrations.require_known(connection)) if found != wanted else []
    if pending:
        raise NotMigrated(
            f"the guards cannot be compared: migrations are pending: {len(pending)}.", hint="Run: bbprops db upgrade"
        )
    return [(name, _problem(name, found)) for name in wanted if found.get(name) != wanted[name]]


def _problem(name: str, found: dict[str, str]) -> str:
    if name not in found:
        return "the guard is missing"
    # A restore without grants lets everybody call every function, including the one that unlocks.
    return f"the guard is changed, or {'everybody may call it' if name.startswith('function') else 'disabled'}"


def hashes(found: "Structure") -> dict[str, str]:
    """The guards among these items by name, each with a hash of its state and text."""
    return {_name(item): sha256(text.encode()).hexdigest()[:16] for item, text in found.items() if _is_guard(item)}


def _is_guard(item: "Item") -> bool:
    return item.type in {"trigger", "function"} and item.name.startswith(("trg_", "bbprops_"))


def _name(item: "Item") -> str:
    return f"{item.type} {item.table}.{item.name}" if item.table else f"{item.type} {item.name}"
