"""English texts: hassfest's rules, and every key that the code uses, no more and no less (`design.md` §9)."""

from pathlib import Path
import re
from typing import Final

from homeassistant.const import Platform
import pytest

from custom_components.piorchestrator.client.errors import RETRYABLE_CODES, ErrorCode

from .comparison import compare
from .places import Json, JsonObject, at, copy_of_package, put, without
from .sources import Sources
from .translation_shape import faults
from .uses import Uses, find_uses

# What `design.md` §3 promises; a discovery that does not find these does not find anything.
PROMISED_ERRORS: Final = {
    "cannot_connect",
    "timeout_connect",
    "api_key_required",
    "invalid_auth",
    "not_piorchestrator",
    "invalid_host",
    "unknown",
}

_PLACEHOLDER: Final = re.compile(r"\{\w+\}")


def test_hassfest_would_accept_the_texts(english: JsonObject) -> None:
    assert faults(english) == []


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        ("config.step.user.title", "See https://example.com", "an address"),
        ("config.step.user.title", "See www.example.com", "an address"),
        ("config.step.user.title", "<b>Connect</b>", "an HTML tag"),
        ("config.step.user.title", "Connect ", "space at an end"),
        ("config.step.user.title", "", "empty"),
        ("config.step.user.title", 5, "no text"),
        ("config.step.user.heading", "Connect", "unknown key"),
        ("config.title", "PiOrchestrator", "unknown key"),
        ("config.step.user.data_description.nothing", "Not in data.", "not in data"),
        ("config.step.user.data.nothing", "Not described", "not described"),
        ("config.step.user.sections.advanced.data.nothing", "Not described", "not described"),
        ("exceptions.refused.message", "Refused: '{message}'", "single quotes"),
        ("exceptions.refused.message", "Refused: {error.message}", "no identifier"),
        ("exceptions.refused.message", "Refused: {message", "brace"),
        ("exceptions.refused.message", "[%key:common::refused%]", "reference"),
        ("exceptions.Refused.message", "Refused", "not a slug"),
        ("exceptions.refused.text", "Refused", "unknown key"),
        ("entity.sensor.status.state.failed", "Failed: {why}", "placeholder"),
        ("entity.sensor.status.state.failed_", "Failed", "not a translation key"),
        ("entity.sensor.device_count.unit_of_measurement", "{n} boards", "placeholder"),
        ("entity.sensor.status.icon", "mdi:check", "unknown key"),
        ("services.stop_session.fields.mac.name", "MAC", "description is missing"),
        ("issues.gone.title", "Gone", "either a description or a flow"),
        ("colours.red", "Red", "unknown key"),
    ],
)
def test_a_broken_text_is_found(english: JsonObject, path: str, value: Json, complaint: str) -> None:
    assert any(complaint in fault for fault in faults(put(english, path, value)))


@pytest.mark.parametrize(
    "path",
    [
        "config.step",
        "config_subentries.network.entry_type",
        "config_subentries.network.initiate_flow.user",
        "services.stop_session.name",
        "services.stop_session.description",
        "exceptions.refused.message",
    ],
)
def test_a_missing_text_that_hassfest_asks_for_is_found(english: JsonObject, path: str) -> None:
    assert any("missing" in fault for fault in faults(without(english, path)))


def test_the_code_and_the_texts_have_the_same_keys(uses: Uses, english: JsonObject) -> None:
    assert compare(uses, english) == []


def test_the_discovery_is_not_blind(uses: Uses, sources: Sources) -> None:
    assert uses.flows["config"].errors >= PROMISED_ERRORS
    assert uses.flows["config"].steps == {"user", "reconfigure", "reauth_confirm"}
    assert uses.flows["config_subentries.network"].steps == {"user", "reconfigure"}
    assert "already_configured" in uses.flows["config"].aborts
    assert uses.flows["issues.recoverable_session.fix_flow"].options == {
        "init": {"resume", "discard", "later"}
    }
    assert uses.flows["issues.recoverable_session.fix_flow"].aborts == {"failed", "not_loaded", "later"}
    assert uses.flows["issues.profile_suspect.fix_flow"].errors == {"invalid_password"}
    assert uses.health == {"server_version", "event_stream", "monitor_source", "open_session"}
    assert uses.exceptions >= {"circuit_open", "refused", "no_session", "invalid_mac", "outcome_unknown"}
    assert uses.exceptions >= {code.lower() for code in ErrorCode}
    assert uses.devices >= {"provisioning"}
    assert set(uses.entities) == {name.removesuffix(".py") for name in sources.modules} & set(Platform)


