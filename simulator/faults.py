"""What goes wrong on purpose, per route: refused, replaced, late, never, or cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import EllipsisType
from typing import Literal

from .codes import ApiError

type Kind = Literal["fail", "answer", "delay", "hang", "drop", "drop_after"]


@dataclass
class Fault:
    """One order of a test; `times=None` stands for ever."""

    kind: Kind
    route: str
    times: int | None
    error: ApiError | None = None
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    after_work: bool = False
    after_bytes: int = 0


class Faults:
    """The orders in force; routes are written as `POST /batch/start`, `GET /batch/{id}` or `*`."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def fail(
        self,
        route: str,
        code: str = "INTERNAL_ERROR",
        times: int | None = 1,
        status: int | None = None,
        *,
        retry_after: float | EllipsisType | None = ...,
        retryable: bool | None = None,
        message: str | None = None,
        details: str | None = None,
    ) -> None:
        """Answer an error by its code; `retry_after=...` is the server's own hint, None is no hint."""
        error = ApiError(
            code, details, status=status, message=message, retryable=retryable, retry_after=retry_after
        )
        self._orders.append(Fault("fail", route, times, error=error))

    def answer(
        self,
        route: str,
        status: int = 200,
        body: bytes = b"",
        content_type: str = "application/json",
        *,
        headers: Mapping[str, str] | None = None,
        times: int | None = 1,
    ) -> None:
        """Answer exactly this instead of doing the work."""
        order = Fault(
            "answer",
            route,
            times,
            status=status,
            body=body,
            content_type=content_type,
            headers=headers or {},
        )
        self._orders.append(order)

    def redirect(self, route: str, location: str, status: int = 307, times: int | None = 1) -> None:
        """Send the client to another address."""
        self.answer(route, status, headers={"Location": location}, content_type="text/plain", times=times)

    def delay(self, route: str, seconds: float, times: int | None = 1, *, after_work: bool = True) -> None:
        """Hold the answer back for real seconds, work done first unless told otherwise."""
        self._orders.append(Fault("delay", route, times, seconds=seconds, after_work=after_work))

    def hang(self, route: str, times: int | None = 1) -> None:
        """Accept and never answer."""
        self._orders.append(Fault("hang", route, times))

    def drop(self, route: str, *, after_work: bool = False, times: int | None = 1) -> None:
        """Cut the connection instead of answering, with the work done or not."""
        self._orders.append(Fault("drop", route, times, after_work=after_work))

    def drop_after(self, route: str, after_bytes: int, times: int | None = 1) -> None:
        """Cut the connection once so many bytes of the body are out; streams count from their first frame."""
        self._orders.append(Fault("drop_after", route, times, after_bytes=after_bytes))

    def clear(self) -> None:
        """Forget every order."""
        self._orders.clear()

    def take(self, kind: Kind, route: str, *, after_work: bool | None = None) -> Fault | None:
        """The oldest order that applies, used up by one."""
        for order in self._orders:
            fits = order.kind == kind and (after_work is None or order.after_work == after_work)
            if fits and (order.route == "*" or fnmatchcase(route, order.route)):
                if order.times is not None:
                    order.times -= 1
                    if order.times <= 0:
                        self._orders.remove(order)
                return order
        return None
