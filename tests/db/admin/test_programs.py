"""psql and pg_dump connect with the parameters of the URL, and no secret is among their arguments."""

import pytest

from bbprops_cli.db.admin import programs
from bbprops_cli.db.connection import libpq
from bbprops_cli.db.connection.target import parse
from bbprops_cli.errors import Conflict

OF_TARGET = {"dbname", "host", "password", "port", "user"}


@pytest.mark.parametrize("name", sorted(libpq.PARAMETERS - OF_TARGET - libpq.SECRETS - {"client_encoding"}))
def test_every_parameter_reaches_a_program_by_its_environment_or_its_connection_string(name: str) -> None:
    value = "7" if name in libpq.NUMBERS else "a value"
    where = parse(f"postgresql://ana:s3cret@db/props?{name}={value}")

    told, string = programs.environment(where), programs.connection_string(where)

    by_environment = told.get(libpq.VARIABLES.get(name, "")) == value
    assert by_environment != (f"{name}='{value}'" in string)
    assert ("s3cret" in string, told["PGPASSWORD"]) == (False, "s3cret")


@pytest.mark.parametrize("name", sorted(libpq.SECRETS - {"password"}))
def test_secret_without_a_variable_is_refused_and_not_shown(name: str) -> None:
    with pytest.raises(Conflict, match=f"{name} cannot be given to psql or pg_dump") as caught:
        programs.connection_string(parse(f"postgresql://db/props?{name}=s3cret"))

    assert "s3cret" not in str(caught.value)


def test_values_are_quoted_in_a_connection_string() -> None:
    where = parse("postgresql://db/props?fallback_application_name=it%27s%20%5C%20mine")

    assert r"fallback_application_name='it\'s \\ mine'" in programs.connection_string(where)


def test_options_of_the_url_are_kept_by_a_shell_that_only_reads() -> None:
    told = programs.environment(parse("postgresql://db/props?options=-c%20search_path%3Dx"), read_only=True)

    assert told["PGOPTIONS"] == "-c search_path=x -c default_transaction_read_only=on"
