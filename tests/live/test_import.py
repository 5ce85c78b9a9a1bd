"""A delivery imported from a spreadsheet, and the allowlist exported and taken back (`design.md` §8, US2)."""

import asyncio
from time import monotonic

import pytest

from custom_components.piorchestrator.client.codec import single_line
from tests.live.home import Home
from tests.live.lists import FIRST, LIST, OTHER, allowed, counts, delivery, mac, sent
from tests.live.truth import truth


async def test_delivery_of_200(home: Home) -> None:
    begun = monotonic()
    answer = await home.call("import_allowlist", content=delivery(200))
    assert monotonic() - begun < 40  # the requests of 200 boards, one after the other
    assert counts(answer) == {"added": 200}
    assert answer["total"] == 200
    assert answer["retry_content"] is None
    assert answer["results"][0] == {"line": 2, "mac": FIRST, "result": "added"}
    assert sent(home.simulator) == 200
    assert list(home.simulator.truth().allowlist) == [mac(number) for number in range(200)]
    await truth(home)
    assert home.state("sensor", "status", mac(199)).attributes["container_id"] == "fridge-3"
    again = await home.call("import_allowlist", content=delivery(200))
    assert counts(again) == {"present": 200}
    assert sent(home.simulator) == 200


async def test_change_is_read_back_once(home: Home) -> None:
    await truth(home)
    await asyncio.sleep(1.1)  # no read of the start is on its way any more
    before = sent(home.simulator, LIST)
    await home.call("import_allowlist", content=delivery(50))
    await truth(home)
    assert sent(home.simulator, LIST) == before + 2, "one before, one after"


async def test_dry_run_sends_nothing(home: Home) -> None:
    pi = home.simulator
    pi.allow(FIRST, "Cellar")
    content = f"mac,name\n{FIRST},Attic\n{mac(1)}\nnonsense\n{mac(1)}"
    answer = await home.call("import_allowlist", content=content, dry_run=True)
    assert answer["results"] == [
        {"line": 2, "mac": FIRST, "result": "present", "description": "Attic", "differs": True},
        {"line": 3, "mac": mac(1), "result": "new"},
        {"line": 4, "mac": "nonsense", "result": "invalid", "reason": "invalid_mac"},
        {"line": 5, "mac": mac(1), "result": "duplicate", "reason": "duplicate_in_file"},
    ]
    assert counts(answer) == {"new": 1, "present": 1, "duplicate": 1, "invalid": 1}
    assert answer["undo"] == []
    assert answer["dry_run"]
    assert sent(pi) == 0
    assert allowed(pi) == {FIRST}


@pytest.mark.parametrize("form", ["csv", "json"])
async def test_export_is_taken_back_without_a_change(home: Home, form: str) -> None:
    pi = home.simulator
    words = [
        '=cmd()|"x"',
        "Top shelf, left; right",
        " two\nlines\t",
        "'=quoted",
        "Größe 日本 🎥",
        "-1",
        "@x",
        "'",
    ]
    for number, word in enumerate(words):
        pi.allow(mac(number), word, word[::-1])
    pi.allow(OTHER)
    answer = await home.call("export_allowlist", format=form)
    assert answer["total"] == len(words) + 1
    back = await home.call("import_allowlist", content=answer["content"])
    assert counts(back) == {"present": len(words) + 1}
    assert not [row for row in back["results"] if "differs" in row]
    assert sent(pi) == 0
    before = pi.truth().allowlist
    for number in range(len(words)):
        pi.disallow(mac(number))
    assert counts(await home.call("import_allowlist", content=answer["content"])) == {
        "added": 8,
        "present": 1,
    }
    texts = ("description", "container_id")
    after = pi.truth().allowlist
    assert {m: [after[m].get(t) for t in texts] for m in after} == {
        m: [single_line(str(before[m][t])) if before[m].get(t) else None for t in texts] for m in before
    }


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("null", ["on", "off"])
async def test_empty_list(home: Home, form: str, null: str) -> None:
    home.simulator.switches.update([("null_lists", null)])
    assert await home.call("get_allowlist") == {"entries": [], "total": 0, "used": 0, "available": 0}
    answer = await home.call("export_allowlist", format=form)
    assert counts(await home.call("import_allowlist", content=answer["content"])) == {}
    assert counts(await home.call("import_allowlist", content=FIRST)) == {"added": 1}
    await home.call("remove_from_allowlist", mac=FIRST)
    assert allowed(home.simulator) == set()
