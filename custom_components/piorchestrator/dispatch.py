"""Who is told of what: listeners by key, so that one board's event wakes that board's entities alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from homeassistant.core import CALLBACK_TYPE, callback

type Observer = Callable[[frozenset[str]], None]


class Dispatcher:
    """Listeners of keys, and observers of every change."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[CALLBACK_TYPE]] = defaultdict(set)
        self._observers: set[Observer] = set()

    @callback
    def async_subscribe(self, key: str, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call `listener` when what `key` names changed, or everything's availability."""
        self._listeners[key].add(listener)

        @callback
        def unsubscribe() -> None:
            self._listeners[key].discard(listener)
            if not self._listeners[key]:
                del self._listeners[key]

        return unsubscribe

    @callback
    def async_observe(self, observer: Observer) -> CALLBACK_TYPE:
        """Call `observer` with the keys of each change."""
        self._observers.add(observer)
        return lambda: self._observers.discard(observer)

    @callback
    def async_notify(self, keys: Iterable[str]) -> None:
        """Tell each listener once, however many of its keys changed."""
        changed = frozenset(keys)
        for observer in tuple(self._observers):
            observer(changed)
        # Looked up before anybody is called: a listener may subscribe or leave.
        for listener in {listener for key in changed for listener in self._listeners.get(key, ())}:
            listener()

    @callback
    def async_notify_all(self) -> None:
        """Tell everybody: availability turned."""
        self.async_notify(tuple(self._listeners))
