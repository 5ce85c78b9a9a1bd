"""What the walk without a click saw."""

from pydantic import BaseModel

API_KEY = "canary-key-hands-free-77ab"
WIFI_PASSWORD = "canary-password-hands-free-20d1"
BOARDS = 50
# Those that fail the first time, and come up when they are tried again.
UNLUCKY = 7


class HandsFreeRecord(BaseModel):
    """Everything worth judging, in the order in which it was seen."""

    imported: int
    requests: dict[str, int]
    states_on_the_pi: dict[str, int]
    session_state: str
    verified_total: str
    batch_complete: str
    notifications: list[str]
    notifications_later: list[str]
    sentences: list[str]
    seen: dict[str, str]
    problems: list[str]
    log: str
