"""Names of columns in five languages: what they hold, and which names hold nothing that is used."""

from time import process_time

import pytest

from custom_components.piorchestrator.core.columns import place_of, places_of, recognised, references

NAMES = {
    "mac": """
        mac|MAC|Mac Address|mac_address|macAddress|MAC-Addr.|MAC Adress|MAC addresses|MACs|Wi-Fi MAC|WLAN MAC|MAC (WLAN)
        |Device MAC|Board MAC address|MAC of the board|ESP32 MAC|MAC ID|Hardware address|Physical Address|HWaddr|MAC address *
        |MAC-Adresse|MAC Adresse|MAC-Adressen|Gerät MAC|MAC des Geräts|WLAN-MAC-Adresse|Geräte-MAC|Physische Adresse
        |Physikalische Adresse|Hardwareadresse|Adresse MAC|adresse mac|Adresses MAC|MAC de l'appareil|MAC du périphérique
        |Adresse physique|Dirección MAC|DIRECCIÓN MAC|Direccion MAC|MAC del dispositivo|Direcciones MAC|Dirección física
        |Endereço MAC|ENDEREÇO MAC|Endereco MAC|Endereço MAC do dispositivo|MAC da placa|Endereço físico|Enderec\u0327o MAC
        |MAC-\nAdresse|MAC des ESP32-CAM|\u200eMAC|# MAC|"MAC"|MAC:|ＭＡＣ|MAC (optional)
    """,
    "description": """
        description|Description|DESC|Desc.|descr|Name|Device name|Board name|deviceName|Names|Label|Designation|Camera name
        |Beschreibung|Bezeichnung|Gerätename|GERÄTENAME|Geraetename|Gerätebezeichnung|Gerätebeschreibung|Name des Geräts
        |Benennung|Beschriftung|Etikett|Kameraname|Nom|nom de l'appareil|Désignation|Libellé|Intitulé|Étiquette
        |Nom du périphérique|Descripción|descripcion|Nombre|Nombre del dispositivo|Denominación|Etiqueta|Descrição
        |DESCRIÇÃO|descricao|Nome|Nome do dispositivo|Nombre de la cámara|Nome da câmera|Nombre de la tarjeta|Designação|Denominação|Rótulo|Descric\u0327a\u0303o|Description (optionnel)
    """,
    "container_id": """
        container_id|containerId|Container ID|Container|container no.|Container number|Container #|Containers|ID container
        |Behälter|Behälter-ID|Behälternummer|Behälter-Nr.|Behaelter|Containernummer|Container-Kennung|Conteneur
        |ID conteneur|Numéro de conteneur|N° conteneur|ID du conteneur|Contenedor|ID de contenedor|Número de contenedor
        |Nº contenedor|Contêiner|ID do contêiner|Contentor|Número do contentor|Código do contêiner|Identificação do contentor
    """,
}
OTHERS = """
    |Password|Passwort|Mot de passe|Contraseña|Senha|Wi-Fi password|WLAN-Passwort|WLAN-Name|Wi-Fi name|SSID|Nome da rede
    |Nom du réseau|Nombre de la red|User name|Benutzername|Username|Nombre de usuario|Nom d'utilisateur|Vorname|First name
    |Owner name|Bluetooth MAC|MAC vendor|Router MAC|IP|IP address|Adresse|Address|Dirección|Endereço|Serial number|ID
    |Device ID|Gerät|Ort|Location|used|added_at|used_at|Machine|macro|Notes|Comment|Descriptor|Renamed|Container MAC
    |File name|Name 2|MAC 2|MAC;Name|MAC,Name|MAC\t?|Key|Schlüssel|Clé|Clave|Chave|PSK|=1+1|#|-|1|\ufffd|\x00
"""


@pytest.mark.parametrize(
    ("field", "name"), [(field, name.strip()) for field, names in NAMES.items() for name in names.split("|")]
)
def test_names(field: str, name: str) -> None:
    assert recognised(["?", name]) == {field: 1}


@pytest.mark.parametrize("name", [name.strip(" \n") for name in OTHERS.split("|")])
def test_other_names(name: str) -> None:
    assert recognised([name]) == {}


def test_what_follows_far_behind_a_name_counts() -> None:
    for name in ("MAC", "Name", "Container"):
        assert recognised([name + " " * 200 + "password"]) == {}
        assert len(recognised([" " * 200 + name + "\n" * 200])) == 1


def test_the_best_name_wins_wherever_it_stands() -> None:
    names = ["Label", "Name", "Beschreibung", "WLAN MAC", "MAC", "Container", "Container ID", "Description"]
    assert recognised(names) == {"mac": 4, "description": 2, "container_id": 6}
    assert recognised([*names[:2], "Container", "Behälter", "Wi-Fi MAC"]) == {
        "mac": 4,
        "description": 1,
        "container_id": 2,
    }


def test_what_a_caller_says_wins() -> None:
    names = ["MAC", "Name", "Ort", "Container"]
    assert places_of(names, {"description": "Ort"}) == {"mac": 0, "description": 2, "container_id": 3}
    assert places_of(names, {"container_id": "Name"}) == {"mac": 0, "container_id": 1}
    assert places_of(names, {"description": ""}) == {"mac": 0, "container_id": 3}
    assert places_of(names, {"description": "Platz"}) == {"mac": 0, "container_id": 3}
    assert places_of(names, {"description": "4"}, 4) == {"mac": 0, "description": 3}
    assert places_of([], {"mac": "2", "description": "1"}, 2) == {"mac": 1, "description": 0}


def test_a_column_by_its_name_or_number() -> None:
    names = [" Ort ", "ort", "2", "Größe", "#"]
    for wanted, place in {"Ort": 0, "ort": 1, "ORT": 0, "2": 2, "GROSSE": 3, "groesse": None, "#": 4}.items():
        assert place_of(wanted, names, 6) == place, wanted
    for wanted, place in {
        "6": 5,
        "7": None,
        "0": None,
        "-1": None,
        "٣": None,
        "": None,
        "9" * 5000: None,
    }.items():
        assert place_of(wanted, names, 6) == place, wanted[:9]


def test_each_column_can_be_called_by_what_it_is_listed_as() -> None:
    names = ["MAC", " Ort", "", "Ort", "x" * 65, "two\nlines", " "]
    called = references(names, {0, 2, 8})
    assert called == {0: "MAC", 1: "Ort", 2: "3", 3: "4", 4: "5", 5: "6", 8: "9"}
    assert {at: place_of(word, names, 9) for at, word in called.items()} == {at: at for at in called}


def test_long_names_take_no_time() -> None:
    began = process_time()
    for word in ("de", "mac", "del", "name", "adresse", "desdes", "ids"):
        for length in (10, 30, 40, 50_000):
            recognised([word * length, (word * length)[:60] + "x"])
    assert process_time() - began < 2
