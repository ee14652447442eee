"""Two questions a supervisor asks: is the process alive, and can it serve?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.core.db import db

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
def live() -> ResponseReturnValue:
    return jsonify(status="live")


@bp.get("/ready")
def ready() -> ResponseReturnValue:
    """503 until the database answers and has been migrated."""
    try:
        revision = db.session.scalar(text("select version_num from alembic_version"))
    except SQLAlchemyError:
        return jsonify(status="database does not answer"), 503
    return jsonify(status="ready", database=revision)
