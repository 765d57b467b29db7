"""The catalogue of cells in groups, with their words in every language.

A cell's file has its words in the languages that ship. Those in any other language come from the
language's own catalogue, as ``cell.<name>.title`` and ``cell.<name>.sentence``.
"""

from pydantic import BaseModel, Field

from app.scenarios.cell_forms import CellEntry, Words, listed_cells
from app.web.i18n import Catalogues


class CellGroup(BaseModel):
    """Cells that are listed together."""

    name: str
    title: dict[str, str] = Field(description="Language → text.")
    cells: list[CellEntry]


def grouped_cells(catalogues: Catalogues) -> list[CellGroup]:
    """Return the catalogue in groups, in the order in which their first cells come.

    Raises
    ------
    CatalogueError
        If a language has no words for a cell.
    """
    entries = [_worded(entry, catalogues) for entry in listed_cells()]
    names = dict.fromkeys(entry.group for entry in entries)
    return [
        CellGroup(
            name=name,
            title={
                language: catalogues.translate(language, f"cells.group.{name}")
                for language in catalogues.languages
            },
            cells=[entry for entry in entries if entry.group == name],
        )
        for name in names
    ]


def _worded(entry: CellEntry, catalogues: Catalogues) -> CellEntry:
    presets = [
        preset.model_copy(update={"words": _words(preset.name, preset.words, catalogues)})
        for preset in entry.presets
    ]
    words = _words(entry.kind, entry.words, catalogues)
    return entry.model_copy(update={"words": words, "presets": presets})


def _words(name: str, known: Words, catalogues: Catalogues) -> Words:
    return {
        language: known.get(language) or catalogues.words_of_cell(language, name)
        for language in catalogues.languages
    }
