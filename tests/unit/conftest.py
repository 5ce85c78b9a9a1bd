"""Pure code needs no Home Assistant."""

import pytest


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Stands in for the fixture of the whole suite, which would start a Home Assistant for each test."""
