"""What a person does once: adds the integration and a Wi-Fi profile, by the flows of the user interface."""

from .api import HomeAssistantApi, Json, LabError


async def add_integration(api: HomeAssistantApi, host: str, port: int, api_key: str) -> str:
    """Walk through the config flow; the entry's id."""
    advanced = {"port": port, "ssl": False, "verify_ssl": True}
    result = await api.flow(
        "/api/config/config_entries/flow",
        {"handler": "piorchestrator", "show_advanced_options": False},
        {"host": host, "api_key": api_key, "advanced": advanced},
    )
    if result["type"] != "create_entry":
        raise LabError(f"the config flow did not end: {result}")
    entry_id: str = result["result"]["entry_id"]
    return entry_id


async def add_profile(api: HomeAssistantApi, entry_id: str, ssid: str, password: str) -> Json:
    """Walk through the subentry flow that the config flow leads on to."""
    return await api.flow(
        "/api/config/config_entries/subentries/flow",
        {"handler": [entry_id, "network"]},
        {"ssid": ssid, "password": password},
    )


async def add_automation(api: HomeAssistantApi, key: str, automation: Json) -> None:
    """Save an automation as the editor does."""
    await api.post(f"/api/config/automation/config/{key}", automation)
