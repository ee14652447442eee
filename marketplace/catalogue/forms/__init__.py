"""The screens of the studio as forms: each reads its part of a proposal and writes it back."""

from marketplace.catalogue.forms.origin import OriginForm
from marketplace.catalogue.forms.photos import PhotosForm, PictureForm
from marketplace.catalogue.forms.piece import PieceForm
from marketplace.catalogue.forms.price import PriceForm
from marketplace.catalogue.forms.size import SizeForm

WordsForm = PieceForm | SizeForm | PriceForm | OriginForm

FORMS: dict[str, type[WordsForm]] = {
    "piece": PieceForm,
    "size": SizeForm,
    "price": PriceForm,
    "origin": OriginForm,
}
"""By the name of the step. Before them come the photographs, after them the look over it all."""

STEPS = ("photos", *FORMS, "send")

__all__ = [
    "FORMS",
    "STEPS",
    "OriginForm",
    "PhotosForm",
    "PictureForm",
    "PieceForm",
    "PriceForm",
    "SizeForm",
    "WordsForm",
]
