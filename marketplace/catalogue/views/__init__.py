"""Pages on which pieces are written down and reviewed."""

from marketplace.catalogue.views import codes, makers, review, worker
from marketplace.catalogue.views.studio import members_bp, studio_bp

BLUEPRINTS = (studio_bp, members_bp, review.bp, codes.bp, makers.bp, worker.bp)

__all__ = ["BLUEPRINTS"]
