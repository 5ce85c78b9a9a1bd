"""Set-up, another key, another address, and Wi-Fi profiles, all from the user interface (`design.md` §3)."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final, override

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from .client import (
    DEFAULT_PORT,
    Address,
    InvalidAddressError,
    KeyRefusedError,
    PiOrchestratorClient,
    PiOrchestratorError,
    RefusedError,
    RouteAbsentError,
    ScopedAddressError,
    SecureElsewhereError,
    TimedOutError,
    TlsFailedError,
    UnreachableError,
    UntrustedError,
    trimmed,
)
from .const import (
    CONF_SSID,
    DOMAIN,
    LOGGER,
    LONGEST_TIMEOUT,
    READ_BUDGET_SECONDS,
    SECTION_ADVANCED,
    SHORTEST_TIMEOUT,
    SUBENTRY_NETWORK,
)
from .known_secrets import async_secrets
from .options_flow import PiOrchestratorOptionsFlow
from .profiles import TIMEOUTS, is_password, is_ssid
from .session import session_for_a_moment

_SECRET: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off"))
_KEY_FIELD: Final = {vol.Optional(CONF_API_KEY): _SECRET}
_ADVANCED_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_PORT, default=DEFAULT_PORT): NumberSelector(
            NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX)
        ),
        vol.Required(CONF_SSL, default=False): bool,
        vol.Required(CONF_VERIFY_SSL, default=True): bool,
    }
)
# Errors that another port, or another choice beside it, may help against.
_OF_ADVANCED: Final = frozenset(
    {
        "cannot_connect",
        "https_required",
        "not_piorchestrator",
        "timeout_connect",
        "tls_failed",
        "untrusted_certificate",
    }
)
# What servers answer that expect TLS, and that explain themselves: Go, nginx.
_TLS_STATUSES: Final = frozenset({400, 426, 497})
_TLS_SECONDS: Final = 3.0
_SECONDS: Final = NumberSelector(
    NumberSelectorConfig(
        min=SHORTEST_TIMEOUT,
        max=LONGEST_TIMEOUT,
        mode=NumberSelectorMode.BOX,
        unit_of_measurement="s",
    )
)


class PiOrchestratorConfigFlow(ConfigFlow, domain=DOMAIN):
    """Finds out whether a PiOrchestrator is there and lets us in, before anything is stored."""

    VERSION = 1
    MINOR_VERSION = 1

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Wi-Fi profiles."""
        return {SUBENTRY_NETWORK: NetworkSubentryFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """The monitor."""
        return PiOrchestratorOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for address and key."""
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._checked(user_input)
            if data is not None:
                return self.async_create_entry(title=self._title(data[CONF_HOST]), data=data)
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_connection_schema(errors), user_input),
            errors=errors,
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the first Wi-Fi profile: without one no batch can start."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_NETWORK),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another address or key; an empty key keeps the one that is stored."""
        entry = self._get_reconfigure_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data, errors = await self._checked(user_input, entry)
            if data is not None:
                return self._updated(entry, data)
        shown = user_input or {
            CONF_HOST: entry.data[CONF_HOST],
            SECTION_ADVANCED: {name: entry.data[name] for name in (CONF_PORT, CONF_SSL, CONF_VERIFY_SSL)},
        }
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(_connection_schema(errors), shown),
            errors=errors,
        )

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """The server refused the key."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for another key."""
        entry = self._get_reauth_entry()
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**entry.data}
            _set_key(data, user_input.get(CONF_API_KEY))
            errors = await self._errors_of(data)
            if not errors:
                return self._updated(entry, data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(vol.Schema(_KEY_FIELD), user_input),
            errors=errors,
            description_placeholders={"name": entry.title},
        )

    def _title(self, host: str) -> str:
        """Short where there is one Pi, which most have; the title is the beginning of every entity id."""
        return f"PiOrchestrator ({host})" if self._async_current_entries() else "PiOrchestrator"

    async def _checked(
        self, user_input: Mapping[str, Any], entry: ConfigEntry | None = None
    ) -> tuple[dict[str, Any] | None, dict[str, str]]:
        """The data to store, or the errors of the form; aborts when another entry has the address."""
        advanced = user_input[SECTION_ADVANCED]
        try:
            address = Address.parse(
                user_input[CONF_HOST], port=int(advanced[CONF_PORT]), ssl=advanced[CONF_SSL]
            )
        except ScopedAddressError:
            return None, {CONF_HOST: "scoped_address"}
        except InvalidAddressError:
            return None, {CONF_HOST: "invalid_host"}
        place = {CONF_HOST: address.host, CONF_PORT: address.port}
        is_another = entry is None or place != {name: entry.data[name] for name in place}
        if is_another:
            self._async_abort_entries_match(place)
        data: dict[str, Any] = {
            **place,
            CONF_SSL: address.ssl,
            CONF_VERIFY_SSL: advanced[CONF_VERIFY_SSL],
        }
        _set_key(data, user_input.get(CONF_API_KEY) or (entry.data.get(CONF_API_KEY) if entry else None))
        errors = await self._errors_of(data)
        if is_another:  # once more: a second form for the same server may have been quicker
            self._async_abort_entries_match(place)
        return (None, errors) if errors else (data, {})

    async def _errors_of(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Ask the server; what went wrong, by field."""
        address, api_key = Address(data[CONF_HOST], data[CONF_PORT], data[CONF_SSL]), data.get(CONF_API_KEY)
        # No header can carry such a key, or what is wrong with it cannot be seen.
        if api_key and not api_key.isprintable():
            return {CONF_API_KEY: "invalid_key"}
        try:
            with session_for_a_moment(self.hass, verify_ssl=data[CONF_VERIFY_SSL]) as session:
                client = PiOrchestratorClient(session, address, api_key, secrets=async_secrets(self.hass))
                await client.check_access(budget=READ_BUDGET_SECONDS)
        except KeyRefusedError:
            return {CONF_API_KEY: "invalid_auth" if api_key else "api_key_required"}
        except TimedOutError:
            return {"base": "timeout_connect"}
        except PiOrchestratorError as error:
            LOGGER.debug("The check of the address failed: %s", error)
            if not address.ssl and await self._wants_tls(address, error):
                return {"base": "https_required"}
            return _errors_of_answer(error)
        return {}

    async def _wants_tls(self, address: Address, error: PiOrchestratorError) -> bool:
        """Whether the server speaks TLS where plain HTTP ended in this error.

        The key is not sent: nothing proves who answers.
        """
        if isinstance(error, SecureElsewhereError):
            return True
        if not isinstance(error, UnreachableError) and error.status not in _TLS_STATUSES:
            return False
        try:
            with session_for_a_moment(self.hass, verify_ssl=False) as session:
                client = PiOrchestratorClient(session, replace(address, ssl=True))
                async with asyncio.timeout(_TLS_SECONDS):
                    await client.transport.act("GET", "/health")
        except UnreachableError, TimeoutError:
            return False
        except PiOrchestratorError:
            pass  # any answer came over TLS
        return True

    def _updated(self, entry: ConfigEntry, data: dict[str, Any]) -> ConfigFlowResult:
        """Store; a loaded entry's listener decides what follows, a failed one is loaded again."""
        if entry.update_listeners:
            return self.async_update_and_abort(entry, data=data)
        return self.async_update_reload_and_abort(entry, data=data)


def _connection_schema(errors: Mapping[str, str]) -> vol.Schema:
    """The fields of address and key; those beside them are open while an error concerns them."""
    is_folded = _OF_ADVANCED.isdisjoint(errors.values())
    return vol.Schema(
        {
            vol.Required(CONF_HOST): TextSelector(),
            **_KEY_FIELD,
            vol.Required(SECTION_ADVANCED): section(_ADVANCED_SCHEMA, {"collapsed": is_folded}),
        }
    )


def _errors_of_answer(error: PiOrchestratorError) -> dict[str, str]:
    """What to say of an answer that is none of a PiOrchestrator which lets us in, or of none at all."""
    if error.status == HTTPStatus.FORBIDDEN:
        return {"base": "forbidden"}
    match error:
        case UntrustedError():
            return {"base": "untrusted_certificate"}
        case TlsFailedError():
            return {"base": "tls_failed"}
        case UnreachableError():
            return {"base": "cannot_connect"}
        case RouteAbsentError():
            return {"base": "not_piorchestrator"}
        case RefusedError():
            LOGGER.warning("The server at this address answers with an error: %s", error)
            return {"base": "server_error"}
        case _:
            LOGGER.warning("The server at this address cannot be understood: %s", error)
            return {"base": "unknown"}


def _set_key(data: dict[str, Any], api_key: str | None) -> None:
    """Keep the key only where there is one."""
    data.pop(CONF_API_KEY, None)
    if api_key := trimmed(api_key or ""):
        data[CONF_API_KEY] = api_key


class NetworkSubentryFlow(ConfigSubentryFlow):
    """A Wi-Fi profile: the network that boards are sent to."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new profile."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = _errors_of_profile(user_input)
            if not errors and self._is_taken(user_input[CONF_SSID]):
                return self.async_abort(reason="already_configured")
            if not errors:
                ssid = user_input[CONF_SSID]
                return self.async_create_entry(title=ssid, data=_profile(user_input), unique_id=ssid)
        return self._form("user", user_input, errors)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Change a profile; an empty password keeps the one that is stored."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        errors: dict[str, str] = {}
        if user_input is not None:
            ssid = user_input[CONF_SSID]
            errors = _errors_of_profile(user_input, subentry.data[CONF_PASSWORD])
            if not errors and ssid != subentry.unique_id and self._is_taken(ssid):
                return self.async_abort(reason="already_configured")
            if not errors:
                data = {CONF_PASSWORD: subentry.data[CONF_PASSWORD], **_profile(user_input)}
                return self.async_update_and_abort(entry, subentry, title=ssid, data=data, unique_id=ssid)
        return self._form("reconfigure", user_input or dict(subentry.data), errors)

    def _is_taken(self, ssid: str) -> bool:
        profiles = self._get_entry().get_subentries_of_type(SUBENTRY_NETWORK)
        return any(profile.unique_id == ssid for profile in profiles)

    def _form(self, step: str, shown: Mapping[str, Any] | None, errors: dict[str, str]) -> SubentryFlowResult:
        """The password is never shown again."""
        password = vol.Required(CONF_PASSWORD) if step == "user" else vol.Optional(CONF_PASSWORD)
        schema = vol.Schema(
            {
                vol.Required(CONF_SSID): TextSelector(),
                password: _SECRET,
                **{vol.Optional(name): _SECONDS for name in TIMEOUTS},
            }
        )
        suggested = {name: value for name, value in (shown or {}).items() if name != CONF_PASSWORD}
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
            errors=errors,
        )


def _errors_of_profile(user_input: Mapping[str, Any], stored_password: str = "") -> dict[str, str]:
    """What is wrong, by field; an impossible password that an earlier version stored is not kept either."""
    errors: dict[str, str] = {}
    if not is_ssid(user_input[CONF_SSID]):
        errors[CONF_SSID] = "invalid_ssid"
    if not is_password(user_input.get(CONF_PASSWORD) or stored_password):
        errors[CONF_PASSWORD] = "invalid_password"
    return errors


def _profile(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored: whole seconds, and a password only where one was typed."""
    data: dict[str, Any] = {CONF_SSID: user_input[CONF_SSID]}
    if user_input.get(CONF_PASSWORD):
        data[CONF_PASSWORD] = user_input[CONF_PASSWORD]
    return data | {name: int(user_input[name]) for name in TIMEOUTS if user_input.get(name) is not None}
