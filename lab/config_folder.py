"""The configuration folder of a Home Assistant that is for this machine alone and asks nobody on the internet."""

import json
from pathlib import Path
import shutil

from .processes import ROOT

_CONFIGURATION = """\
homeassistant:
  name: Workshop
  country: DE
  time_zone: Europe/Berlin
  auth_providers:
    - type: homeassistant
frontend:
  themes: {}
config:
history:
logbook:
automation: !include automations.yaml
script:
system_health:
logger:
  default: info
  logs:
    custom_components.piorchestrator: debug
"""


def make(folder: Path, port: int, configuration: str = "") -> None:
    """Write everything that must be there before the first boot, the integration included."""
    storage = folder / ".storage"
    storage.mkdir(parents=True)
    (folder / "configuration.yaml").write_text(_CONFIGURATION + configuration)
    (folder / "automations.yaml").write_text("[]\n")
    # `http:` in the configuration would only be tried for five minutes and then given up for all interfaces.
    http = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": None,
        "error": None,
        "error_message": None,
    }
    _store(storage, "http", 2, {"stable": http, "pending": None, "yaml_migration_done": True}, minor=2)
    # The other steps would start integrations that ask the internet.
    _store(storage, "onboarding", 4, {"done": ["core_config", "analytics", "integration"]})
    shutil.copytree(
        ROOT / "custom_components" / "piorchestrator",
        folder / "custom_components" / "piorchestrator",
        ignore=shutil.ignore_patterns("__pycache__"),
    )


def _store(storage: Path, key: str, version: int, data: object, minor: int = 1) -> None:
    document = {"version": version, "minor_version": minor, "key": key, "data": data}
    (storage / key).write_text(json.dumps(document))
