"""Which crafts a maker works in."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput

from marketplace.catalogue.queries import crafts_offered
from marketplace.core.forms import Form, options
from marketplace.localisation.languages import local_text
from marketplace.localisation.letters import alphabetical


class CraftsForm(Form):
    """As many as she works in."""

    crafts = SelectMultipleField(_("Crafts"), option_widget=CheckboxInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(craft.id, str(local_text(craft.names))) for craft in crafts_offered()]
        named.sort(key=lambda pair: alphabetical(pair[1]))
        self.crafts.choices = options(named)
