"""Repair issues: raised when a person can mend what is wrong, withdrawn when it is over (`design.md` §8, US3 and US6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .client import LinkState, PiOrchestratorError, RouteAbsentError, Session
from .const import CONF_SSID, DOMAIN, STREAM_LOST_SECONDS, SUBENTRY_NETWORK
from .coordinator import LINK, PROFILES, ProvisioningCoordinator
from .core.batch import looks_like_a_wrong_password
from .core.plain import plain
from .core.rate import Rate
from .core.state import Subject
from .limited_call import LimitedCall

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry

API_ABSENT: Final = "api_absent"
EVENT_VERSION: Final = "event_version"
PROFILE_SUSPECT: Final = "profile_suspect"
RECOVERABLE_SESSION: Final = "recoverable_session"
SAME_PI: Final = "same_pi"
STREAM_LOST: Final = "stream_lost"

# What an issue's data tells its fix flow.
DATA_CAUSE: Final = "cause"
DATA_ENTRY_ID: Final = "entry_id"
DATA_ISSUE: Final = "issue"
DATA_SESSION_ID: Final = "session_id"
DATA_SUBENTRY_ID: Final = "subentry_id"

# The connection is taken, and nothing comes by it, or not what reads find.
CAUSE_PROXY: Final = "proxy"

# A server has one or two; a longer list is one that nobody clears.
_MOST_OFFERED: Final = 5
# Each change is an event on the bus and a write of the registry.
_OFFER_RATES: Final = (Rate(10, 10.0),)
_SUSPECT_RATES: Final = (Rate(10, 1.0), Rate(1800, 5.0))


@callback
def async_tell_of_api(
    hass: HomeAssistant, entry: PiOrchestratorConfigEntry, error: PiOrchestratorError | None
) -> None:
    """After a read, also the first one of all: whether the provisioning API is at this address [C §2]."""
    issue_id = f"{API_ABSENT}_{entry.entry_id}"
    if not isinstance(error, RouteAbsentError):
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    if ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None:
        _forget_once_disabled(hass, entry, issue_id)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={DATA_ISSUE: API_ABSENT, DATA_ENTRY_ID: entry.entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="api_absent",
        translation_placeholders={
            "name": entry.title,
            "host": entry.data[CONF_HOST],
            "port": str(entry.data[CONF_PORT]),
        },
    )


@callback
def async_forget_issues(hass: HomeAssistant, entry: PiOrchestratorConfigEntry) -> None:
    """Withdraw everything that was raised for an entry."""
    for domain, issue_id in tuple(ir.async_get(hass).issues):
        # By the id: what stays of an issue over a restart of Home Assistant has no data any more.
        if domain == DOMAIN and entry.entry_id in issue_id:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def async_raise_same_pi(
    hass: HomeAssistant, older: PiOrchestratorConfigEntry, younger: PiOrchestratorConfigEntry
) -> None:
    """Two entries lead to one Pi: one of them is too much."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _same_pi_id(older.entry_id, younger.entry_id),
        data={DATA_ISSUE: SAME_PI, DATA_ENTRY_ID: younger.entry_id},
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="same_pi",
        translation_placeholders={"name": younger.title, "other": older.title},
    )


@callback
def async_withdraw_same_pi(hass: HomeAssistant, older_id: str, younger_id: str) -> None:
    """One of the two entries was unloaded."""
    ir.async_delete_issue(hass, DOMAIN, _same_pi_id(older_id, younger_id))


def _same_pi_id(older_id: str, younger_id: str) -> str:
    return f"{SAME_PI}_{older_id}_{younger_id}"