@pytest.mark.parametrize(
    "path",
    [
        "config.step.user",
        "config.step.reauth_confirm",
        "config.error.api_key_required",
        "config.error.invalid_host",
        "config.abort.already_configured",
        "config_subentries.network.step.reconfigure",
        "config_subentries.network.error.invalid_ssid",
        "config_subentries.network.abort.already_configured",
        "issues.event_version",
        "issues.recoverable_session.fix_flow",
        "issues.recoverable_session.fix_flow.step.discard",
        "issues.recoverable_session.fix_flow.step.init.menu_options.later",
        "issues.recoverable_session.fix_flow.abort.failed",
        "issues.stream_lost.fix_flow.error.still_lost",
        "issues.api_absent.fix_flow.abort.reconfigure",
        "system_health.info.event_stream",
        "exceptions.refused_for_now",
        "exceptions.circuit_open",
        "exceptions.unknown_profile",
        "exceptions.boards_refused",
        "device.provisioning",
        "entity.sensor.progress",
        "entity.sensor.progress.name",
        "entity.button.start_session",
        "entity.event",
    ],
)
def test_a_lost_key_is_found(uses: Uses, english: JsonObject, path: str) -> None:
    found = {*compare(uses, without(english, path))} - {*compare(uses, english)}
    assert any(path.rpartition(".")[2] in problem for problem in found)


@pytest.mark.parametrize(
    "path",
    [
        "config.step.zeroconf",
        "config.error.too_old",
        "config.abort.single_instance",
        "options.step.again",
        "config_subentries.camera.step.user",
        "config_subentries.network.error.too_old",
        "exceptions.too_old",
        "device.camera",
        "issues.too_old",
        "issues.event_version.fix_flow.step.confirm",
        "issues.stream_lost.fix_flow.step.password",
        "issues.stream_lost.fix_flow.error.too_old",
        "issues.stream_lost.fix_flow.abort.failed",
        "issues.recoverable_session.fix_flow.step.init.menu_options.pause",
        "issues.recoverable_session.fix_flow.step.discard.menu_options.pause",
        "system_health.info.colour",
        "entity.sensor.colour",
        "entity.switch.power",
    ],
)
def test_a_key_that_nobody_uses_is_found(uses: Uses, english: JsonObject, path: str) -> None:
    found = compare(uses, put(english, path, {"name": "A text"}))
    assert any("has a text, but is not used" in problem for problem in {*found} - {*compare(uses, english)})


@pytest.mark.parametrize(
    ("module", "code", "complaint"),
    [
        ("one.py", 'raise HomeAssistantError("plain words")', "without a translation"),
        (
            "one.py",
            'raise HomeAssistantError(translation_domain=D, translation_key="new")',
            "exceptions.new: used",
        ),
        (
            "one.py",
            "def f(word):\n    raise UpdateFailed(translation_domain=D, translation_key=word)",
            "nobody calls",
        ),
        (
            "one.py",
            'def f(word):\n    raise UpdateFailed(translation_domain=D, translation_key=word)\nf("new")',
            "exceptions.new: used",
        ),
        (
            "one.py",
            "raise UpdateFailed(translation_domain=D, translation_key=Nobody(x).lower())",
            "no enum of this package",
        ),
        ("one.py", "raise UpdateFailed(translation_domain=D, translation_key=a.b)", "no text, name or call"),
        ("one.py", 'DeviceInfo(translation_key="camera")', "device.camera: used"),
        ("one.py", 'ir.async_create_issue(hass, D, "x", translation_key="gone")', "issues.gone: used"),
        ("one.py", "class A(RepairsFlow):\n    pass", "no issue leads to this flow"),
        ("one.py", 'class A(_Flow):\n    """Mends."""', "no issue leads to this flow"),
        ("one.py", 'Whatever(translation_key="x")', "nobody knows where"),
        ("one.py", 'SensorEntityDescription(key="colour")', "outside a platform"),
        ("lock.py", 'LockEntityDescription(key="power")', "entity.lock: used"),
        ("number.py", 'class A:\n    _attr_name = "Speed"', "no translation"),
        ("number.py", 'class A:\n    _attr_translation_key = "speed"', "not the description's key"),
        (
            "two.py",
            "class A(OptionsFlow):\n    async def async_step_again(self): self.async_show_form()",
            "options.step.again",
        ),
    ],
)
def test_new_code_without_texts_is_found(
    tmp_path: Path, english: JsonObject, module: str, code: str, complaint: str
) -> None:
    package = copy_of_package(tmp_path)
    (package / module).write_text(code, "utf-8")
    assert any(complaint in problem for problem in compare(find_uses(Sources(package)), english))


