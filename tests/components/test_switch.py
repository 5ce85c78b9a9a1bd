"""The switch of unattended mode, its options, and what it remembers."""

import json
from pathlib import Path
from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.piorchestrator.const import DOMAIN
from custom_components.piorchestrator.core.ledger import Ledger
from custom_components.piorchestrator.core.unattended import Policy
from custom_components.piorchestrator.policy import policy_of
from custom_components.piorchestrator.unattended_store import UnattendedMemory, UnattendedStore

from .conftest import only
from .files import File
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
