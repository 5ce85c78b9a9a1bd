"""The machine makes its own Home Assistant for each script."""

import pytest

from tests import profiles

profiles.load()


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Stands in for the fixture of the whole suite, which would start another one."""
