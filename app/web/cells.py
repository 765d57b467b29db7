"""The cells over HTTP: which cells there are, and what equations define."""

from typing import Annotated

import anyio
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from app.scenarios.cell_check import CellText, CheckedCell, check_cell
from app.scenarios.cell_export import CellExport, exported
from app.web import openapi
from app.web.cell_groups import CellGroup, grouped_cells
from app.web.dependencies import Body, parse_json, validated
from app.web.services import ServicesDep

router = APIRouter(tags=["cells"])


@router.get("/api/cells", summary="List the cells")
async def list_cells(services: ServicesDep) -> list[CellGroup]:
    """Every cell that can be run, in groups: equations, words, source, options and tensors."""
    return grouped_cells(services.catalogues)


async def cell_text(services: ServicesDep, body: Body) -> CellText:
    """Return the request's equations."""
    return await anyio.to_thread.run_sync(parse_cell_text, body, limiter=services.readers)


def parse_cell_text(body: bytes) -> CellText:
    """Return the equations of a body."""
    return validated(lambda: CellText.model_validate(parse_json(body)))


@router.post(
    "/api/cells/check",
    responses=openapi.BODY_ERRORS,
    openapi_extra=openapi.json_body("CellText", openapi.EXAMPLE_CELL),
    summary="Check a cell's equations",
)
async def check(
    text: Annotated[CellText, Depends(cell_text)], services: ServicesDep
) -> CheckedCell:
    """States, parameters with shapes and counts, and warnings; or `error`, with line and column.

    Fast enough to call while somebody types. Wrong equations are an answer, not a failed request.
    """
    return await anyio.to_thread.run_sync(check_cell, text, limiter=services.readers)


class CellCode(BaseModel):
    """A cell as text."""

    text: str = Field(description="A Python module, or LaTeX.")


async def cell_code(services: ServicesDep, body: Body) -> CellCode:
    """Return the code that the request asks for."""
    return await anyio.to_thread.run_sync(parse_and_export, body, limiter=services.readers)


def parse_and_export(body: bytes) -> CellCode:
    """Return the code that a body asks for."""
    wanted = validated(lambda: CellExport.model_validate(parse_json(body)))
    return CellCode(text=exported(wanted))


@router.post(
    "/api/cells/export",
    responses=openapi.BODY_ERRORS,
    openapi_extra=openapi.json_body("CellExport", openapi.EXAMPLE_EXPORT),
    summary="Write a layer's cell as a PyTorch module or as LaTeX",
)
async def export(code: Annotated[CellCode, Depends(cell_code)]) -> CellCode:
    """`torch`: a module that needs only PyTorch, with the layer's weights if there are few of them.

    `latex`: the equations, forward and backward.
    """
    return code
