"""One blueprint for what all tables share. Each table says itself who may read it, so its doors are
open to whoever is signed in, and a table that is not hers does not exist for her."""

from flask import Blueprint

from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("desk", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/desk")
