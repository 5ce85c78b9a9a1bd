"""Makes the sample files beside it: `python -m tests.files.make`, with LibreOffice Calc installed.

What no program at hand writes is rebuilt, byte for byte as its documentation says; `origins.json` says which is which.
"""

import asyncio
import json
from pathlib import Path
import shutil
import subprocess
from tempfile import TemporaryDirectory
from typing import Final

from aiohttp import ClientSession

from custom_components.piorchestrator.client import AllowlistEntry
from custom_components.piorchestrator.core.expected import to_csv
from simulator import Simulator

HERE: Final = Path(__file__).parent
ORIGINS: Final = HERE / "origins.json"
SECRET: Final = "geheim-7Kq"
_KEY: Final = "key-of-samples"
# What spreadsheets make something else of, unless they are kept from it.
WORDS: Final = (
    *("Küche links", "007", "1-2", "1.50", "3. März", "=1+1", "Regal; oben", "a, b", '19" Rack', "Größe 4 €"),
    *("12E3", "7"),
)
# Name, separator, character set and "quote all text cells", as the dialog *Export Text File* has them.
_SAVED: Final = {
    "libreoffice-comma.csv": (",", "utf-8", "44,34,76"),
    "libreoffice-semicolon-quoted.csv": (";", "utf-8", "59,34,76,1,,0,true"),
    "libreoffice-tab-utf-16.csv": ("tab", "utf-16", "9,34,65535"),
    "libreoffice-semicolon-windows-1252.csv": (";", "cp1252", "59,34,1"),
}


def mac(number: int) -> str:
    """Of a board of the files."""
    return f"24:6F:28:0A:00:{number:02X}"


def exported() -> list[AllowlistEntry]:
    """The allowlist whose export a spreadsheet opens and saves."""
    return [
        AllowlistEntry.model_validate(
            {
                "mac": mac(number),
                "description": word,
                "container_id": WORDS[-1 - number],
                "added_at": "2026-01-15T08:30:00Z",
                "used": number % 2 == 0,
            }
        )
        for number, word in enumerate(WORDS)
    ]


def _rebuilt() -> dict[str, tuple[str, str, str]]:
    """Files by their names: the program and why its file is so, the encoding, and the text."""
    german = [
        "MAC;Beschreibung;Passwort;Platz",
        *(f"{mac(at)};Küche {at};{SECRET};Regal {at}" for at in range(195)),
    ]
    titled = [
        "Lieferung 42;;;",
        ";;;",
        "Nr.;Gerätename;MAC-Adresse;Behälter",
        f'1;"Regal ""oben""; 2";{mac(1)};K-1',
    ]
    french = ["Tableau 1", "Nom,Adresse MAC,Mot de passe", f"Étagère 1,{mac(1)},{SECRET}"]
    spanish = ["Nombre,Dirección MAC,Contenedor,Clave", f'"Estante 1, izquierda",{mac(1)},caja-1,{SECRET}']
    portuguese = ["sep=;", "Nome;Endereço MAC;Senha", f"Prateleira 1;{mac(1)};{SECRET}"]
    # It splits at semicolons alone: each line of the export is one cell, in quotes where it has quotes.
    lines = to_csv(exported()).replace("Regal; oben", "Regal oben").splitlines()
    column = [f'"{line.replace('"', '""')}"' if '"' in line else line for line in lines]
    return {
        "excel-german-one-column.csv": (
            "Excel, CSV UTF-8: the export, opened by double click where the list separator is a semicolon",
            "utf-8-sig",
            _crlf(column),
        ),
        "excel-german-utf-8.csv": (
            "Excel, CSV UTF-8: mark, list separator of Windows, CRLF",
            "utf-8-sig",
            _crlf(german),
        ),
        "excel-german-windows-1252.csv": (
            "Excel, CSV: encoding and list separator of Windows",
            "cp1252",
            _crlf(titled),
        ),
        "excel-unicode-text.txt": (
            "Excel, Unicode text: UTF-16 with mark, tabs",
            "utf-16",
            _crlf(german[:3]).replace(";", "\t"),
        ),
        "excel-portuguese-sep.csv": (
            "written by hand for Excel: `sep=` in the first line",
            "utf-8-sig",
            _crlf(portuguese),
        ),
        "google-sheets-spanish.csv": (
            "Google Sheets: UTF-8 without mark, commas, CRLF",
            "utf-8",
            _crlf(spanish).rstrip(),
        ),
        "numbers-french.csv": ("Numbers with the names of tables: UTF-8, commas", "utf-8", "\n".join(french)),
    }


def _crlf(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"


def _soffice(*words: str | Path) -> str:
    """Run LibreOffice without a window."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice Calc is not installed")
    command = [program, "--headless", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def _converted(folder: Path, file: Path, to: str, *options: str) -> Path:
    profile = f"-env:UserInstallation={(folder / 'user').as_uri()}"
    _soffice(profile, *options, "--convert-to", to, "--outdir", folder, file)
    return folder / f"{file.stem}.{to.partition(':')[0]}"


def _saved_by_libreoffice() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        export = folder / "export.csv"
        export.write_text(to_csv(exported()), "utf-8-sig")
        sheet = _converted(folder, export, "ods", "--infilter=CSV:44,34,76,1")
        for file, (_, _, options) in _SAVED.items():
            shutil.move(_converted(folder, sheet, f"csv:Text - txt - csv (StarCalc):{options}"), HERE / file)


async def _answer_of_the_server() -> bytes:
    async with Simulator(_KEY) as pi, ClientSession() as session:
        for entry in exported():
            pi.allow(entry.mac, entry.description, entry.container_id)
        url = f"{pi.url}/api/v1/provisioning/allowlist"
        async with session.get(url, headers={"X-API-Key": _KEY}) as answer:
            return await answer.read()


def main() -> None:
    """Write all files, and the manifest."""
    version = _soffice("--version").split()
    manifest: list[dict[str, object]] = []
    _saved_by_libreoffice()
    for name, (separator, encoding, _) in _SAVED.items():
        how = f"opened the export and saved it as CSV, separator {separator}"
        program = f"LibreOffice {version[1]} of Debian"
        manifest.append({"file": name, "program": program, "written": True, "how": how, "encoding": encoding})
    (HERE / "server-answer.json").write_bytes(asyncio.run(_answer_of_the_server()))
    manifest.append(
        {
            "file": "server-answer.json",
            "program": "the simulator of this repository",
            "written": True,
            "how": "answer of GET /allowlist, saved as it came",
            "encoding": "utf-8",
        }
    )
    for name, (how, encoding, text) in _rebuilt().items():
        (HERE / name).write_bytes(text.encode(encoding))
        program = how.split(":")[0].split(",")[0]
        manifest.append(
            {"file": name, "program": program, "written": False, "how": how, "encoding": encoding}
        )
    ORIGINS.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