def _forget_once_disabled(hass: HomeAssistant, entry: PiOrchestratorConfigEntry, issue_id: str) -> None:
    """An entry that never got loaded is not unloaded either: nobody else tells that its set-up is given up."""
    is_over = False

    @callback
    def look() -> None:
        nonlocal is_over
        if is_over:
            return
        if entry.state is ConfigEntryState.NOT_LOADED:
            async_forget_issues(hass, entry)
        # Withdrawn just now, or by another read meanwhile.
        if ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None:
            is_over = True
            hass.loop.call_soon(unsubscribe)  # not while the entry goes through its listeners

    unsubscribe = entry.async_on_state_change(look)


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A profile as it was when the boards of a session failed with it."""

    session_id: str
    profile: ConfigSubentry
    data: Mapping[str, Any]  # by itself: Home Assistant changes a profile in place

    def is_same(self, other: _Suspect) -> bool:
        """Whether it is the same profile in the same session."""
        return (self.session_id, self.profile.subentry_id) == (other.session_id, other.profile.subentry_id)


class IssueKeeper:
    """Keeps the issues of one loaded entry true."""

    def __init__(self, hass: HomeAssistant, coordinator: ProvisioningCoordinator) -> None:
        self._hass = hass
        self._coordinator = coordinator
        self._entry = coordinator.config_entry
        self._lost_timer: CALLBACK_TYPE | None = None
        self._is_lost_for_long = False
        self._suspect: _Suspect | None = None
        self._raised_recovery: set[str] = set()
        self._offered: tuple[Session, ...] = ()
        self._change_offers = LimitedCall(hass, self._offer_recovery, _OFFER_RATES)
        self._change_suspect = LimitedCall(hass, self._raise_suspect, _SUSPECT_RATES)

    @callback
    def async_start(self) -> None:
        """Look at what is so now, and at each change, until the entry is unloaded."""
        self._entry.async_on_unload(self._coordinator.dispatcher.async_observe(self._on_change))
        self._entry.async_on_unload(self._stop)
        self._on_change(frozenset({LINK, Subject.RECOVERY, Subject.COUNTERS}))

    @callback
    def _stop(self) -> None:
        self._forget_timer()
        self._change_offers.async_cancel()
        self._change_suspect.async_cancel()
        async_forget_issues(self._hass, self._entry)

    @callback
    def _on_change(self, keys: frozenset[str]) -> None:
        if LINK in keys:
            async_tell_of_api(self._hass, self._entry, self._coordinator.failure)
            self._mind_stream()
        if not keys.isdisjoint({Subject.SESSION, Subject.RECOVERY}):
            if self._newest_offers() == self._offered:
                self._offer_recovery()  # again, where an issue was ended without ending the offer
            else:
                self._change_offers.async_call()
        if not keys.isdisjoint({Subject.SESSION, Subject.COUNTERS, PROFILES}):
            self._mind_profile()

    # --- sessions that a restart interrupted [C §10.5] ------------------------------------------------------------

    def _newest_offers(self) -> tuple[Session, ...]:
        return (self._coordinator.data.recoverable or ())[:_MOST_OFFERED]

    def _offer_recovery(self) -> None:
        # An issue of its own for each session: who ignores one has not ignored the next.
        self._offered = self._newest_offers()
        offered = {
            f"{RECOVERABLE_SESSION}_{self._entry.entry_id}_{session.id}": session for session in self._offered
        }
        for issue_id in self._raised_recovery - offered.keys():
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
        self._raised_recovery = set(offered)
        for issue_id, session in offered.items():
            self._offer(issue_id, session)

    def _offer(self, issue_id: str, session: Session) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data={
                DATA_ISSUE: RECOVERABLE_SESSION,
                DATA_ENTRY_ID: self._entry.entry_id,
                DATA_SESSION_ID: session.id,
            },
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="recoverable_session",
            translation_placeholders={
                "name": self._entry.title,
                "ssid": plain(session.target_ssid or "–"),
                "time": _local(session.updated_at or session.created_at),
                "boards": _number(session.device_count),
                "verified": _number(session.verified_count),
            },
        )

    # --- the event stream [C §11] ---------------------------------------------------------------------------------

    def _mind_stream(self) -> None:
        """The time counts while reads are answered: a Pi that is away as a whole is no fault of the stream."""
        if self._coordinator.stream_watch.state is LinkState.LIVE or self._coordinator.failure is not None:
            self._is_lost_for_long = False
            self._forget_timer()
        elif self._lost_timer is None and not self._is_lost_for_long:
            self._lost_timer = async_call_later(self._hass, STREAM_LOST_SECONDS, self._lost_for_long)
        self._tell_of_stream()

    @callback
    def _lost_for_long(self, now: datetime) -> None:
        self._lost_timer = None
        self._is_lost_for_long = True
        self._tell_of_stream()

    def _forget_timer(self) -> None:
        if self._lost_timer is not None:
            self._lost_timer()
            self._lost_timer = None

    def _tell_of_stream(self) -> None:
        """Of a stream that stays away while the server answers, and of one that speaks another language."""
        lost_id = f"{STREAM_LOST}_{self._entry.entry_id}"
        if not self._is_lost_for_long:
            ir.async_delete_issue(self._hass, DOMAIN, lost_id)
        else:
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                lost_id,
                data={
                    DATA_ISSUE: STREAM_LOST,
                    DATA_ENTRY_ID: self._entry.entry_id,
                    DATA_CAUSE: CAUSE_PROXY if self._coordinator.stream_watch.is_held_back else None,
                },
                is_fixable=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key="stream_lost",
                translation_placeholders={"name": self._entry.title},
            )
        version_id = f"{EVENT_VERSION}_{self._entry.entry_id}"
        if not self._coordinator.stream.speaks_another_version:
            ir.async_delete_issue(self._hass, DOMAIN, version_id)
        else:
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                version_id,
                data={DATA_ISSUE: EVENT_VERSION, DATA_ENTRY_ID: self._entry.entry_id},
                is_fixable=False,
                learn_more_url="https://github.com/DeliCasa/ha-piorchestrator/releases",
                severity=ir.IssueSeverity.WARNING,
                translation_key="event_version",
                translation_placeholders={
                    "name": self._entry.title,
                    "version": plain(self._coordinator.server_version or "–"),
                },
            )

    # --- a Wi-Fi profile that no board comes up with ---------------------------------------------------------------

    def _mind_profile(self) -> None:
        suspect, known = self._find_suspect(), self._suspect
        if suspect is None or known is None or not suspect.is_same(known):
            if suspect is not known:
                self._change_suspect.async_call()
        elif suspect.data != known.data:  # mended; what failed with it before proves nothing any more
            ir.async_delete_issue(self._hass, DOMAIN, self._profile_issue_id(known.profile))

    def _find_suspect(self) -> _Suspect | None:
        """The profile that the boards of the session fail with; none of another client, and none that was removed."""
        session = self._coordinator.data.session
        if session is None or not looks_like_a_wrong_password(self._coordinator.data):
            return None
        profile = self._profile(session.target_ssid)
        return _Suspect(session.id, profile, profile.data) if profile is not None else None

    def _raise_suspect(self) -> None:
        suspect, known = self._find_suspect(), self._suspect
        if suspect is not None and known is not None and suspect.is_same(known):
            return  # it became another one and this one again meanwhile
        self._clear_profile()
        self._suspect = suspect
        if suspect is None:
            return
        profile = suspect.profile
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._profile_issue_id(profile),
            data={
                DATA_ISSUE: PROFILE_SUSPECT,
                DATA_ENTRY_ID: self._entry.entry_id,
                DATA_SUBENTRY_ID: profile.subentry_id,
            },
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="profile_suspect",
            translation_placeholders={"name": self._entry.title, "ssid": profile.title},
        )

    def _clear_profile(self) -> None:
        if self._suspect is not None:
            ir.async_delete_issue(self._hass, DOMAIN, self._profile_issue_id(self._suspect.profile))
            self._suspect = None

    def _profile_issue_id(self, profile: ConfigSubentry) -> str:
        return f"{PROFILE_SUSPECT}_{self._entry.entry_id}_{profile.subentry_id}"

    def _profile(self, ssid: str | None) -> ConfigSubentry | None:
        as_received = self._coordinator.client.transport.as_received
        for profile in self._entry.get_subentries_of_type(SUBENTRY_NETWORK):
            if as_received(profile.data[CONF_SSID]) == ssid:
                return profile
        return None


def _local(moment: datetime | None) -> str:
    return dt_util.as_local(moment).strftime("%Y-%m-%d %H:%M") if moment else "–"


def _number(count: int | None) -> str:
    return "–" if count is None else str(count)
