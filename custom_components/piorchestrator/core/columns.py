"""Columns of a list: which field each one holds, by its name in the usual languages or as the caller says."""

from collections.abc import Iterable, Mapping, Sequence
import re
from typing import Final
import unicodedata

from ..client.codec import wire_line

MAC: Final = "mac"
DESCRIPTION: Final = "description"
CONTAINER_ID: Final = "container_id"
FIELDS: Final = (MAC, DESCRIPTION, CONTAINER_ID)

# Longer names are sentences.
_LONGEST_NAME: Final = 64
# With one of these, a text is several names: it was cut with the wrong separator.
_SEPARATORS: Final = re.compile(r"[,;|\t]")

# Words without accents, in English, German, French, Spanish and Portuguese. What stands beside the word that decides is one
# of these, or the column is another one: "Wi-Fi name" is no name of a board.
_ARTICLES: Final = "the|of|de|des|der|das|dem|du|del|do|da|dos|las?|los|le|les|el"
_OF_BOARD: Final = (
    "devices?|boards?|esp(?:32)?(?:cams?)?|cams?|cam[ae]ras?|kameras?|modul(?:es?|os?|s)?|gerate?s?|geraete?s?|platinen?"
    "|[ld]?appareils?|[ld]?equipements?|peripheriques?|cartes?|dispositivos?|equip(?:ament)?os?|aparelhos?|placas?|tarjetas?"
)
_MAY: Final = "optional|optionnel(?:le)?|facultati(?:f|ve)|opcional"
_ADDRESS: Final = "add?r(?:s|ess(?:e|es|en)?)?|direccion(?:es)?|enderecos?|ids?"
_RADIO: Final = "wifi|wlan|wireless|sta(?:tion)?"
_NUMBER: Final = "ids?|nos?|nrs?|n|num|numbers?|nummern?|numeros?|kennung|code|codigo|ident(?:ifi(?:er|ant|cador|kation|cation|cacion|cacao))?|names?"


def _named(deciding: str, *beside: str) -> re.Pattern[str]:
    """Return a pattern of whole names, written in one; the bounds keep its work small for every text."""
    words = "|".join((*beside, _ARTICLES, _OF_BOARD, _MAY))
    return re.compile(rf"(?:{words}){{0,4}}(?:{deciding})(?:{words}){{0,4}}")


# Where several columns of a list suit a field, the first of these wins.
_NAMES: Final = (
    (MAC, _named("macs?", _ADDRESS)),
    (MAC, _named("macs?", _ADDRESS, _RADIO)),
    (
        MAC,
        _named(
            "(?:hw|hardware|ethernet|physi(?:cal|sche|kalische))(?:addr(?:ess)?|adresse)"
            "|adresse(?:physique|materielle)|(?:direccion|endereco)(?:fisic[ao]|(?:de)?hardware)"
        ),
    ),
    (
        DESCRIPTION,
        _named("desc(?:r|rip)?|descriptions?|beschreibung(?:en)?|descripcion(?:es)?|descric(?:ao|oes)"),
    ),
    (
        DESCRIPTION,
        _named(
            "names?|namen|bezeichnung(?:en)?|benennung|noms?|nombres?|nomes?|designation|designacao"
            "|denomination|denominac(?:ion|ao)"
        ),
    ),
    (
        DESCRIPTION,
        _named("labels?|beschriftung|aufschrift|etikett|libelle|intitule|etiquettes?|etiquetas?|rotulos?"),
    ),
    (CONTAINER_ID, _named("containers?(?:ids?|kennung)", _NUMBER)),
    (
        CONTAINER_ID,
        _named(
            "containers?|behalters?|behaelters?|conteneurs?|contenedor(?:es)?|conteiner(?:es)?|contentor(?:es)?",
            _NUMBER,
        ),
    ),
)


def _key(name: str) -> str:
    """A name without accents, case, and whatever is neither letter nor digit."""
    letters = unicodedata.normalize("NFKD", name.strip()[: 2 * _LONGEST_NAME])
    return re.sub(r"[\W_]+", "", letters).casefold()


def _meaning(name: str) -> tuple[int, str] | None:
    """The field that a name stands for, with its rank among the names of that field."""
    key = _key(name)
    # The key says nothing of what is beyond the text that it was made of.
    if len(name.strip()) > 2 * _LONGEST_NAME or len(key) > _LONGEST_NAME or _SEPARATORS.search(name):
        return None
    found = ((rank, field) for rank, (field, pattern) in enumerate(_NAMES) if pattern.fullmatch(key))
    return next(found, None)


def recognised(names: Sequence[str]) -> dict[str, int]:
    """Where each field stands, by the names of columns or keys alone."""
    meanings = [(*meaning, at) for at, name in enumerate(names) if (meaning := _meaning(name)) is not None]
    places: dict[str, int] = {}
    for _, field, at in sorted(meanings):
        places.setdefault(field, at)
    return places


def place_of(wanted: str, names: Sequence[str], width: int = 0) -> int | None:
    """Return the column that a caller means: by its name, or by its number from 1 up to `width` where none has that name."""
    names = [name.strip() for name in names]
    if wanted.strip() in names:
        return names.index(wanted.strip())
    keys = [_key(name) for name in names]
    if (key := _key(wanted)) and key in keys:
        return keys.index(key)
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= len(str(width)) else 0
    return number - 1 if 1 <= number <= width else None


def places_of(names: Sequence[str], wanted: Mapping[str, str], width: int = 0) -> dict[str, int]:
    """Where each field stands: where the caller says, else where the names do.

    A caller's column that is not there is left out; an empty one takes the field out of the list.
    """
    said = {field: place_of(name, names, width) for field, name in wanted.items() if name}
    taken = set(said.values())
    found = recognised(["" if at in taken else name for at, name in enumerate(names)])
    return {
        field: at
        for field, at in (found | said).items()
        if at is not None and (field in said or field not in wanted)
    }


def references(names: Sequence[str], filled: Iterable[int]) -> dict[int, str]:
    """What `place_of` finds each column by: its name, or its number where it has none of its own.

    Args:
        names: Of the header, as far as there is one.
        filled: The columns that hold something; one that has neither that nor a name is left out.
    """
    found: dict[int, str] = {}
    seen: set[str] = set()
    for at, name in enumerate(map(str.strip, names)):
        if name:
            is_plain = wire_line(name, _LONGEST_NAME) == name
            found[at] = name if is_plain and name not in seen else str(at + 1)
            seen.add(name)
    return {**{at: str(at + 1) for at in filled}, **found}
