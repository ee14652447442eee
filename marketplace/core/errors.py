"""What can go wrong, as the domain says it; `app.py` turns each into a page with its status."""

from http import HTTPStatus


class DomainError(Exception):
    """A refusal that a person may read. `message` is already in her language."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    status = HTTPStatus.NOT_FOUND


class Forbidden(DomainError):
    status = HTTPStatus.FORBIDDEN


class Conflict(DomainError):
    status = HTTPStatus.CONFLICT


class Invalid(DomainError):
    """What was sent cannot be accepted; `field` names the input it belongs to, where there is one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: object = "", field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
