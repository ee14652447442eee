"""What an operator does about people."""

import os

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from marketplace.accounts import links, queries, services, tokens
from marketplace.accounts.forms import LONGEST_NAME, address_like
from marketplace.accounts.models import User
from marketplace.accounts.passwords import fault_of
from marketplace.accounts.permissions import Role
from marketplace.accounts.services import second
from marketplace.config import settings
from marketplace.core.db import transaction
from marketplace.localisation.languages import LANGUAGES

users = AppGroup("users", help="People with an account.")


@users.command("create-admin")
@click.option("--email", prompt="E-mail", help="Her address, which is also her sign-in.")
@click.option("--name", prompt="Name", help="Her name.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--ask-password", is_flag=True, help="Ask for the password here.")
def create_admin(email: str, name: str, language: str, ask_password: bool) -> None:
    """Make an administrator, or make one of somebody who has an account.

    The password is read from ADMIN_PASSWORD, or asked for with --ask-password; without either the
    command prints a link by which she chooses it.
    """
    password = os.environ.get("ADMIN_PASSWORD", "")
    if ask_password:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        email = address_like(email)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--email") from None
    if password and (fault := fault_of(password, email, name)):
        raise click.ClickException(fault)
    with transaction():
        user = _administrator(email, name[:LONGEST_NAME].strip(), password, language)
        click.echo(f"{user.email} is an administrator.")
        if user.password_hash is None:
            click.echo(f"She chooses her password here, within an hour:\n{_link(user)}")


@users.command("forget-second-step")
@click.argument("email")
def forget_second_step(email: str) -> None:
    """Let somebody who has lost telephone, passkey and codes set up her second step anew. Be sure
    first that it is she. She is told by mail."""
    with transaction():
        user = queries.user_by_email(email)
        if user is None:
            raise click.ClickException(f"Nobody has the address {email}.")
        second.forget_all(user, None)
    click.echo(f"{user.email} has no second step any more.")


def _administrator(email: str, name: str, password: str, language: str) -> User:
    user = queries.user_by_email(email)
    if user is None:
        user = services.create_user(email, name, password or None, language)
        if password:
            services.confirm_address(user)
    services.grant(user, Role.ADMINISTRATOR, None, None)
    return user


def _link(user: User) -> str:
    token = tokens.sign(links.RESET, links.payload_of(user))
    with current_app.test_request_context(base_url=settings().base_url):
        return url_for("accounts.reset", token=token, lang=user.locale, _external=True)
