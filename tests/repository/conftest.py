"""Most of these tests read files only, so they do without a running Home Assistant."""

import pytest

from .places import PACKAGE, JsonObject, read_object
from .sources import Sources
from .uses import Uses, find_uses


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Stand in for the fixture of the same name, which starts Home Assistant for each test."""


@pytest.fixture(scope="session")
def english() -> JsonObject:
    """The English texts."""
    return read_object(PACKAGE / "translations" / "en.json")


@pytest.fixture(scope="session")
def sources() -> Sources:
    """The integration's modules."""
    return Sources(PACKAGE)


@pytest.fixture(scope="session")
def uses(sources: Sources) -> Uses:
    """What the code needs texts for."""
    return find_uses(sources)
