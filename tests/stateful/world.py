"""One Home Assistant and one simulated Pi on an event loop of their own, for a state machine that is not async."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from pytest_homeassistant_custom_component.common import async_test_home_assistant, mock_storage

from simulator import Board, Simulator
from tests.conftest import API_KEY, PROFILE_ID, make_entry, wait_for
from tests.live.home import Home
from tests.live.test_unload import tasks_of_ours
from tests.live.truth import truth

SPEED = 100
# Reads of two seconds, attempts of half a one: see the fixture; three of each on a busy machine.
TRUTH_SECONDS = 15.0
LAST_MAC = "24:6F:28:0F:FF:FF"


class World:
    """Opened and closed by the machine; every step runs the loop until it is done."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self.asked: Counter[str] = Counter()  # how often a person asked for each change
        self.placed: set[str] = set()  # boards that were allowed at some time
        self.silent = False  # a stream fell silent at some time, and may still be open
        self.home = self.run(self._open())

    def run[T](self, step: Coroutine[Any, Any, T]) -> T:
        """Run one step; nothing goes on between the steps."""
        return self._loop.run_until_complete(step)

    def close(self) -> None:
        """The weather clears, the truth has to show, and nothing may be left."""
        try:
            self.run(self._settle())
        finally:
            self.run(self._close())
            self.run(self._loop.shutdown_default_executor())
            self._loop.close()

    @property
    def pi(self) -> Simulator:
        """The Pi."""
        return self.home.simulator

    async def _open(self) -> Home:
        self._stack.enter_context(mock_storage())
        hass = await self._stack.enter_async_context(async_test_home_assistant())
        hass.data.pop(DATA_CUSTOM_COMPONENTS)
        pi = await self._stack.enter_async_context(Simulator(api_key=API_KEY, speed=SPEED))
        home = Home(hass, pi, make_entry(pi))
        await home.set_up()
        return home

    async def _settle(self) -> None:
        pi, home = self.pi, self.home
        pi.faults.clear()
        pi.unmute_events()
        pi.release_events()
        pi.repeat_events(1)
        pi.api_key = API_KEY
        if home.entry.state is not ConfigEntryState.LOADED:
            # Set up while its key was refused, or the Pi away: Home Assistant waits for a person, or for its own time.
            await self.reload()
        if self.silent:  # would be found dead in time, but hears nothing of what is said now
            opened = pi.counts.streams_opened
            pi.cut_streams()
            await wait_for(lambda: pi.counts.streams_opened > opened, TRUTH_SECONDS)
        await home.streaming(TRUTH_SECONDS)
        await self._say_something()
        await pi.wait_idle()
        await truth(home, TRUTH_SECONDS, clients=False, placed=self.placed)
        await wait_for(lambda: pi.counts.streams == 1, TRUTH_SECONDS)
        for route, sent in pi.counts.requests.items():
            if not route.startswith("GET"):
                assert sent <= self.asked[route], f"{route}: sent {sent} times, asked for {self.asked[route]}"
        assert not pi.unexpected
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
        assert not tasks_of_ours()
        await wait_for(lambda: pi.counts.streams == 0)

    async def _say_something(self) -> None:
        """No route names the current session [C §9.1]: of one that began and ended unheard nobody can know."""
        session = self.pi.truth().session
        if session is None or session["state"] == "closed":
            self.pi.start_session()
        self.pi.add_board(Board(LAST_MAC))

    async def _close(self) -> None:
        await self.home.hass.async_stop(force=True)
        await self._stack.aclose()

    # What a person does

    async def press(self, button: str, route: str, scope: str = "") -> None:
        """Press a button that can be pressed; a refusal is an answer too."""
        if self.home.entity_id("button", button, scope) is None or not self.home.available(button, scope):
            return
        self.asked[route] += 1
        if button == "retry_failed":
            self.asked[route] += len(self.pi.truth().devices)
        with suppress(HomeAssistantError):
            await self.home.press(button, scope)

    async def start(self) -> None:
        """Start a session with the one Wi-Fi profile."""
        await self.press("start_session", "POST /batch/start", PROFILE_ID)

    async def call(self, action: str, route: str, **data: object) -> None:
        """Call an action for one board."""
        self.asked[route] += 1
        with suppress(HomeAssistantError):
            await self.home.call(action, **data)

    async def reload(self) -> None:
        """Reload the entry, whatever the Pi is doing; one that fails tries again by itself."""
        await self.home.hass.config_entries.async_reload(self.home.entry.entry_id)
