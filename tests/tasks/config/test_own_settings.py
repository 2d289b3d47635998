"""Keeping settings in the user's own file, and removing them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbprops_cli import invocation
from bbprops_cli.env_file import OwnFile
from bbprops_cli.tasks.config.own_settings import forget, keep


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1).filter(str.strip))
def test_any_line_of_text_is_read_back_as_it_was_kept(value: str) -> None:
    if not value.isprintable():
        return
    with invocation.entered(invocation.Invocation()):
        keep("REDIS_KEY_PREFIX", value)

    assert OwnFile().values() == {"REDIS_KEY_PREFIX": value}


def test_forgetting_a_setting_that_was_not_kept_writes_no_file() -> None:
    with invocation.entered(invocation.Invocation()):
        assert forget("BBPROPS_TZ") is None

    assert not OwnFile().path.exists()


def test_the_file_is_in_the_configuration_folder_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_config_path

    assert OwnFile().path.parent == user_config_path("bbprops", appauthor=False)
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert OwnFile().path.parent == user_config_path("bbprops", appauthor=False)
    assert OwnFile().path.is_relative_to(Path(os.environ["HOME"]))
