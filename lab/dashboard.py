"""Our own dashboard, and the entities of one Pi as the registry has them."""

from .api import HomeAssistantApi, Json

PATH = "pi-orchestrator"


async def entity_ids(api: HomeAssistantApi, entry_id: str) -> dict[str, str]:
    """Entity ids by their unique id after the entry's id: `session_state`, `<mac>_status` and so on."""
    prefix = f"{entry_id}_"
    return {
        entity["unique_id"].removeprefix(prefix): entity["entity_id"]
        for entity in await api.command("config/entity_registry/list")
        if entity["platform"] == "piorchestrator" and entity["config_entry_id"] == entry_id
    }


async def make(api: HomeAssistantApi, path: str, title: str, config: Json) -> None:
    """A new dashboard, as somebody would make it."""
    await api.command(
        "lovelace/dashboards/create",
        url_path=path,
        title=title,
        icon="mdi:raspberry-pi",
        show_in_sidebar=True,
        require_admin=False,
        mode="storage",
    )
    await api.command("lovelace/config/save", url_path=path, config=config)


async def make_ours(api: HomeAssistantApi) -> None:
    """The dashboard that Home Assistant's own dialog offers."""
    await make(api, PATH, "PiOrchestrator", {"strategy": {"type": "custom:piorchestrator"}})
