"""The tables; importing this package registers all of them on `SQLModel.metadata`."""

from bbprops_cli.models.base import checked
from bbprops_cli.models.experiment import Experiment, ExperimentCreate
from bbprops_cli.models.meta import Meta
from bbprops_cli.models.prop_market import PropMarket, PropMarketCreate
from bbprops_cli.models.saved_slip import Leg, SavedSlip, SavedSlipCreate
from bbprops_cli.models.snapshot import Snapshot, SnapshotCreate, SnapshotLockEvent
from bbprops_cli.models.user import User, UserCreate, UserUpdate

__all__ = [
    "Experiment",
    "ExperimentCreate",
    "Leg",
    "Meta",
    "PropMarket",
    "PropMarketCreate",
    "SavedSlip",
    "SavedSlipCreate",
    "Snapshot",
    "SnapshotCreate",
    "SnapshotLockEvent",
    "User",
    "UserCreate",
    "UserUpdate",
    "checked",
]
