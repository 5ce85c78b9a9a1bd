"""A dashboard of stock cards for one Pi, from what the registries say."""

from collections.abc import Mapping

from .api import HomeAssistantApi, Json

PATH = "pi-boards"

type Card = dict[str, Json]
type Entities = Mapping[str, Mapping[str, Json]]


async def entities_of(api: HomeAssistantApi, entry_id: str) -> Entities:
    """Registry entries by their unique id after the entry's id: `session_state`, `<mac>_status` and so on."""
    prefix = f"{entry_id}_"
    return {
        entity["unique_id"].removeprefix(prefix): entity
        for entity in await api.command("config/entity_registry/list")
        if entity["platform"] == "piorchestrator" and entity["config_entry_id"] == entry_id
    }


async def entity_ids(api: HomeAssistantApi, entry_id: str) -> dict[str, str]:
    """Entity ids by the same keys."""
    return {key: entity["entity_id"] for key, entity in (await entities_of(api, entry_id)).items()}


async def save(api: HomeAssistantApi, entry_id: str) -> None:
    """Make the dashboard, or make it anew after boards turned up."""
    known = {dashboard["url_path"] for dashboard in await api.command("lovelace/dashboards/list")}
    if PATH not in known:
        await api.command(
            "lovelace/dashboards/create",
            url_path=PATH,
            title="Boards",
            icon="mdi:cctv",
            show_in_sidebar=True,
            require_admin=False,
            mode="storage",
        )
    config = _config(await entities_of(api, entry_id), api.states)
    await api.command("lovelace/config/save", url_path=PATH, config=config)


def _config(entities: Entities, states: Entities) -> Card:
    return {
        "title": "Boards",
        "views": [
            {
                "title": "Batch",
                "path": "batch",
                "type": "sections",
                "max_columns": 3,
                "sections": [
                    _section("Batch", "mdi:progress-wrench", _batch_cards(entities)),
                    _section("Boards", "mdi:cctv", _board_cards(entities, states)),
                    _section("Happening", "mdi:timeline-clock", _history_cards(entities)),
                    _section("Raspberry Pi", "mdi:raspberry-pi", _pi_cards(entities)),
                ],
            }
        ],
    }


def _section(title: str, icon: str, cards: list[Card]) -> Card:
    return {"type": "grid", "cards": [{"type": "heading", "heading": title, "icon": icon}, *cards]}


def _batch_cards(entities: Entities) -> list[Card]:
    profiles = [entities[key] for key in sorted(entities) if key.endswith("_start_session")]
    return [
        _tile(entities["session_state"], columns=12),
        _tile(entities["target_ssid"]),
        _tile(entities["session_expires"]),
        {
            "type": "gauge",
            "entity": entities["progress"]["entity_id"],
            "name": "Verified",
            "min": 0,
            "max": 100,
            "grid_options": {"columns": 12},
        },
        _tile(entities["device_count"]),
        _tile(entities["provisioned_count"]),
        _tile(entities["verified_count"], color="green"),
        _tile(entities["failed_count"], color="red"),
        *(_button(profile, "primary") for profile in profiles),
        _button(entities["provision_all"], "primary"),
        _button(entities["retry_failed"], "orange"),
        _button(entities["stop_session"], "red", confirm="Boards in the middle of delivery will fail."),
    ]


def _board_cards(entities: Entities, states: Entities) -> list[Card]:
    statuses = [entities[key] for key in sorted(entities) if key.endswith("_status")]
    return [
        _tile(entity, name=states[entity["entity_id"]]["attributes"]["friendly_name"].removesuffix(" Status"))
        for entity in statuses
        if entity["entity_id"] in states
    ]


def _history_cards(entities: Entities) -> list[Card]:
    return [
        _tile(entities["recoverable_session"]),
        _tile(entities["onboarding_network"]),
        _tile(entities["allowlist_available"]),
        _tile(entities["last_error"]),
        {
            "type": "logbook",
            "target": {
                "entity_id": [entities[key]["entity_id"] for key in ("device_event", "session_event")]
            },
            "hours_to_show": 1,
            "grid_options": {"columns": 12, "rows": 6},
        },
    ]


def _pi_cards(entities: Entities) -> list[Card]:
    figures = ("cpu_usage", "temperature", "memory_usage", "disk_usage", "mqtt_connected", "alerts_count")
    return [_tile(entities[key]) for key in ("event_stream", "monitor_stream", *figures)]


def _tile(entity: Mapping[str, Json], columns: int = 6, color: str | None = None, name: str = "") -> Card:
    card: Card = {
        "type": "tile",
        "entity": entity["entity_id"],
        "name": name or entity["original_name"],
        "grid_options": {"columns": columns},
    }
    if color is not None:
        card["color"] = color
    return card


def _button(entity: Mapping[str, Json], color: str, confirm: str | None = None) -> Card:
    tap: Card = {
        "action": "perform-action",
        "perform_action": "button.press",
        "target": {"entity_id": entity["entity_id"]},
    }
    if confirm is not None:
        tap["confirmation"] = {"text": confirm}
    return _tile(entity, color=color) | {"hide_state": True, "tap_action": tap, "icon_tap_action": tap}
