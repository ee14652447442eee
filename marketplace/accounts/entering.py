"""The way in, once somebody has shown who she is: past the second step, to the page she wanted."""

from collections.abc import Callable

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import sessions
from marketplace.accounts.devices import device_of, named, remember_device
from marketplace.accounts.events import NewDevice, SignedIn, SignedUp
from marketplace.accounts.landing import landing
from marketplace.accounts.models import User
from marketplace.accounts.queries import was_here_before
from marketplace.accounts.sessions import WANTED
from marketplace.core.events import announce

Way = Callable[[], ResponseReturnValue]
"""Where she goes once all is saved."""


def begin(user: User, *, keep: bool = True, wanted: str = "") -> Way:
    """Her password was right, or a link by mail. Whoever has a second step is asked for it; whose
    address is not confirmed is sent the link once more. Call it inside a transaction."""
    if user.email_confirmed_at is None:
        announce(SignedUp(user.id))
        return lambda: redirect(url_for("accounts.sent", kind="new"))
    if user.second_step_at:
        sessions.open_half(user, keep=keep, wanted=wanted)
        return lambda: redirect(url_for("accounts.second_step"))
    return finish(user, keep=keep, wanted=wanted)


def finish(user: User, *, keep: bool | None = None, wanted: str | None = None) -> Way:
    """Nothing more is asked: her session opens. What is not given is as the first step said."""
    wanted = str(session.get(WANTED, "")) if wanted is None else wanted
    keep = session.permanent if keep is None else keep
    if not device_of(user.email) and was_here_before(user):
        agent = named(request.user_agent.string or "")
        announce(NewDevice(user.id, agent, request.remote_addr or ""))
    sessions.open_session(user, keep=keep)
    announce(SignedIn(user.id))
    return lambda: _welcome(user, wanted)


def _welcome(user: User, wanted: str) -> ResponseReturnValue:
    response = redirect(landing(user, wanted))
    remember_device(response, user.email)
    return response
