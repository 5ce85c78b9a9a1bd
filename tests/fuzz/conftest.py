"""Properties of pure functions: nothing here needs a Home Assistant."""

import pytest

from tests import profiles

profiles.load()


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Stands in for the fixture of the whole suite, which would start a Home Assistant for each test."""
