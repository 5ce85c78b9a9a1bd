"""A batch from its beginning to its end, for tests that disturb it in between."""

from simulator import Board, Fate
from tests.conftest import wait_for
from tests.live.home import Home
from tests.live.truth import truth

BOARDS = [
    Board(f"24:6F:28:02:00:{index:02X}", fate=fate, provision_seconds=6, verify_seconds=12)
    for index, fate in enumerate([Fate.VERIFY, Fate.VERIFY, Fate.REJECT, Fate.REJECT_ONCE, Fate.VERIFY])
]


async def begin(home: Home) -> None:
    """A batch in which work is under way."""
    home.simulator.add_boards(BOARDS)
    await home.press_start()
    await wait_for(lambda: home.shows("5", "device_count"))
    await home.press("provision_all")


async def finish(home: Home, *, clients: bool = True) -> None:
    """The rest of the batch: retry, stop, and the truth after each."""
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    await home.press("retry_failed")
    await home.simulator.wait_idle()
    await truth(home, clients=False)
    assert home.value("verified_count") == "4"
    await home.press("stop_session")
    await truth(home, clients=clients)
