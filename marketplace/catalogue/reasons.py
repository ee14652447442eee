"""Why a piece goes back to its maker: codes that are stored, and words that are shown."""

from collections.abc import Iterable, Mapping

from marketplace.core.db import Texts

CHANGES: Mapping[str, Texts] = {
    "photos_unclear": {
        "en": "The photographs are too dark or not sharp.",
        "fa": "عکس‌ها تاریک‌اند یا واضح نیستند.",
    },
    "photos_missing": {
        "en": "A photograph is missing: the back, the edge, or the whole piece.",
        "fa": "یک عکس کم است: پشت کار، لبه، یا تمام کار.",
    },
    "photo_of_another_piece": {
        "en": "One photograph shows another piece.",
        "fa": "یکی از عکس‌ها مال کار دیگری است.",
    },
    "text_unclear": {
        "en": "The name or the story needs more words.",
        "fa": "اسم یا داستان کار بیشتر توضیح می‌خواهد.",
    },
    "size_or_weight": {
        "en": "The size or the weight cannot be right.",
        "fa": "اندازه یا وزن درست به نظر نمی‌آید.",
    },
    "materials": {
        "en": "What it is made of is not clear.",
        "fa": "جنس کار روشن نیست.",
    },
    "price": {
        "en": "Let us talk about the price.",
        "fa": "دربارهٔ قیمت با هم حرف بزنیم.",
    },
    "other_change": {"en": "Something else, see the note.", "fa": "چیز دیگر؛ در یادداشت آمده است."},
}
"""What can be put right."""

REJECTIONS: Mapping[str, Texts] = {
    "not_handmade": {
        "en": "It is not made by hand.",
        "fa": "دست‌ساز نیست.",
    },
    "not_her_own": {
        "en": "It is the work of somebody else.",
        "fa": "کار شخص دیگری است.",
    },
    "may_not_be_exported": {
        "en": "It may not be sent abroad.",
        "fa": "فرستادنش به خارج مجاز نیست.",
    },
    "quality": {
        "en": "It is not yet good enough for export.",
        "fa": "هنوز در حد صادرات نیست.",
    },
    "other_rejection": {
        "en": "Another reason, see the note.",
        "fa": "دلیل دیگر؛ در یادداشت آمده است.",
    },
}
"""What cannot."""


def texts_of(codes: Iterable[str]) -> list[Texts]:
    """The words of stored codes."""
    known = {**CHANGES, **REJECTIONS}
    return [known[code] for code in codes if code in known]
