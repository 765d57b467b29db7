"""Bodies of the small routes."""

from pydantic import BaseModel, ConfigDict, Field

from app.scenarios import examples


class Link(BaseModel):
    """A scenario as a link; nothing is stored anywhere."""

    token: str
    url: str = Field(description="The page with this scenario.")


class LinkToken(BaseModel):
    """A link token."""

    model_config = ConfigDict(extra="forbid", strict=True)

    token: str = Field(description="What follows `#s=` in a link.")


class ExampleInfo(BaseModel):
    """An example that ships."""

    name: str
    title: dict[str, str] = Field(description="Language → text.")
    summary: dict[str, str] = Field(description="Language → what to look at.")
    view: dict[str, int | str] = Field(description="What it opens with: t, unit, pass.")


class Health(BaseModel):
    """The server answers."""

    status: str


def example_infos() -> list[ExampleInfo]:
    """Return every example, the default first."""
    return [
        ExampleInfo(name=it.name, title=it.title, summary=it.summary, view=it.view)
        for it in map(examples.load, examples.names())
    ]
