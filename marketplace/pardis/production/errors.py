"""What the workshop refuses."""

from flask_babel import gettext as _

from marketplace.core.errors import Conflict
from marketplace.localisation.languages import local_text
from marketplace.pardis.production.models import Material
from marketplace.pardis.production.words import amount_text


class TooLittle(Conflict):
    """The store holds less of a material than was asked for."""

    def __init__(self, material: Material, left: int) -> None:
        super().__init__(
            _(
                "Only %(amount)s of %(material)s is left in the store.",
                amount=amount_text(material.unit, left),
                material=local_text(material.names),
            )
        )
        self.left = left
