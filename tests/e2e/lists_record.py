"""What the walk over lists of programs saw."""

from pydantic import BaseModel


class ListsRecord(BaseModel):
    """One German spreadsheet from the file to the names of boards and back, and the preview of every sample file."""

    checked: str
    mapped: str
    imported: dict[str, tuple[str | None, str | None]]
    shown: str
    known: str
    undone: str
    before: list[str]
    after: list[str]
    previews: dict[str, str]
    serious: dict[str, list[str]]
    console: list[str]
    problems: list[str]
