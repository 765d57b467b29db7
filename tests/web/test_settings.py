"""Settings from the environment."""

import pytest

from app.settings import Settings, SettingsError


def test_an_empty_environment_gives_the_defaults() -> None:
    assert Settings.from_env({"HOME": "/", "GATESCOPE_RATE": ""}) == Settings()


def test_every_setting_can_be_given() -> None:
    given = {
        "GATESCOPE_CAPACITY": "3",
        "GATESCOPE_RATE": "0.5",
        "GATESCOPE_BURST": "7",
        "GATESCOPE_PUBLIC_URL": "https://gatescope.example/",
        "GATESCOPE_LOG_LEVEL": "DEBUG",
    }
    assert Settings.from_env(given) == Settings(3, 0.5, 7, "https://gatescope.example", "debug")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GATESCOPE_CAPACITY", "0"),
        ("GATESCOPE_CAPACITY", "many"),
        ("GATESCOPE_CAPACITY", "²"),
        ("GATESCOPE_RATE", "-1"),
        ("GATESCOPE_RATE", "inf"),
        ("GATESCOPE_RATE", "fast"),
        ("GATESCOPE_BURST", "1.5"),
        ("GATESCOPE_PUBLIC_URL", "gatescope.example"),
        ("GATESCOPE_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_can_not_be_used_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})


def test_a_mistyped_variable_is_named_in_the_log_and_changes_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert Settings.from_env({"GATESCOPE_CAPACITTY": "3"}) == Settings()
    assert "GATESCOPE_CAPACITTY is not a setting" in caplog.text
