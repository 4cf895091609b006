"""The one family of errors. Expected outcomes are return values, not errors."""

from typing import ClassVar


class AppError(Exception):
    """Something a caller can name: a short code and the HTTP status that fits it.

    `message` is for staff and logs; citizens get a reviewed sentence chosen by the code.
    """

    code: ClassVar[str] = "app_error"
    status: ClassVar[int] = 500

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message or self.code)
        self.message = message or self.code
        self.details = details


class Invalid(AppError):
    """The input breaks a rule; `details` name the field and the reason."""

    code = "invalid"
    status = 422


class NotFound(AppError):
    """No such record, or none the caller may see."""

    code = "not_found"
    status = 404


class Conflict(AppError):
    """The record changed meanwhile, or another one already stands in its place."""

    code = "conflict"
    status = 409


class Forbidden(AppError):
    """The caller may not do this."""

    code = "forbidden"
    status = 403


class Unauthorized(AppError):
    """The caller is not signed in, or its token is wrong."""

    code = "unauthorized"
    status = 401


class Unavailable(AppError):
    """A part we depend on does not answer now; trying again later makes sense."""

    code = "unavailable"
    status = 503
