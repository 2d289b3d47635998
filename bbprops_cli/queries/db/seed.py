"""The demo data: a board of one NFL week and one NBA night, a snapshot, and two invented users with their data."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sqlmodel import Session, SQLModel
    from sqlmodel.sql.expression import SelectOfScalar

    from bbprops_cli.models import PropMarketCreate, Snapshot, User

FOLDER = Path(__file__).resolve().parents[2] / "demo_data"
Row = TypeVar("Row", bound="SQLModel")
Counts = Counter[str]


def seed(session: "Session") -> Counts:
    """Add the demo data that does not exist yet; the number of rows that were added, by table."""
    demo = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    board, added = _board(), Counts()
    ana, *_ = [_user(session, user, added) for user in demo["users"]]
    snapshot = _snapshot(session, demo["snapshot"], board, added)
    for shape in board:
        _on_board(session, shape, added)
    _experiment(session, {**demo["experiment"], "user_id": ana.id, "snapshot_id": snapshot.id}, added)
    _slip(session, {**demo["slip"], "user_id": ana.id, "snapshot_id": snapshot.id}, added)
    session.flush()
    return added


def _once(session: "Session", found: "SelectOfScalar[Row]", row: Row, added: Counts) -> Row:
    if existing := session.exec(found).first():
        return existing
    session.add(row)
    session.flush()
    added[str(row.__tablename__)] += 1
    return row


def _board() -> "list[PropMarketCreate]":
    from bbprops_cli.models import PropMarketCreate

    with (FOLDER / "board.csv").open(encoding="utf-8", newline="") as file:
        return [
            PropMarketCreate.model_validate({name: value for name, value in row.items() if value})
            for row in csv.DictReader(file)
        ]


def _user(session: "Session", values: dict[str, Any], added: Counts) -> "User":
    from sqlmodel import select

    from bbprops_cli.models import User, UserCreate

    shape = UserCreate.model_validate(values)
    return _once(session, select(User).where(User.email == shape.email), User(**shape.model_dump()), added)


def _snapshot(session: "Session", values: dict[str, Any], board: "list[PropMarketCreate]", added: Counts) -> "Snapshot":
    from sqlmodel import select

    from bbprops_cli.models import PropMarket, Snapshot, SnapshotCreate

    shape = SnapshotCreate.model_validate(values)
    new = Snapshot(**shape.model_dump())
    found = _once(session, select(Snapshot).where(Snapshot.snapshot_id == shape.snapshot_id), new, added)
    if found is new:
        props = [prop for prop in board if (prop.league, prop.week) == (new.league, new.week)]
        session.add_all(PropMarket(**prop.model_dump(exclude={"snapshot_id"}), snapshot_id=new.id) for prop in props)
        added[PropMarket.__tablename__] += len(props)
    return found


def _on_board(session: "Session", shape: "PropMarketCreate", added: Counts) -> None:
    from sqlmodel import col, select

    from bbprops_cli.models import PropMarket

    same = select(PropMarket).where(
        col(PropMarket.snapshot_id).is_(None),
        PropMarket.platform == shape.platform,
        PropMarket.external_id == shape.external_id,
    )
    _once(session, same, PropMarket(**shape.model_dump()), added)


def _experiment(session: "Session", values: dict[str, Any], added: Counts) -> None:
    from sqlmodel import select

    from bbprops_cli.models import Experiment, ExperimentCreate

    new = Experiment(**ExperimentCreate.model_validate(values).model_dump())
    same = select(Experiment).where(Experiment.user_id == new.user_id, Experiment.name == new.name)
    _once(session, same, new, added)


def _slip(session: "Session", values: dict[str, Any], added: Counts) -> None:
    from sqlmodel import select

    from bbprops_cli.models import SavedSlip, SavedSlipCreate

    shape = SavedSlipCreate.model_validate(values)
    legs = [leg.model_dump(mode="json", exclude_none=True) for leg in shape.legs]
    new = SavedSlip(**{**shape.model_dump(), "legs": legs})
    same = select(SavedSlip).where(SavedSlip.user_id == new.user_id, SavedSlip.name == new.name)
    _once(session, same, new, added)
