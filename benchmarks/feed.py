"""The feed of the card with 500 boards: `python -m benchmarks.feed` prints ratios.

Everything is measured in turns in one run, and the best of many turns counts: what disturbs a machine only makes things
slower.
"""

from collections.abc import Callable
import json
import sys
from time import perf_counter
from typing import Final

from custom_components.piorchestrator.client.models import AllowlistEntry, Device, Session, SessionDetail
from custom_components.piorchestrator.core.expectation import Expectation
from custom_components.piorchestrator.core.feed import View, boards_of, difference, entries_of, parts_of
from custom_components.piorchestrator.core.ledger import Ledger
from custom_components.piorchestrator.core.state import ProvisioningState, Snapshot, apply_snapshot
from custom_components.piorchestrator.core.unattended import Decision

BOARDS: Final = 500  # the most that anybody was heard of to provision at once, five times over
_TURNS: Final = 50
_NOTHING: Final = Decision(Ledger())


def batch(boards: int, changed: int = 0) -> ProvisioningState:
    """A session with boards, all on the allowlist; the first ones verified."""
    macs = [f"24:6F:28:00:{index >> 8:02X}:{index & 255:02X}" for index in range(boards)]
    devices = tuple(
        Device.model_validate(
            {"mac": mac, "state": "verified" if index < changed else "discovered", "rssi": -60}
        )
        for index, mac in enumerate(macs)
    )
    listed = tuple(
        AllowlistEntry.model_validate({"mac": mac, "description": f"Camera {mac}"}) for mac in macs
    )
    session = Session.model_validate({"id": "s-1", "state": "active", "target_ssid": "Workshop"})
    return apply_snapshot(
        ProvisioningState(), Snapshot(SessionDetail(session=session, devices=devices), allowlist=listed)
    ).state


def view_of(state: ProvisioningState) -> View:
    """Everything, as for a snapshot."""
    expectation = Expectation.of(state)
    parts = parts_of(state, expectation, _NOTHING, None, named=False, unattended=False)
    return View({**parts}, boards_of(state, expectation, _NOTHING), entries_of(state))


def narrow_view_of(before: View, state: ProvisioningState, mac: str) -> View:
    """The same where one board alone has changed, as `card_feed.py` does it."""
    expectation = Expectation.of(state)
    parts = parts_of(state, expectation, _NOTHING, None, named=False, unattended=False)
    boards = {**before.boards, **boards_of(state, expectation, _NOTHING, [mac])}
    return View({**parts}, boards, {**before.allowlist, **entries_of(state, [mac])})


def best(work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of the best of many turns."""
    seconds = dict.fromkeys(work, float("inf"))
    for _ in range(_TURNS):
        for name, call in work.items():
            begun = perf_counter()
            call()
            seconds[name] = min(seconds[name], perf_counter() - begun)
    return seconds


def size(value: object) -> int:
    """Bytes on the socket."""
    return len(json.dumps(value, separators=(",", ":")))


def main() -> None:
    """Measure, and print ratios."""
    before, after = batch(BOARDS), batch(BOARDS, changed=1)
    small, mac = batch(BOARDS // 10), next(iter(after.devices))
    known = view_of(before)
    narrow = narrow_view_of(known, after, mac)
    snapshot, delta = difference(View(), known), difference(known, narrow)
    seconds = best(
        {
            "whole": lambda: difference(known, view_of(after)),
            "narrow": lambda: difference(known, narrow_view_of(known, after, mac)),
            "small": lambda: difference(View(), view_of(small)),
            "large": lambda: difference(View(), view_of(before)),
            "snapshot": lambda: json.dumps(snapshot),
            "delta": lambda: json.dumps(delta),
        }
    )
    rows = [
        (
            "A delta after one board's event, of the work for a whole view",
            seconds["narrow"] / seconds["whole"],
        ),
        ("A delta's bytes, of those of the snapshot", size(delta) / size(snapshot)),
        ("A delta as JSON, of the work for the snapshot's", seconds["delta"] / seconds["snapshot"]),
        (f"A whole view of {BOARDS} boards, of one of {BOARDS // 10}", seconds["large"] / seconds["small"]),
    ]
    for words, ratio in rows:
        sys.stdout.write(f"{words:70} {ratio:8.3f}\n")


if __name__ == "__main__":
    main()
