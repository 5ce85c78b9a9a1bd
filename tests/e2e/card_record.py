"""What the walk over the cards saw."""

from pydantic import BaseModel

API_KEY = "canary-key-of-the-card-51c7"
WIFI_PASSWORD = "canary-password-of-the-card-9e02"
MANY = 500
EVENTS_PER_SECOND = 50
LOADS = 20
# Milliseconds; up to a tenth of a second, people take an answer for immediate.
IMMEDIATE = 100


class Answering(BaseModel):
    """Milliseconds that the page took for something, many times."""

    median: float
    p95: float
    longest: float


class Load(BaseModel):
    """A page with very many boards that change all the time."""

    boards: int
    events_per_second: float
    clicks: Answering
    drawing: Answering
    rows_in_the_page: int
    deltas: int


class Loads(BaseModel):
    """Pages that were loaded one after the other: what was wrong with each, and how long the card took."""

    complaints: list[list[str]]
    first_content: Answering


class Delivery(BaseModel):
    """What became of a list of 200 boards."""

    checked: str
    rows: int
    exported: str
    labels: str
    listed: list[str]
    words: str


class Dashboard(BaseModel):
    """Our dashboard: the dialog that offered it, its views, and what was wrong with them."""

    offered: str
    views: dict[str, str]
    complaints: list[str]
    serious: dict[str, list[str]]


class CardRecord(BaseModel):
    """Everything worth judging, in the order in which it was seen."""

    resources: list[str]
    seen: dict[str, str]
    dialogs: dict[str, str]
    # Everything that the page was sent over its socket while somebody clicked.
    frames: list[str]
    requests: dict[str, int]
    report: str
    delivery: Delivery
    dashboard: Dashboard
    load: Load
    loads: Loads
    loads_beside_the_page: Loads
    serious: dict[str, list[str]]
    too_wide: dict[str, list[str]]
    console: list[str]
    problems: list[str]
    log: str
