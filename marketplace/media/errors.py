"""Why a picture cannot go on arriving."""

from http import HTTPStatus

from marketplace.core.errors import DomainError


class Gone(DomainError):
    status = HTTPStatus.GONE


class TooMany(DomainError):
    status = HTTPStatus.TOO_MANY_REQUESTS


class Unexamined(DomainError):
    status = HTTPStatus.SERVICE_UNAVAILABLE
