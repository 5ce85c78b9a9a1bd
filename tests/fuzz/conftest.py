"""Profiles: `ci` is quick and the same each time; `HYPOTHESIS_PROFILE=long` looks further."""

import os

from hypothesis import HealthCheck, settings
import pytest

# A deadline per example would measure the machine; the examples of a failure are printed, no file is needed.
settings.register_profile(
    "ci",
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("ci"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Stands in for the fixture of the whole suite, which would start a Home Assistant for each test."""
