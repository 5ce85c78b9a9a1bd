"""Dispatch of changes by key: the event of one board calls the listeners of that board alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from homeassistant.core import CALLBACK_TYPE, callback

from .const import LOGGER

type Observer = Callable[[frozenset[str]], None]


class ListenerCalls:
    """Calls listeners so that an exception in one of them affects nothing else.

    The first exception of each listener is logged; a listener that fails with every event would fill the log otherwise.
    """

    def __init__(self) -> None:
        self._failed: set[Callable[..., object]] = set()

    @callback
    def async_call[*Arguments](
        self, listener: Callable[[*Arguments], object], *arguments: *Arguments
    ) -> None:
        """Call a listener and log its first exception."""
        try:
            listener(*arguments)
        except Exception:  # noqa: BLE001 - a listener is any code of the integration or of an entity base class
            if listener not in self._failed:
                self._failed.add(listener)
                # By name: the representation of an entity computes its state, which may be what fails.
                name = getattr(listener, "__qualname__", type(listener).__name__)
                LOGGER.exception("Unexpected error in the listener %s", name)

    @callback
    def async_forget(self, listener: Callable[..., object]) -> None:
        """Log the next exception of a listener that is added again."""
        self._failed.discard(listener)


class Dispatcher:
    """Listeners of keys, and observers of every change."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[CALLBACK_TYPE]] = defaultdict(set)
        self._observers: set[Observer] = set()
        self._calls = ListenerCalls()

    @callback
    def async_subscribe(self, key: str, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` when what `key` names changed, or everything's availability."""
        self._listeners[key].add(listener)

        @callback
        def unsubscribe() -> None:
            self._listeners[key].discard(listener)
            if not self._listeners[key]:
                del self._listeners[key]
            self._calls.async_forget(listener)

        return unsubscribe

    @callback
    def async_observe(self, observer: Observer) -> CALLBACK_TYPE:
        """Call `observer` with the keys of each change."""
        self._observers.add(observer)

        @callback
        def unsubscribe() -> None:
            self._observers.discard(observer)
            self._calls.async_forget(observer)

        return unsubscribe

    @callback
    def async_notify(self, keys: Iterable[str]) -> None:
        """Call each observer, and each listener once, however many of its keys changed."""
        changed = frozenset(keys)
        for observer in tuple(self._observers):
            self._calls.async_call(observer, changed)
        # Looked up before any call: a listener may subscribe or unsubscribe others.
        for listener in {listener for key in changed for listener in self._listeners.get(key, ())}:
            self._calls.async_call(listener)

    @callback
    def async_notify_all(self) -> None:
        """Call every listener: the availability of all entities changed."""
        self.async_notify(tuple(self._listeners))