def wrong_words(english: JsonObject) -> list[str]:
    """Codes whose text does not carry what the server said; the waiting time only where there is one [C §6]."""
    found: list[str] = []
    for code in ErrorCode:
        text = str(at(english, f"exceptions.{code.lower()}.message"))
        words = {"{message}", "{code}", "{correlation_id}"}
        if code in RETRYABLE_CODES:
            words.add("{retry_after}")
        if {*_PLACEHOLDER.findall(text)} != words:
            found.append(code)
    return found


def test_each_code_says_what_the_server_said(english: JsonObject) -> None:
    assert wrong_words(english) == []
    texts = [str(at(english, f"exceptions.{code.lower()}.message")) for code in ErrorCode]
    assert len({text.partition(".")[0] for text in texts}) == len(ErrorCode), "each in words of its own"
    for wrong in ("{message} ({code}) {correlation_id} {retry_after}", "{message} {correlation_id}"):
        assert wrong_words(put(english, "exceptions.session_expired.message", wrong)) == ["SESSION_EXPIRED"]
    wrong = "{message} ({code}) {correlation_id}"
    assert wrong_words(put(english, "exceptions.circuit_open.message", wrong)) == ["CIRCUIT_OPEN"]


@pytest.mark.parametrize(
    ("module", "old", "new", "complaint"),
    [
        ("config_flow.py", 'step_id="user"', 'step_id="start"', "config.step.start: used"),
        ("config_flow.py", '"base": "cannot_connect"', '"base": "no_route"', "config.error.no_route: used"),
        (
            "config_flow.py",
            'CONF_HOST: "invalid_host"',
            'CONF_HOST: "bad_host"',
            "config.error.bad_host: used",
        ),
        (
            "config_flow.py",
            'self._form("user"',
            'self._form("first"',
            "config_subentries.network.step.first: used",
        ),
        (
            "config_flow.py",
            'reason="already_configured"',
            'reason="taken"',
            "config_subentries.network.abort.taken: used",
        ),
        ("repairs.py", 'reason="failed"', 'reason="no"', "recoverable_session.fix_flow.abort.no: used"),
        ("repairs.py", 'step_id="discard"', 'step_id="end"', "recoverable_session.fix_flow.step.end: used"),
        ("repairs.py", '["discard", ', '["pause", ', "step.init.menu_options.pause: used"),
        ("repairs.py", '(0, "resume")', '(0, "go_on")', "step.init.menu_options.go_on: used"),
        ("repairs.py", '"base"] = "still_lost"', '"base"] = "lost"', "stream_lost.fix_flow.error.lost: used"),
        ("repairs.py", "    STREAM_LOST: StreamFlow,\n", "", "StreamFlow: no issue leads to this flow"),
        ("issues.py", '"stream_lost"\n', '"stream_gone"\n', "issues.stream_gone.fix_flow: used"),
        ("system_health.py", '"open_session":', '"session":', "system_health.info.session: used"),
    ],
)
def test_a_changed_flow_is_found(
    tmp_path: Path, english: JsonObject, *, module: str, old: str, new: str, complaint: str
) -> None:
    file = copy_of_package(tmp_path) / module
    code = file.read_text("utf-8")
    assert old in code
    file.write_text(code.replace(old, new), "utf-8")
    assert any(complaint in problem for problem in compare(find_uses(Sources(file.parent)), english))
