"""The files of the card over HTTP: a browser keeps what lasts, and never an error or what an update is about to replace."""

from collections.abc import Awaitable, Callable
from pathlib import Path
import shutil

from aiohttp import ClientResponse, hdrs
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.piorchestrator import frontend
from custom_components.piorchestrator.card_files import CardFiles
from custom_components.piorchestrator.frontend import FOLDER, FOLDER_URL

from .pi import Pi
from .test_frontend import URL

LOADER = "piorchestrator.js"
(CHUNK,) = (path.name for path in FOLDER.glob("labels-*.js"))
A_MONTH = "public, max-age=2678400"

type Get = Callable[..., Awaitable[ClientResponse]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built card that the test may change."""
    monkeypatch.setattr(frontend, "FOLDER", tmp_path / "frontend")
    return shutil.copytree(FOLDER, tmp_path / "frontend")


@pytest.fixture
async def get(folder: Path, fresh: Pi, hass_client_no_auth: ClientSessionGenerator) -> Get:
    """Ask as a browser with an empty cache does."""
    await fresh.set_up()
    browser = await hass_client_no_auth()

    async def get(name: str, method: str = hdrs.METH_GET, **headers: str) -> ClientResponse:
        url = name if name.startswith("/") else f"{FOLDER_URL}/{name}"
        return await browser.request(method, url, headers=headers)

    return get


def is_kept(answer: ClientResponse) -> bool:
    """Whether a browser may show it again without a question."""
    return "max-age" in answer.headers.get(hdrs.CACHE_CONTROL, "heuristic, max-age")


async def expect_missing(answer: ClientResponse) -> None:
    """An error that is never stored."""
    assert answer.status == 404
    assert answer.headers[hdrs.CACHE_CONTROL] == "no-store"
    assert await answer.read() == b""


@pytest.mark.parametrize("url", [URL, f"{FOLDER_URL}/{CHUNK}"])
async def test_what_lasts_is_kept_for_a_month(get: Get, url: str) -> None:
    answer = await get(url)
    assert answer.status == 200
    assert answer.headers[hdrs.CACHE_CONTROL] == A_MONTH
    assert answer.headers[hdrs.CONTENT_TYPE] == "text/javascript; charset=utf-8"
    assert await answer.read() == (FOLDER / Path(url.partition("?")[0]).name).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "labels-00000000.js",
        f"{CHUNK}?v=1",
        "piorchestrator.js.map",
        "..%5Cmanifest.json",
        "sub/labels-00000000.js",
        "a%00b.js",
        "x" * 300,
    ],
)
@pytest.mark.parametrize("method", [hdrs.METH_GET, hdrs.METH_HEAD])
async def test_an_error_is_never_kept(folder: Path, get: Get, name: str, method: str) -> None:
    (folder / CHUNK).unlink()
    await expect_missing(await get(name, method))


@pytest.mark.parametrize("name", ["../secret.js", "..", ".", "", "..\\secret.js", "/etc/hostname"])
def test_only_files_of_the_folder(folder: Path, name: str) -> None:
    """What Home Assistant's own filter refuses before."""
    (folder.parent / "secret.js").touch()
    assert CardFiles(folder, LOADER).read(name) is None


async def test_a_file_that_was_missing_is_there_after_a_reload(folder: Path, get: Get) -> None:
    """Also one that was served before."""
    assert (await get(CHUNK)).status == 200
    content = (folder / CHUNK).read_bytes()
    (folder / CHUNK).unlink()
    await expect_missing(await get(CHUNK))
    (folder / CHUNK).write_bytes(content)
    assert await (await get(CHUNK)).read() == content


@pytest.mark.parametrize("name", [LOADER, f"{LOADER}?v=mine", "LICENSES.txt", "new-file.txt"])
async def test_what_an_update_changes_is_asked_for_each_time(folder: Path, get: Get, name: str) -> None:
    """Such as an address without our version in a YAML list of resources."""
    (folder / "new-file.txt").write_text("made later", "utf-8")
    answer = await get(name)
    assert answer.status == 200
    assert answer.headers[hdrs.CACHE_CONTROL] == "no-cache"


@pytest.mark.parametrize("name", [URL, LOADER, CHUNK])
async def test_a_question_with_what_is_known_costs_nothing(get: Get, name: str) -> None:
    answer = await get(name)
    tag = answer.headers[hdrs.ETAG]
    again = await get(name, **{hdrs.IF_NONE_MATCH: tag})
    assert again.status == 304
    assert await again.read() == b""
    assert again.headers[hdrs.CACHE_CONTROL] == answer.headers[hdrs.CACHE_CONTROL]
    assert again.headers[hdrs.ETAG] == tag
    other = await get(name, **{hdrs.IF_NONE_MATCH: '"other"'})
    assert other.status == 200


async def test_head(get: Get) -> None:
    answer = await get(CHUNK, hdrs.METH_HEAD)
    assert answer.status == 200
    assert answer.headers[hdrs.CONTENT_LENGTH] == str((FOLDER / CHUNK).stat().st_size)


async def test_half_a_file_is_not_kept(folder: Path, get: Get) -> None:
    """As it is while it is being written."""
    content = (folder / CHUNK).read_bytes()
    (folder / CHUNK).write_bytes(content[:100])
    half = await get(CHUNK)
    assert await half.read() == content[:100]
    assert not is_kept(half)
    (folder / CHUNK).write_bytes(content)
    assert is_kept(await get(CHUNK))


def install(folder: Path) -> None:
    """Put the files of another version in place."""
    folder.mkdir()
    (folder / LOADER).write_text("import(`./cards-12345678.js`);", "utf-8")
    (folder / "cards-12345678.js").write_text("", "utf-8")
    (folder / CHUNK).write_text("", "utf-8")


async def test_an_update_takes_effect_with_the_restart(folder: Path, get: Get) -> None:
    """Until then, pages load the files of the version that runs, also those that they had not loaded before."""
    shutil.rmtree(folder)
    assert (await get(URL)).status == (await get(CHUNK)).status == 200
    install(folder)
    for name in (URL, CHUNK):
        answer = await get(name)
        assert await answer.read() == (FOLDER / Path(name.partition("?")[0]).name).read_bytes()
        assert answer.headers[hdrs.CACHE_CONTROL] == A_MONTH
    await expect_missing(await get("cards-12345678.js"))
