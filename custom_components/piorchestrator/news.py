"""What is told of each event of the followed session, once, and to whom."""

from collections.abc import Callable

from homeassistant.core import CALLBACK_TYPE, callback

from .client import ProvisioningEvent
from .core.repetitions import Repetitions
from .core.state import ProvisioningState, concerns
from .dispatch import ListenerCalls

type EventListener = Callable[[ProvisioningEvent], None]


class News:
    """Listeners of events, and what they were told last."""

    def __init__(self) -> None:
        self._listeners: set[EventListener] = set()
        self._repetitions = Repetitions()
        self._calls = ListenerCalls()

    @callback
    def async_subscribe(self, listener: EventListener) -> CALLBACK_TYPE:
        """Call `listener` with each event, never with one that a read made up for."""
        self._listeners.add(listener)

        @callback
        def unsubscribe() -> None:
            self._listeners.discard(listener)
            self._calls.async_forget(listener)

        return unsubscribe

    def is_new(self, state: ProvisioningState, event: ProvisioningEvent, now: float) -> bool:
        """Of the followed session or of none, and not a repetition of the same frame; `now` of any steady clock."""
        return concerns(state, event) and not self._repetitions.contain(event, now)

    @callback
    def async_tell(self, event: ProvisioningEvent) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            self._calls.async_call(listener, event)
