"""The switch of unattended mode, its options, and what it remembers."""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.util.file import WriteError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.piorchestrator.const import DOMAIN, STORE_WRITES
from custom_components.piorchestrator.core.ledger import Ledger, Stand
from custom_components.piorchestrator.core.unattended import Policy
from custom_components.piorchestrator.policy import policy_of
from custom_components.piorchestrator.store_file import StoreWriteError
from custom_components.piorchestrator.unattended_store import UnattendedMemory, UnattendedStore

from .conftest import only
from .files import File, count_writes
from .forms import suggested
from .pi import ENTRY_ID, Pi

KEY = f"{DOMAIN}.{ENTRY_ID}.unattended"


@pytest.mark.usefixtures("every_entity")
async def test_switch(fresh: Pi, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion) -> None:
    with only(Platform.SWITCH):
        await fresh.set_up()
        await snapshot_platform(fresh.hass, entity_registry, snapshot, fresh.entry.entry_id)


async def test_options(hass: HomeAssistant, pi: Pi) -> None:
    """What is left empty is not stored; what was stored is offered again; nothing is reloaded."""
    before = pi.entry.runtime_data
    flow = await hass.config_entries.options.async_init(pi.entry.entry_id)
    form = {
        "monitor": "off",
        "auto_retry_limit": 2,
        "unattended_ceiling": 7,
        "gates": {"unattended_weakest_rssi": -70, "unattended_firmware": "2.4, 2.5,"},
    }
    done = await hass.config_entries.options.async_configure(flow["flow_id"], form)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert policy_of(pi.entry) == Policy(7, 2, None, -70, frozenset({"2.4", "2.5"}))
    assert pi.entry.runtime_data is before
    flow = await hass.config_entries.options.async_init(pi.entry.entry_id)
    offered = suggested(flow)
    assert offered["unattended_ceiling"] == 7
    done = await hass.config_entries.options.async_configure(flow["flow_id"], {"monitor": "off", "gates": {}})
    assert policy_of(pi.entry) == Policy(ceiling=50, retries=1)


@pytest.mark.parametrize(
    ("field", "value"), [("auto_retry_limit", 4), ("auto_retry_limit", -1), ("unattended_ceiling", 0)]
)
async def test_options_out_of_bounds(hass: HomeAssistant, pi: Pi, field: str, value: int) -> None:
    flow = await hass.config_entries.options.async_init(pi.entry.entry_id)
    with pytest.raises(Exception, match=field):
        await hass.config_entries.options.async_configure(
            flow["flow_id"], {"monitor": "off", field: value, "gates": {}}
        )


def test_without_options() -> None:
    assert policy_of(MockConfigEntry(domain=DOMAIN)) == Policy(ceiling=50, retries=1)


