"""An import of which parts fail: what failed can be imported again, nothing is sent twice, and it knows when to stop."""

from collections import Counter
from time import monotonic
from typing import Any

from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.piorchestrator import series
from tests.live.home import Home
from tests.live.lists import (
    ADD,
    FIRST,
    LIST,
    OTHER,
    allowed,
    before_request,
    counts,
    delivery,
    mac,
    rows,
    sent,
)
from tests.live.truth import truth


async def again(home: Home, answer: dict[str, Any], *, left: int) -> None:
    """The rows that failed, and no others, are imported again."""
    home.simulator.faults.clear()
    before = sent(home.simulator)
    second = await home.call("import_allowlist", content=answer["retry_content"])
    assert counts(second) == {"added": left}
    assert sent(home.simulator) == before + left
    await truth(home)
    assert allowed(home.simulator) == {mac(number) for number in range(10)}
    assert home.simulator.truth().allowlist[mac(9)]["description"] == "Board 9"


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("code", ["NETWORK_ERROR", "DATABASE_ERROR", "VALIDATION_FAILED", "DEVICE_REJECTED"])
async def test_refused_rows_can_be_imported_again(home: Home, code: str) -> None:
    home.simulator.faults.fail(ADD, code, times=3)
    reads = sent(home.simulator, LIST)
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(home.simulator, LIST) <= reads + 3, "one before, one to see, one for the state"
    assert counts(answer) == {"added": 7, "failed": 3}
    assert sent(home.simulator) == 10
    for row in rows(answer, "failed"):
        assert row["code"] == code
        assert len(row["correlation_id"]) == 36
        assert row["sent"]
        assert ("not known whether" in row["message"]) == (code == "DATABASE_ERROR")
        assert row.get("retry_after") == (5 if code in ("NETWORK_ERROR", "DEVICE_REJECTED") else None)
    assert answer["retry_content"].splitlines() == [
        "mac,description,container_id",
        *(f"{mac(number)},Board {number},fridge-{number}" for number in range(3)),
    ]
    await again(home, answer, left=3)


@pytest.mark.usefixtures("hasty")
async def test_busy_server_is_waited_for(home: Home) -> None:
    """A 429 was not carried out [C §6]."""
    home.simulator.faults.fail(ADD, "RATE_LIMITED", times=2, retry_after=0.2)
    begun = monotonic()
    answer = await home.call("import_allowlist", content=delivery(10))
    assert monotonic() - begun >= 0.4
    assert counts(answer) == {"added": 10}
    assert sent(home.simulator) == 12


@pytest.mark.usefixtures("hasty")
async def test_patience_has_an_end(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series, "PATIENCE_SECONDS", 0.5)
    pi = home.simulator
    pi.faults.fail(ADD, "RATE_LIMITED", times=None, retry_after=0.2)
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(pi) == 3
    assert counts(answer) == {"failed": 10}
    assert {row["code"] for row in answer["results"]} == {"RATE_LIMITED"}
    assert {row["retry_after"] for row in answer["results"]} == {0.2}
    assert [row["sent"] for row in answer["results"]] == [True] + [False] * 9
    await again(home, answer, left=10)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("after_work", [True, False])
async def test_lost_answers_are_looked_up_and_never_sent_again(home: Home, *, after_work: bool) -> None:
    home.simulator.faults.drop(ADD, after_work=after_work, times=2)
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(home.simulator) == 10
    if after_work:
        assert counts(answer) == {"added": 10}
        assert answer["retry_content"] is None
        return
    assert counts(answer) == {"added": 8, "failed": 2}
    for row in rows(answer, "failed"):
        assert row["code"] == "outcome_unknown"
        assert row["sent"]
    await again(home, answer, left=2)


@pytest.mark.usefixtures("hasty")
async def test_unreadable_answers_are_looked_up(home: Home) -> None:
    home.simulator.faults.answer(ADD, 200, b"[]", times=1)
    answer = await home.call("import_allowlist", content=delivery(10))
    assert counts(answer) == {"added": 9, "failed": 1}
    await again(home, answer, left=1)


@pytest.mark.usefixtures("hasty")
async def test_server_that_takes_no_additions(home: Home) -> None:
    """It answers reads; each request may take its whole time limit."""
    home.simulator.faults.drop(ADD, times=None)
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(home.simulator) == series.MOST_UNANSWERED
    assert Counter(row["sent"] for row in answer["results"]) == {True: 5, False: 5}
    assert {row["code"] for row in answer["results"] if not row["sent"]} == {"unreachable"}
    await again(home, answer, left=10)


