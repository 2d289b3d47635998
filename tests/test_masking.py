"""No part of a password is shown: neither on stdout nor on stderr, with -vv and --debug, whatever its characters."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bbprops_cli import masking
from tests.conftest import Run

# Parts of a password that no other text has, between characters that end a URL, a word or a value.
PARTS = st.from_regex(r"[A-Z][0-9]{5}[A-Z]", fullmatch=True)
HOSTILE = st.sampled_from([*"/?#@:%&=+[]'\"\\ ,;<>|`$*~é𝟙\t", "%2F", "://", "\\'", "@127.0.0.1:1/", "%", "%zz", "'\\"])
PASSWORDS = st.lists(st.one_of(PARTS, HOSTILE), min_size=1, max_size=6).filter(
    lambda parts: any(re.fullmatch(r"[A-Z]\d{5}[A-Z]", part) for part in parts)
)
FORMS = [
    "postgresql://ana:{}@127.0.0.1:1/props",
    "postgres://:{}@127.0.0.1:1",
    "postgresql+asyncpg://ana:{}@127.0.0.1:1/props?sslmode=disable",
    "postgresql://127.0.0.1:1/props?user=ana&password={}",
    "postgresql://ana@127.0.0.1:1/props?sslpassword={}",
    "host=127.0.0.1 port=1 password={} user=ana",
    "host=127.0.0.1 password='{}' port=1",
    "redis://:{}@127.0.0.1:1/0",
    "rediss://ana:{}@127.0.0.1:1",
]
COMMANDS = [("config", "list"), ("doctor", "--timeout", "5"), ("props", "list"), ("db", "ping"), ("cache", "info")]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(parts=PASSWORDS, form=st.sampled_from(FORMS), command=st.sampled_from(COMMANDS), name=st.integers(0, 2))
def test_no_part_of_a_password_is_shown(
    run_here: Run, parts: list[str], form: str, command: tuple[str, ...], name: int
) -> None:
    url = form.format("".join(parts))
    with pytest.MonkeyPatch.context() as env:
        env.setenv(("DATABASE_URL", "REDIS_URL", "DATABASE_REPLICA_URL")[name], url)
        if name == 2:
            env.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/x")
        result = run_here(*command, "--debug", "-vv")

    shown = result.stdout + result.stderr
    assert "bug in bbprops" not in shown
    assert [part for part in parts if re.fullmatch(r"[A-Z]\d{5}[A-Z]", part) and part in shown] == []


def test_text_of_a_driver_that_quotes_the_url_is_shown_without_its_password() -> None:
    url = "postgresql://ana:s3%63ret@db/props"
    said = f"cannot parse {url!r}: s3%63ret, 's3cret' is not valid"

    assert masking.without(said, [url]) == "cannot parse 'postgresql://ana:***@db/props': ***, '***' is not valid"


def test_word_that_the_masked_url_has_is_not_hidden() -> None:
    said = 'role "postgres" does not exist'

    assert masking.without(said, ["postgresql://postgres:postgres@db/props"]) == said


def test_password_of_a_string_with_keywords_is_hidden() -> None:
    said = "invalid: host=db password='it\\'s s3cret' x"

    assert "s3cret" not in masking.without(said, ["host=db password='it\\'s s3cret' user=ana"])
