"""The product as it is run, but no page of it is kept: each is made anew for whoever asks."""

from marketplace.core.page_cache import PageCache
from wsgi import app

__all__ = ["app"]


def pass_on(kept, environ, start_response):  # type: ignore[no-untyped-def]
    return kept._application(environ, start_response)


PageCache.__call__ = pass_on  # type: ignore[method-assign]