@pytest.mark.usefixtures("hasty")
async def test_server_that_went_away(home: Home) -> None:
    pi = home.simulator
    before_request(home, 4, lambda: pi.faults.drop("*", times=None))
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(pi) == 4, "not one more to a server that is gone"
    assert counts(answer) == {"added": 3, "failed": 7}
    lost, *unsent = rows(answer, "failed")
    assert lost["code"] == "outcome_unknown"
    assert {row["code"] for row in unsent} == {"unreachable"}
    pi.faults.clear()
    await home.streaming()
    await again(home, answer, left=7)


@pytest.mark.usefixtures("hasty", "impatient")
async def test_key_that_is_refused_in_mid_import(home: Home) -> None:
    pi = home.simulator
    key = pi.api_key
    before_request(home, 4, lambda: setattr(pi, "api_key", "another"))
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(pi) == 4
    assert counts(answer) == {"added": 3, "failed": 7}
    failed = rows(answer, "failed")
    assert {row["code"] for row in failed} == {"UNAUTHORIZED"}
    assert [row["sent"] for row in failed] == [True] + [False] * 6
    assert len(home.hass.config_entries.flow.async_progress()) == 1
    pi.api_key = key
    await home.streaming()
    await again(home, answer, left=7)


@pytest.mark.usefixtures("hasty")
async def test_server_without_the_route(home: Home) -> None:
    home.simulator.faults.answer(ADD, 404, b"<html>", "text/html", times=None)
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(home.simulator) == 1
    assert {row["code"] for row in answer["results"]} == {"route_absent"}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("busy", [True, False])
async def test_entry_unloaded_in_mid_import(home: Home, *, busy: bool) -> None:
    """What is under way ends as it ends; nothing follows, no repetition either."""
    pi = home.simulator
    before_request(home, 2, lambda: home.hass.config_entries.async_unload(home.entry.entry_id))
    if busy:
        before_request(home, 2, lambda: pi.faults.fail(ADD, "RATE_LIMITED", retry_after=0.01))
    answer = await home.call("import_allowlist", content=delivery(10))
    assert sent(pi) == 2
    assert counts(answer) == ({"added": 1, "failed": 9} if busy else {"added": 2, "failed": 8})
    assert {row["sent"] for row in rows(answer, "failed")} == {False}
    assert {row["message"] for row in rows(answer, "failed")} == {
        "PiOrchestrator (127.0.0.1) is not loaded; nothing was sent"
    }


async def test_list_that_cannot_be_read_first(home: Home) -> None:
    home.simulator.faults.fail(LIST, "DATABASE_ERROR", times=None)
    with pytest.raises(HomeAssistantError, match="DATABASE_ERROR"):
        await home.call("import_allowlist", content=delivery(10))
    assert sent(home.simulator) == 0


@pytest.mark.parametrize("duplicate", ["reject", "upsert"])
async def test_others_change_the_list_in_mid_import(home: Home, duplicate: str) -> None:
    """What they added is there and no failure; what they removed was carried out all the same."""
    pi = home.simulator
    pi.switches.update([("allowlist_duplicate", duplicate)])

    def meddle() -> None:
        pi.allow(mac(8), "Theirs")
        pi.allow(OTHER)
        pi.disallow(FIRST)

    before_request(home, 4, meddle)
    answer = await home.call("import_allowlist", content=delivery(10))
    if duplicate == "reject":
        assert answer["results"][8] == {"line": 10, "mac": mac(8), "result": "present", "differs": True}
        assert counts(answer) == {"added": 9, "present": 1}
        assert pi.truth().allowlist[mac(8)]["description"] == "Theirs"
    else:
        assert counts(answer) == {"added": 10}
    assert allowed(pi) == {OTHER, *(mac(number) for number in range(1, 10))}
    await truth(home)


@pytest.mark.usefixtures("hasty")
async def test_lost_answer_of_a_row_that_somebody_else_added(home: Home) -> None:
    pi = home.simulator
    pi.faults.drop(ADD)
    before_request(home, 2, lambda: pi.allow(FIRST, "Theirs"))
    answer = await home.call("import_allowlist", content=delivery(3))
    assert answer["results"][0] == {"line": 2, "mac": FIRST, "result": "present", "differs": True}
    assert counts(answer) == {"added": 2, "present": 1}


@pytest.mark.usefixtures("hasty")
async def test_lost_answers_here_and_there_end_nothing(home: Home) -> None:
    pi = home.simulator
    for number in range(1, 12, 2):
        before_request(home, number, lambda: pi.faults.drop(ADD))
    answer = await home.call("import_allowlist", content=delivery(12))
    assert sent(pi) == 12
    assert counts(answer) == {"added": 6, "failed": 6}
