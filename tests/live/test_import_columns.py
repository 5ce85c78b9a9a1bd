"""Lists with columns of any name: what is recognised is used, what is not stays out of everything, and an import is undone."""

from homeassistant.exceptions import ServiceValidationError
import pytest
import voluptuous as vol

from tests.live.home import Home
from tests.live.lists import ADD, FIRST, LIST, allowed, before_request, counts, mac, sent
from tests.live.truth import truth

SECRET = "geheim-7Kq"
BOARDS = 195


def german(count: int = BOARDS) -> str:
    rows = [f"{mac(number)};Küche {number};{SECRET};Regal {number % 5}" for number in range(count)]
    return (
        "\ufeffsep=;\r\nLieferung 42\r\n\r\nMAC;Beschreibung;Passwort;Platz\r\n" + "\r\n".join(rows) + "\r\n"
    )


async def everything(home: Home) -> str:
    """All that the Pi and Home Assistant have of the boards."""
    exports = [await home.call("export_allowlist", format=form) for form in ("csv", "json")]
    states = [state.as_dict() for state in home.hass.states.async_all()]
    return f"{home.simulator.truth()} {exports} {states} {await home.call('get_allowlist')}"


async def test_a_column_that_is_not_recognised_is_used_nowhere(home: Home) -> None:
    answer = await home.call("import_allowlist", content=german())
    assert counts(answer) == {"added": BOARDS}
    assert answer["used_columns"] == {"mac": "MAC", "description": "Beschreibung"}
    assert answer["unused_columns"] == ["Passwort", "Platz"]
    assert SECRET not in str(answer)
    await truth(home)
    assert home.state("sensor", "status", mac(194)).name.startswith("Küche 194")
    known = await everything(home)
    assert "Küche 194" in known
    assert SECRET not in known
    assert "Regal" not in known


@pytest.mark.parametrize(
    ("content", "used"),
    [
        (f"Nome;Endereço MAC;Senha\nKüche;{FIRST};{SECRET}", {"description": "Nome", "mac": "Endereço MAC"}),
        (
            f"Nom;Adresse MAC;Mot de passe\nKüche;{FIRST};{SECRET}",
            {"description": "Nom", "mac": "Adresse MAC"},
        ),
        (
            f"Nombre,Dirección MAC,Clave\nKüche,{FIRST},{SECRET}",
            {"description": "Nombre", "mac": "Dirección MAC"},
        ),
        (f"{FIRST};{SECRET};{SECRET}", {"mac": "1"}),
        (f"Opis;Adres;Hasło\n{SECRET};{FIRST};{SECRET}", {"mac": "Adres"}),
    ],
)
async def test_headers_of_other_languages(home: Home, content: str, used: dict[str, str]) -> None:
    answer = await home.call("import_allowlist", content=content)
    assert counts(answer) == {"added": 1}
    assert answer["used_columns"] == used
    assert home.simulator.truth().allowlist[FIRST].get("description") == (
        "Küche" if "description" in used else None
    )
    assert SECRET not in await everything(home)


@pytest.mark.parametrize("place", ["Platz", "platz", "4", 4])
async def test_columns_that_the_caller_names(home: Home, place: object) -> None:
    answer = await home.call("import_allowlist", content=german(1), columns={"container_id": place})
    assert answer["used_columns"]["container_id"] == "Platz"
    assert answer["unused_columns"] == ["Passwort"]
    entry = home.simulator.truth().allowlist[FIRST]
    assert (entry["description"], entry["container_id"]) == ("Küche 0", "Regal 0")


@pytest.mark.parametrize("nothing", ["", None])
async def test_a_field_can_be_left_out(home: Home, nothing: object) -> None:
    answer = await home.call(
        "import_allowlist", content=german(1), columns={"description": nothing}, dry_run=True
    )
    assert answer["used_columns"] == {"mac": "MAC"}
    assert "description" not in answer["results"][0]


async def test_columns_that_are_not_there(home: Home) -> None:
    with pytest.raises(ServiceValidationError, match="Ort") as raised:
        await home.call("import_allowlist", content=german(), columns={"description": "Ort"})
    assert raised.value.translation_key == "list_no_column"
    for wrong in ({"name": "MAC"}, {"mac": ""}, {"mac": None}, ["MAC"], {"description": ["a"]}):
        with pytest.raises(vol.Invalid):
            await home.call("import_allowlist", content=german(), columns=wrong)
    assert sent(home.simulator) == 0


async def test_an_import_is_undone_in_one_step(home: Home) -> None:
    """Also for a template, which makes a text or a list of it; what was there before stays."""
    home.simulator.allow(mac(3), "Cellar")
    before = allowed(home.simulator)
    content = german(10) + f"{mac(1)};again\nnonsense;x\n"
    checked = await home.call("import_allowlist", content=content, dry_run=True)
    assert checked["undo"] == []
    answer = await home.call("import_allowlist", content=content)
    assert counts(answer) == {"added": 9, "present": 1, "duplicate": 1, "invalid": 1}
    assert sorted(answer["undo"]) == sorted(allowed(home.simulator) - before)
    undone = await home.call("remove_from_allowlist", mac=answer["undo"])
    assert all(row["removed"] for row in undone["results"])
    assert allowed(home.simulator) == before
    assert counts(await home.call("import_allowlist", content=content)) == counts(answer)
    assert await home.call("remove_from_allowlist", mac=[]) == {"results": []}


@pytest.mark.usefixtures("hasty")
async def test_what_may_have_been_added_is_undone(home: Home) -> None:
    """The answer is lost, and the list cannot be read after it; what was not sent surely is not there."""
    pi = home.simulator

    def vanish() -> None:
        pi.faults.drop(ADD, after_work=True, times=None)
        pi.faults.drop(LIST, times=None)

    before_request(home, 3, vanish)
    answer = await home.call("import_allowlist", content=german(5))
    assert counts(answer) == {"added": 2, "failed": 3}
    assert answer["undo"] == [mac(0), mac(1), mac(2)]
    assert allowed(pi) == set(answer["undo"])
    pi.faults.clear()
    await home.streaming()
    await home.call("remove_from_allowlist", mac=answer["undo"])
    assert allowed(pi) == set()


@pytest.mark.usefixtures("hasty")
async def test_what_was_refused_is_not_undone(home: Home) -> None:
    home.simulator.faults.fail(ADD, "VALIDATION_FAILED")
    answer = await home.call("import_allowlist", content=german(2))
    assert counts(answer) == {"added": 1, "failed": 1}
    assert answer["undo"] == [mac(1)]


async def test_export_is_a_file_for_excel(home: Home) -> None:
    """With the mark of UTF-8; numbers and dates are texts in it, and it is taken back exactly."""
    words = ["007", "1-2", "Größe", "1.50", "3. März", "7"]
    for number, word in enumerate(words):
        home.simulator.allow(mac(number), word, word)
    content = (await home.call("export_allowlist", format="csv"))["content"]
    assert content.encode().startswith(b"\xef\xbb\xbfmac,")
    assert f"{FIRST},'007,'007," in content
    answer = await home.call("import_allowlist", content=content)
    assert counts(answer) == {"present": len(words)}
    assert not [row for row in answer["results"] if "differs" in row]
    assert answer["unused_columns"] == ["added_at", "used", "used_at"]
    assert not (await home.call("export_allowlist", format="json"))["content"].startswith("\ufeff")
