"""The way out of each repair issue (`design.md` §8, US3 and US6)."""

import asyncio
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.repairs import ConfirmRepairFlow, FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntryState
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType
import voluptuous as vol

from .client import LinkState
from .const import CONF_SSID, DOMAIN
from .coordinator import LINK
from .core.plain import plain
from .issues import (
    API_ABSENT,
    CAUSE_PROXY,
    DATA_CAUSE,
    DATA_ENTRY_ID,
    DATA_ISSUE,
    DATA_SESSION_ID,
    DATA_SUBENTRY_ID,
    PROFILE_SUSPECT,
    RECOVERABLE_SESSION,
    STREAM_LOST,
)
from .profiles import is_password

if TYPE_CHECKING:
    from .runtime import PiOrchestratorConfigEntry, RuntimeData

# A connection to a host on the local network takes less than a second; a slow one gets a few attempts.
_RECONNECT_SECONDS: Final = 10.0

type IssueData = dict[str, str | int | float | None]


class _Flow(RepairsFlow):
    """Mends one issue of one entry."""

    def __init__(self, entry: PiOrchestratorConfigEntry, data: IssueData) -> None:
        self.entry = entry
        self.issue_data = data
        self._words: dict[str, str] | None = None

    @property
    def runtime(self) -> RuntimeData | None:
        """What a loaded entry holds."""
        return self.entry.runtime_data if self.entry.state is ConfigEntryState.LOADED else None

    @property
    def words(self) -> dict[str, str] | None:
        """The placeholders of the issue, for the forms of its flow; it may go while a form is open."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        self._words = issue.translation_placeholders if issue else self._words
        return self._words

    def failed(self, error: HomeAssistantError) -> RepairsFlowResult:
        """Say why; the issue stays."""
        return self.async_abort(reason="failed", description_placeholders={"error": plain(str(error))})


class RecoveryFlow(_Flow):
    """An interrupted session: resume, discard, or decide later."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Offer what is possible now."""
        if (runtime := self.runtime) is None:
            return self.async_abort(reason="not_loaded")
        options = ["discard", "later"]
        if runtime.coordinator.data.open_session is None:  # only one session can be open
            options.insert(0, "resume")
        return self.async_show_menu(step_id="init", menu_options=options, description_placeholders=self.words)

    async def async_step_resume(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Take the session up again."""
        if (runtime := self.runtime) is None:
            return self.async_abort(reason="not_loaded")
        try:
            await runtime.commands.resume(str(self.issue_data[DATA_SESSION_ID]))
        except HomeAssistantError as error:
            return self.failed(error)
        return self.async_create_entry(data={})

    async def async_step_discard(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what stays done before anything ends."""
        if (runtime := self.runtime) is None:
            return self.async_abort(reason="not_loaded")
        if user_input is None:
            return self.async_show_form(
                step_id="discard", data_schema=vol.Schema({}), description_placeholders=self.words
            )
        try:
            await runtime.commands.discard(str(self.issue_data[DATA_SESSION_ID]))
        except HomeAssistantError as error:
            return self.failed(error)
        return self.async_create_entry(data={})

    async def async_step_later(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Change nothing; the issue stays."""
        return self.async_abort(reason="later")


class AddressFlow(_Flow):
    """The provisioning API is not at this address: on to another one."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Explain, then lead to the form that takes another address; the issue goes when a read succeeds."""
        if user_input is None:
            return self.async_show_form(
                step_id="confirm", data_schema=vol.Schema({}), description_placeholders=self.words
            )
        flow = await self.hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": self.entry.entry_id}
        )
        return self.async_abort(reason="reconfigure", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"]))


class StreamFlow(_Flow):
    """The event stream stays away, or delivers nothing: try it now."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin with the cause that is known."""
        if self.issue_data.get(DATA_CAUSE) == CAUSE_PROXY:
            return await self.async_step_proxy()
        return await self.async_step_confirm()

    async def async_step_confirm(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Connect at once and see what comes of it."""
        return await self._connect("confirm", user_input)

    async def async_step_proxy(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Connect at once: the proxy may let events through by now."""
        return await self._connect("proxy", user_input)

    async def _connect(self, step_id: str, user_input: dict[str, Any] | None) -> RepairsFlowResult:
        if (runtime := self.runtime) is None:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            if await _comes_back(runtime):
                return self.async_create_entry(data={})
            errors["base"] = "still_lost"
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders=self.words,
        )


class PasswordFlow(_Flow):
    """No board comes up with this Wi-Fi profile: another password."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_password()

    async def async_step_password(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Store it; it is never shown again."""
        subentry = self.entry.subentries.get(str(self.issue_data[DATA_SUBENTRY_ID]))
        if subentry is None:
            return self.async_abort(reason="profile_gone")
        errors: dict[str, str] = {}
        if user_input is not None:
            password = user_input[CONF_PASSWORD]
            if is_password(password):
                self.hass.config_entries.async_update_subentry(
                    self.entry, subentry, data={**subentry.data, CONF_PASSWORD: password}
                )
                return self.async_create_entry(data={})
            errors[CONF_PASSWORD] = "invalid_password"
        field = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))
        return self.async_show_form(
            step_id="password",
            data_schema=vol.Schema({vol.Required(CONF_PASSWORD): field}),
            errors=errors,
            description_placeholders={"ssid": subentry.data[CONF_SSID], "name": self.entry.title},
        )


_FLOWS: Final[dict[str, type[_Flow]]] = {
    API_ABSENT: AddressFlow,
    PROFILE_SUSPECT: PasswordFlow,
    RECOVERABLE_SESSION: RecoveryFlow,
    STREAM_LOST: StreamFlow,
}


async def async_create_fix_flow(hass: HomeAssistant, issue_id: str, data: IssueData | None) -> RepairsFlow:
    """The flow of an issue; one whose entry is gone is only to be confirmed."""
    if data is not None:
        entry = hass.config_entries.async_get_entry(str(data.get(DATA_ENTRY_ID)))
        flow = _FLOWS.get(str(data.get(DATA_ISSUE)))
        if entry is not None and flow is not None:
            return flow(entry, data)
    return ConfirmRepairFlow()


async def _comes_back(runtime: RuntimeData) -> bool:
    coordinator, live = runtime.coordinator, asyncio.Event()

    @callback
    def look() -> None:
        if coordinator.stream_watch.state is LinkState.LIVE:
            live.set()

    unsubscribe = runtime.coordinator.dispatcher.async_subscribe(LINK, look)
    look()
    coordinator.stream_watch.try_again()
    try:
        async with asyncio.timeout(_RECONNECT_SECONDS):
            await live.wait()
    except TimeoutError:
        return False
    finally:
        unsubscribe()
    return True
