"""Bodies of the small routes."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.scenarios import examples, links


class Link(BaseModel):
    """A scenario as a link; nothing is stored anywhere."""

    token: str
    url: str = Field(description="The page, showing this scenario.")


class LinkToken(BaseModel):
    """A link token."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: str = Field(description="What follows `#s=` in a link.")


class ExampleInfo(BaseModel):
    """A built-in example."""

    name: str
    title: dict[str, str] = Field(description="Language → text.")
    summary: dict[str, str] = Field(description="Language → what to look at.")
    view: dict[str, int | str] = Field(description="What it opens with: t, unit, pass, panel, lab.")
    link: str = Field(description="The link token of its scenario.")
    tour_steps: int = Field(description="Number of steps in its tour; 0 if it has none.")


class Health(BaseModel):
    """The server answers."""

    status: str


def example_infos(texts: Path) -> list[ExampleInfo]:
    """Return every example with its words from ``texts``, the default first."""
    return [_info(examples.load(name, texts)) for name in examples.names()]


def _info(example: examples.Example) -> ExampleInfo:
    return ExampleInfo(
        name=example.name,
        title=example.title,
        summary=example.summary,
        view=example.view,
        link=links.encode(example.scenario),
        tour_steps=len(example.tour),
    )