class TestFile:
    """A real file, in any condition."""

    @pytest.fixture
    def hass_storage(self) -> dict[str, Any]:
        """Files, not memory."""
        return {}

    @pytest.fixture
    def hass_config_dir(self, tmp_path: Path) -> str:
        """Where they are."""
        return str(tmp_path)

    @pytest.fixture
    def file(self, tmp_path: Path) -> File:
        """The file."""
        path = tmp_path / ".storage" / KEY
        path.parent.mkdir(exist_ok=True)
        return File(path)

    async def test_what_is_kept_is_on_the_disk(self, hass: HomeAssistant, file: File) -> None:
        store = UnattendedStore(hass, ENTRY_ID)
        ledger = Ledger(session_id="s-1", begun=frozenset({"a"}))
        await store.keep(is_on=True, ledger=ledger)
        assert json.loads(file.read())["data"]["ledger"]["begun"] == ["a"]
        again = UnattendedStore(hass, ENTRY_ID)
        await again.load()
        assert again.memory == UnattendedMemory(is_on=True, ledger=ledger)

    async def test_nothing_new_is_not_written(self, hass: HomeAssistant, file: File) -> None:
        store = UnattendedStore(hass, ENTRY_ID)
        await store.keep(is_on=False, ledger=Ledger())
        assert not file.is_there
        await store.keep(is_on=True)
        await store.remove()
        assert not file.is_there

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "no JSON",
            "[]",
            '{"version":1}',
            json.dumps({"version": 1, "minor_version": 1, "key": KEY, "data": {"is_on": "perhaps"}}),
            json.dumps({"version": 1, "minor_version": 1, "key": KEY, "data": {"ledger": {"waits": 5}}}),
        ],
    )
    async def test_a_damaged_file_means_off(self, hass: HomeAssistant, file: File, content: str) -> None:
        file.write(content)
        store = UnattendedStore(hass, ENTRY_ID)
        await store.load()
        assert store.memory == UnattendedMemory()
        await store.keep(is_on=True)
        again = UnattendedStore(hass, ENTRY_ID)
        await again.load()
        assert again.memory.is_on

    async def test_a_request_is_on_the_disk_or_not_in_the_ledger(
        self, hass: HomeAssistant, file: File
    ) -> None:
        """Who cannot write it down must not send it, and may try again."""
        store = UnattendedStore(hass, ENTRY_ID)
        before = Ledger(session_id="s-1", begun=frozenset({"a"}))
        await store.keep(is_on=True, ledger=before)
        other = before.model_copy(update={"begun": frozenset({"a", "b"})})
        with (
            patch("homeassistant.helpers.storage.write_utf8_file_atomic", side_effect=WriteError("full")),
            pytest.raises(StoreWriteError),
        ):
            await store.keep(ledger=other)
        assert store.memory == UnattendedMemory(is_on=True, ledger=before)
        await store.keep(ledger=other)
        assert sorted(json.loads(file.read())["data"]["ledger"]["begun"]) == ["a", "b"]

    async def test_decisions_alone_are_not_written(
        self, hass: HomeAssistant, file: File, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A count of retries that rises, and waits that follow from it; an unload keeps the waits all the same."""
        store = UnattendedStore(hass, ENTRY_ID)
        ledger = Ledger(session_id="s-1", begun=frozenset({"a"}))
        await store.keep(ledger=ledger)
        written = count_writes(monkeypatch)
        for count in range(50):
            wait = datetime(2026, 1, 1, 0, 0, count, tzinfo=UTC)
            ledger = ledger.model_copy(update={"failed": {"a": Stand("failed", count)}, "waits": {"a": wait}})
            await store.keep(ledger=ledger)
        assert not written
        await store.flush()
        kept = json.loads(file.read())["data"]["ledger"]
        assert (len(written), kept["waits"], "failed" in kept) == (1, {"a": "2026-01-01T00:00:49Z"}, False)

    async def test_the_end_of_the_mode_is_on_the_disk_at_once(
        self, hass: HomeAssistant, file: File, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever was written before; yet who switches all the time does not wear a card out."""
        written = count_writes(monkeypatch)
        store = UnattendedStore(hass, ENTRY_ID)
        for _ in range(50):
            await store.keep(is_on=True)
            await store.keep(is_on=False)
            assert json.loads(file.read())["data"]["is_on"] is False
        assert len(written) <= 2 * STORE_WRITES
        await store.flush()

    async def test_a_mode_that_ends_while_the_disk_is_full(self, hass: HomeAssistant, file: File) -> None:
        store = UnattendedStore(hass, ENTRY_ID)
        await store.keep(is_on=True)
        with patch("homeassistant.helpers.storage.write_utf8_file_atomic", side_effect=WriteError("full")):
            await store.keep(is_on=False)
        assert not store.memory.is_on
        await store.flush()
        assert json.loads(file.read())["data"]["is_on"] is False

    async def test_a_mode_that_ends_again_after_the_disk_was_full(
        self, hass: HomeAssistant, file: File
    ) -> None:
        """The file still says that it is on, also where no other write is allowed for a while."""
        store = UnattendedStore(hass, ENTRY_ID)
        await store.keep(is_on=True)
        for number in range(STORE_WRITES):
            await store.keep(ledger=Ledger(session_id=f"s-{number}"))
        with patch("homeassistant.helpers.storage.write_utf8_file_atomic", side_effect=WriteError("full")):
            await store.keep(is_on=False)
        await store.keep(is_on=True)
        assert json.loads(file.read())["data"]["is_on"] is True
        await store.keep(is_on=False)
        assert json.loads(file.read())["data"]["is_on"] is False
        await store.flush()

    async def test_the_last_sessions_have_their_ledgers(self, hass: HomeAssistant, file: File) -> None:
        """Also after a restart; of older ones nothing is left."""
        store = UnattendedStore(hass, ENTRY_ID)
        ledgers = [Ledger(session_id=f"s-{n}", begun=frozenset({f"b-{n}"})) for n in range(6)]
        for ledger in ledgers:
            await store.keep(ledger=ledger)
        await store.keep(ledger=store.memory.ledger_of("s-3"))
        await store.flush()
        again = UnattendedStore(hass, ENTRY_ID)
        await again.load()
        assert again.memory.ledger == ledgers[3]
        assert [ledger.session_id for ledger in again.memory.earlier] == ["s-5", "s-4", "s-2"]
        assert again.memory.ledger_of("s-2") == ledgers[2]
        assert again.memory.ledger_of("s-0").of_session("s-0") == Ledger(session_id="s-0")
        assert '"b-0"' not in file.read()

    async def test_a_newer_or_older_file_is_read(self, hass: HomeAssistant, file: File) -> None:
        data = {"is_on": True, "colour": "blue", "ledger": {"session_id": "s-1", "mood": 1}}
        file.write(json.dumps({"version": 1, "minor_version": 0, "key": KEY, "data": data}))
        store = UnattendedStore(hass, ENTRY_ID)
        await store.load()
        assert store.memory == UnattendedMemory(is_on=True, ledger=Ledger(session_id="s-1"))


async def test_nothing_is_left_when_the_entry_goes(
    hass: HomeAssistant, pi: Pi, hass_storage: dict[str, Any]
) -> None:
    entity_id = pi.entity_id("switch", "unattended")
    await hass.services.async_call("switch", "turn_on", {"entity_id": entity_id}, blocking=True)
    assert KEY in hass_storage
    await hass.config_entries.async_remove(pi.entry.entry_id)
    assert KEY not in hass_storage
