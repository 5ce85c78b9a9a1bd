"""What a walk through a real Home Assistant saw; written by one process, judged by the tests in another."""

from pydantic import BaseModel

# Secrets that are typed in and must be found nowhere but in the entry.
API_KEY = "canary-key-of-the-pi-4be1"
WIFI_PASSWORD = "canary-password-of-the-wifi-77d0"
# Refused by the form, so it must be found nowhere at all.
WRONG_KEY = "canary-key-of-nobody-0c55"


class Shown(BaseModel):
    """One board at the end of the batch."""

    name: str
    truth: str
    shown: str | None


class Record(BaseModel):
    """Everything worth judging, in the order in which it was seen."""

    refused_forms: dict[str, dict[str, str]]
    entries_after_refusals: int
    refused_actions: dict[str, str]
    progress: list[str]
    disagreements: list[str]
    boards: list[Shown]
    problems: list[str]
    pages: dict[str, str]
    registered_macs: list[str]
    # Whole answers as text: the canaries are searched in them.
    events: str
    states: str
    traces: str
    diagnostics: str
    log: str
    streams_at_end: int
    sockets_at_end: int
