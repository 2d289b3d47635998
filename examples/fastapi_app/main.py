"""A small service on bbprops' data layer: uvicorn main:app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bbprops_cli.db import (
    AsyncWork,
    Board,
    cached_json,
    check_all_connections,
    close_connections,
    connections,
    get_db,
    get_db_info,
    get_redis_info,
    init_connections,
)
from bbprops_cli.errors import BBPropsError, Busy, Conflict, ExitCode, Unreachable
from bbprops_cli.models import UserCreate
from bbprops_cli.queries.props import boards
from bbprops_cli.queries.users import changes as user_changes

# "function": the commit comes before the response, so that its failure is told.
Work = Annotated[AsyncWork, Depends(get_db, scope="function")]
Week = Annotated[int, Path(ge=0, le=53)]
League = Annotated[str, Path(max_length=40, pattern=r"^[\w .-]+$")]
STATUS = {ExitCode.NOT_FOUND: 404, ExitCode.INVALID: 422, ExitCode.USAGE: 422}


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Pools for the life of the service; servers that are down are not its end."""
    await init_connections()
    yield
    await close_connections()


app = FastAPI(title="bbprops example", lifespan=lifespan)


@app.exception_handler(BBPropsError)
async def _tell(_: Request, error: BBPropsError) -> JSONResponse:
    away = isinstance(error, Unreachable | Busy)
    status = 503 if away else 409 if isinstance(error, Conflict) else STATUS.get(error.exit_code, 500)
    return JSONResponse({"error": str(error)}, status, headers={"Retry-After": "1"} if away else {})


@app.get("/health")
async def health() -> JSONResponse:
    """Whether both servers answer, and how the pools are doing."""
    healthy, error = await check_all_connections()
    found = {"healthy": healthy, "error": error, "database": await get_db_info(), "redis": await get_redis_info()}
    return JSONResponse(found, 200 if healthy else 503)


@app.post("/users", status_code=201)
async def create_user(shape: UserCreate, work: Work) -> dict[str, str]:
    """A new user, by the same rules as `bbprops users create`; 409 if the email address or a name is taken."""
    try:
        made = await work.run_sync(user_changes.create, shape.model_dump(exclude_unset=True))
    except Conflict as error:  # which says who has it
        raise Conflict(f"{shape.email}, or one of its names, is taken.") from error
    return {"id": str(made.user.id), "email": made.user.email}


@app.get("/props/{week}/{league}")
async def props(week: Week, league: League) -> Response:
    """The first props of a week on the board, kept in the cache until a commit changes them."""
    board = Board(league.upper(), week=week)

    async def compute() -> list[dict[str, Any]]:
        # From the primary: what a replica has not heard of yet would stay in the cache.
        async with connections().database.reading(primary=True) as work:
            return await work.read(boards.first, board)

    return Response(await cached_json(board.scope, compute), media_type="application/json")


@app.get("/metrics")
async def metrics() -> Response:
    """Pool figures for Prometheus."""
    registry = CollectorRegistry()
    gauge = Gauge("bbprops_pool_connections", "Connections by pool and state", ["pool", "state"], registry=registry)
    database, redis = await get_db_info(), await get_redis_info()
    for state in ("checked_in", "checked_out", "overflow"):
        gauge.labels("database", state).set(float(database[state]))
    for state in ("checked_in", "checked_out"):
        gauge.labels("redis", state).set(float(redis[state]))  # type: ignore[literal-required]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
