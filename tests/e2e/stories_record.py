"""What the second walk saw: import, interruption, loss of the socket, another key."""

from pydantic import BaseModel

API_KEY = "canary-key-before-19c2"
OTHER_KEY = "canary-key-after-8e07"
WIFI_PASSWORD = "canary-password-of-the-wifi-5ad4"
IMPORTED = 200


class StoriesRecord(BaseModel):
    """Everything worth judging, in the order in which it was seen."""

    # US2: import and export
    dry_run: dict[str, int]
    allowed_after_dry_run: int
    imported: dict[str, int]
    imported_on_the_pi: int
    boards_shown_as_expected: int
    imported_again: dict[str, int]
    # US3: a restart of the Pi in mid-batch
    verified_before_the_restart: int
    repair: dict[str, str | None]
    menu: list[str]
    provision_all_meanwhile: str
    repairs_after_resume: list[str]
    disagreements: list[str]
    verified_at_end: int
    # US4: the monitor's socket lost and back
    cpu_by_push: str
    mqtt_by_push: str
    stream_when_lost: str
    cpu_by_poll: str
    mqtt_by_poll: str
    stream_when_back: str
    mqtt_when_back: str
    # US5: another key
    reauth_flows: int
    session_without_key: str
    answer_to_a_wrong_key: dict[str, str]
    end_of_reauth: str | None
    session_with_key: str
    event_stream_with_key: str
    loads_of_the_entry: int
    # All of it
    problems: list[str]
    log: str
