"""What a buyer may have to pay at the border: an estimate by dated rules, or why there is none."""

from marketplace.compliance.duties.charges import Charges, CustomsLine
from marketplace.compliance.duties.estimate import estimate

__all__ = ["Charges", "CustomsLine", "estimate"]
