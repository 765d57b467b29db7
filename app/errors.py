"""Every error this application raises on purpose.

::

    AppError                      error
    ├── ScenarioError             scenario          422  a scenario contradicts itself
    ├── LinkError                 link              422  a link token cannot be read
    │   ├── TruncatedLinkError    link_truncated    422
    │   ├── CorruptLinkError      link_corrupt      422
    │   └── NewerLinkError        link_version      422
    ├── MalformedBodyError        json_invalid      422  the body is not JSON
    ├── BodyTooLargeError         body_too_large    413
    ├── UnknownExampleError       unknown_example   404
    ├── RateLimitError            rate_limited      429  carries retry_after
    └── CapacityError             at_capacity       503  carries retry_after

``code`` is stable: clients may branch on it. ``status`` is what the web answers with.
"""

from typing import ClassVar

Location = tuple[str | int, ...]


class AppError(Exception):
    """An error with a stable code and a message that says what to change."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, loc: Location = ()) -> None:
        super().__init__(message)
        self.message = message
        self.loc = loc


class ScenarioError(AppError):
    """The scenario is well-formed but contradicts itself; ``loc`` is the path of the field."""

    code = "scenario"
    status = 422


class LinkError(AppError):
    """A link token cannot be read."""

    code = "link"
    status = 422


class TruncatedLinkError(LinkError):
    """The token ends before its data does: part of the link was lost in copying."""

    code = "link_truncated"


class CorruptLinkError(LinkError):
    """The token is complete, but it is not what the encoder writes."""

    code = "link_corrupt"


class NewerLinkError(LinkError):
    """The token was made by a newer version of this program."""

    code = "link_version"


class MalformedBodyError(AppError):
    """The request body is not JSON."""

    code = "json_invalid"
    status = 422


class BodyTooLargeError(AppError):
    """The request body is over the limit."""

    code = "body_too_large"
    status = 413


class UnknownExampleError(AppError):
    """No example has that name."""

    code = "unknown_example"
    status = 404


class RetryableError(AppError):
    """The same request may succeed after ``retry_after`` seconds."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimitError(RetryableError):
    """One client asks too often."""

    code = "rate_limited"
    status = 429


class CapacityError(RetryableError):
    """Every place for a computation is taken."""

    code = "at_capacity"
    status = 503
