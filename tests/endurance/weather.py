"""What happens to a Pi in bad weather: one calamity after the other, each over by itself or by `clear`."""

from collections.abc import Awaitable, Callable
from random import Random

from tests.promises.house import House

ROUTES = (
    "*",
    "GET /batch/{id}",
    "GET /allowlist",
    "GET /batch/events",
    "GET /sessions/recoverable",
    "POST *",
)
CODES = ("NETWORK_ERROR", "RATE_LIMITED", "INTERNAL_ERROR", "DATABASE_ERROR", "MQTT_UNAVAILABLE")
RUBBISH = (
    "data: {\n\n",
    "data: [1]\n\n",
    "event: x\nid: \x00\n\n",
    ": " + "x" * 5000 + "\n",
    "data: " + "x" * 5000,
)

type Calamity = Callable[[House, Random], Awaitable[None]]


async def _fault(house: House, random: Random) -> None:
    kind = random.choice(("fail", "drop", "hang", "delay", "drop_after", "answer"))
    await house.pi.order(
        "fault",
        {
            "kind": kind,
            "route": random.choice(ROUTES),
            "code": random.choice(CODES),
            "times": random.randrange(1, 6),
            "seconds": random.random() * 2 if kind == "delay" else 0.0,
            "after_work": random.choice((True, False)) if kind in ("drop", "delay") else None,
            "after_bytes": random.randrange(200),
            "status": 502 if kind == "answer" else None,
            "body": "<html>",
            "content_type": "text/html",
            "retry_after": random.choice((None, 1)),
        },
    )


async def _restart(house: House, random: Random) -> None:
    await house.pi.order("restart", {"seconds": random.random() * 3})


async def _unplug(house: House, random: Random) -> None:
    await house.pi.order("unplug", {"seconds": random.random() * 8})


async def _cut(house: House, random: Random) -> None:
    await house.pi.order("cut", {"after_bytes": random.choice((None, random.randrange(2000)))})


async def _rubbish(house: House, random: Random) -> None:
    await house.pi.order("raw", {"text": random.choice(RUBBISH), "chunk": random.choice((None, 3))})


async def _second_client(house: House, random: Random) -> None:
    mac = f"24:6F:28:50:00:{random.randrange(20):02X}"
    await house.pi.order(random.choice(("allow", "disallow")), {"mac": mac})


def _plain(order: str, body: dict[str, object] | None = None) -> Calamity:
    async def give(house: House, random: Random) -> None:
        await house.pi.order(order, body)

    return give


CALAMITIES: tuple[Calamity, ...] = (
    _fault,
    _fault,
    _fault,
    _restart,
    _unplug,
    _cut,
    _cut,
    _rubbish,
    _second_client,
    _plain("silence"),
    _plain("unplug-streams"),
    _plain("mute"),
    _plain("hold"),
    _plain("release", {"backwards": True}),
    _plain("repeat", {"copies": 3}),
    _plain("cut-sockets"),
    _plain("silence-sockets"),
    _plain("cut-logs"),
    _plain("socket", {"text": "{"}),
    _plain("log", {"level": "error", "message": "x" * 200}),
    _plain("switches", {"sse_dialect": "flat"}),
    _plain("switches", {"sse_dialect": "mixed"}),
)
FAIR: tuple[tuple[str, dict[str, object] | None], ...] = (
    ("clear-faults", None),
    ("unmute", None),
    ("release", None),
    ("repeat", {"copies": 1}),
    ("switches", {"sse_dialect": "entity"}),
)
