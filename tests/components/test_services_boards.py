"""The actions on boards: all, some or one of them, with a row each."""

from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from .actions import ALL, ONE, RETRY, refused
from .pi import NAMED, PLAIN, STRANGER, Pi


async def test_provision_all(pi: Pi) -> None:
    await pi.batch()
    assert await pi.ask("provision_all") == {"initiated_count": 2, "skipped_count": 1}
    await pi.simulator.wait_idle()
    await pi.agreed()
    assert pi.state("sensor", "verified_count") == "2"
    assert await pi.ask("provision_all", only_allowlisted=False) == {
        "initiated_count": 1,
        "skipped_count": 0,
    }


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("provision_all", {}),
        ("retry_device", {}),
    ],
)
async def test_no_session(pi: Pi, action: str, data: dict[str, Any]) -> None:
    error = await refused(pi, ServiceValidationError, action, **data)
    assert error.translation_key == "no_session"


async def test_rows_of_boards(pi: Pi) -> None:
    """In any notation, each once; a refusal of one does not keep the rest."""
    await pi.batch()
    answer = await pi.ask(
        "provision_device", mac=[NAMED.lower(), "246f.2800.0001", "24-6F-28-00-00-03", "246F28000099"]
    )
    accepted, stranger, unknown = answer["results"]
    assert accepted == {"mac": NAMED, "accepted": True}
    assert len(stranger.pop("correlation_id")) == 36
    assert stranger.pop("message")
    assert stranger == {
        "mac": STRANGER,
        "accepted": False,
        "code": "DEVICE_NOT_IN_ALLOWLIST",
        "category": "device",
    }
    assert unknown == {
        "mac": "24:6F:28:00:00:99",
        "accepted": False,
        "code": "unknown_board",
        "message": "The session has no board with the MAC address 24:6F:28:00:00:99",
    }
    assert pi.posts(ONE) == 2


async def test_one_board_as_text_without_an_answer(pi: Pi) -> None:
    await pi.batch()
    await pi.tell("provision_device", mac=PLAIN)
    await pi.simulator.wait_idle()
    assert pi.simulator.truth().devices[PLAIN]["state"] == "verified"


async def test_refusals_are_raised_for_who_sees_no_rows(pi: Pi) -> None:
    await pi.batch()
    with pytest.raises(HomeAssistantError) as raised:
        await pi.tell("provision_device", mac=[NAMED, STRANGER])
    assert raised.value.translation_key == "boards_refused"
    placeholders = raised.value.translation_placeholders
    assert placeholders is not None
    assert (placeholders["refused"], placeholders["total"]) == ("1", "2")
    assert STRANGER in placeholders["reasons"]
    assert "DEVICE_NOT_IN_ALLOWLIST" in placeholders["reasons"]


async def test_rows_without_a_session(pi: Pi) -> None:
    answer = await pi.ask("provision_device", mac=NAMED)
    assert answer["results"] == [
        {
            "mac": NAMED,
            "accepted": False,
            "code": "no_session",
            "message": "No session is open. Start one first",
        }
    ]
    with pytest.raises(HomeAssistantError, match="no_session"):
        await pi.tell("provision_device", mac=NAMED)


@pytest.mark.parametrize("action", ["provision_device", "retry_device"])
async def test_one_bad_mac_and_nothing_is_sent(pi: Pi, action: str) -> None:
    await pi.batch()
    error = await refused(pi, ServiceValidationError, action, mac=[NAMED, "24:6F:28:00:00"])
    assert error.translation_key == "invalid_mac"
    assert error.translation_placeholders == {"mac": "24:6F:28:00:00"}
    assert pi.posts(ONE) + pi.posts(RETRY) == 0


async def test_retry_of_all_that_failed(pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", NAMED)
    await pi.force("failed", PLAIN)
    answer = await pi.ask("retry_device")
    assert answer["results"] == [{"mac": NAMED, "accepted": True}, {"mac": PLAIN, "accepted": True}]
    await pi.simulator.wait_idle()
    await pi.agreed()
    assert await pi.ask("retry_device") == {"results": []}


async def test_retry_of_one(pi: Pi) -> None:
    await pi.batch()
    await pi.force("failed", NAMED)
    await pi.force("failed", PLAIN)
    await pi.tell("retry_device", mac=[PLAIN])
    await pi.agreed()
    assert pi.simulator.truth().devices[NAMED]["state"] == "failed"
    assert pi.posts(RETRY) == 1


async def test_waiting_time_is_told(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.faults.fail(f"POST {ONE}", "CIRCUIT_OPEN", retry_after=12)
    (row,) = (await pi.ask("provision_device", mac=NAMED))["results"]
    assert row["code"] == "CIRCUIT_OPEN"
    assert row["retry_after"] == 12
    pi.simulator.faults.fail(f"POST {ALL}", "RATE_LIMITED", retry_after=7)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "rate_limited"
    assert "7 s" in str(error)
    assert pi.posts(ONE) == pi.posts(ALL) == 1


async def test_refused_key_asks_for_another(pi: Pi) -> None:
    await pi.batch()
    pi.simulator.api_key = "rotated"
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == "key_refused"
    await pi.hass.async_block_till_done()
    (flow,) = pi.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


@pytest.mark.parametrize(
    ("body", "key"),
    [(b"<html>", "route_absent"), (b"[]", "outcome_unknown")],
)
async def test_answers_that_are_none(pi: Pi, body: bytes, key: str) -> None:
    await pi.batch()
    pi.simulator.faults.answer(f"POST {ALL}", 200, body, times=None)
    error = await refused(pi, HomeAssistantError, "provision_all")
    assert error.translation_key == key
