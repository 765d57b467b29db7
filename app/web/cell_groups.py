"""The catalogue of cells in groups, with the groups' names in every language."""

from pydantic import BaseModel, Field

from app.scenarios.cell_forms import CellEntry, listed_cells
from app.web.i18n import Catalogues


class CellGroup(BaseModel):
    """Cells that are listed together."""

    name: str
    title: dict[str, str] = Field(description="Language → text.")
    cells: list[CellEntry]


def grouped_cells(catalogues: Catalogues) -> list[CellGroup]:
    """Return the catalogue in groups, in the order in which their first cells come."""
    names = dict.fromkeys(entry.group for entry in listed_cells())
    return [
        CellGroup(
            name=name,
            title={
                language: catalogues.translate(language, f"cells.group.{name}")
                for language in catalogues.languages
            },
            cells=[entry for entry in listed_cells() if entry.group == name],
        )
        for name in names
    ]
