"""What the catalogue does when others announce something."""

from marketplace.catalogue.loading import load_crafts
from marketplace.compliance.events import RulesLoaded


def renew_crafts(event: RulesLoaded) -> None:
    """The crafts stand in the same folder as the rules of the world."""
    load_crafts(event.folder)
