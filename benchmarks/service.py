"""The example service and, beside its board, the routes that it is measured against. uvicorn serves it."""

import json
import os
from typing import Any

import asyncpg
from fastapi import Response

from bbprops_cli.cache.answers import encode
from bbprops_cli.catalog import PROPS
from bbprops_cli.db import Board, connections
from bbprops_cli.queries.props import boards
from examples.fastapi_app.main import app, props

COLUMNS = ", ".join(f'"{column.name}"' for column in PROPS.columns)
SEASON = "SELECT max(season) FROM prop_markets WHERE snapshot_id IS NULL AND is_active AND league = $1"
ROWS = f"""SELECT {COLUMNS} FROM prop_markets WHERE snapshot_id IS NULL AND is_active
AND league = $1 AND season = $2 AND week = $3 ORDER BY player_name, id LIMIT {boards.FIRST}"""
_kept: dict[str, Any] = {}


@app.get("/constant/{week}/{league}")
async def constant(week: int, league: str) -> Response:
    """What the board was when it was first asked for."""
    if "body" not in _kept:
        _kept["body"] = (await props(week, league)).body
    return Response(_kept["body"], media_type="application/json")


@app.get("/database/{week}/{league}")
async def database(week: int, league: str) -> Response:
    """What the board computes when it is not in the cache, for each who asks."""
    async with connections().database.reading(primary=True) as work:
        found = await work.read(boards.first, Board(league, week=week))
    return Response(encode(found), media_type="application/json")


async def _reads_json(connection: Any) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


@app.get("/bare/{week}/{league}")
async def bare(week: int, league: str) -> Response:
    """The same rows by asyncpg alone."""
    if "pool" not in _kept:
        _kept["pool"] = await asyncpg.create_pool(os.environ["DATABASE_URL"], init=_reads_json)
    async with _kept["pool"].acquire() as connection:
        season = await connection.fetchval(SEASON, league)
        rows = await connection.fetch(ROWS, league, season, week)
    return Response(encode([dict(row) for row in rows]), media_type="application/json")
