"""Why a figure is what it is, or why it is unknown: texts that orders copy, in all languages at once."""

from marketplace.core.db import Texts


def _texts(en: str, fa: str) -> Texts:
    return {"en": en, "fa": fa}


def filled(texts: Texts, **words: Texts | str) -> Texts:
    """The texts with words put into their places, each in its language."""
    return {
        lang: text.format(
            **{k: word if isinstance(word, str) else word[lang] for k, word in words.items()}
        )
        for lang, text in texts.items()
    }


NO_RULE = _texts(
    "No rule about this country is on record yet, so we check each order by hand.",
    "هنوز قاعده‌ای برای این کشور ثبت نشده؛ هر سفارش را دستی بررسی می‌کنیم.",
)
NO_RULE_FOR_DUTY = _texts(
    "What this country asks is not on record. The customs office there knows.",
    "آنچه این کشور می‌گیرد ثبت نشده است. گمرک همان‌جا می‌داند.",
)
BLOCKED = _texts(
    "Goods cannot be sent to this country.",
    "به این کشور نمی‌شود کالا فرستاد.",
)
BY_TARIFF = _texts(
    "Duty depends on the tariff of each kind of goods, which we do not have. "
    "The customs office or the carrier can tell.",
    "حقوق گمرکی به تعرفهٔ هر نوع کالا بستگی دارد که نزد ما نیست. گمرک یا شرکت حمل می‌داند.",
)
NO_HS_CODE = _texts(
    "One piece has no customs code yet, so its duty cannot be known.",
    "یکی از کارها هنوز کد گمرکی ندارد؛ حقوق گمرکی آن معلوم نیست.",
)
NO_WEIGHT = _texts(
    "Duty goes by weight as well, and the weight is not known yet.",
    "حقوق گمرکی به وزن هم بستگی دارد و وزن هنوز معلوم نیست.",
)
NO_FIGURE = _texts(
    "The figures for this day are not on record. The customs office can tell.",
    "رقم‌های این روز ثبت نشده است. گمرک می‌داند.",
)
NO_EXCHANGE_RATE = _texts(
    "The limit stands in a currency of which we have no rate.",
    "سقف به ارزی است که نرخ آن را نداریم.",
)
UNDER_THE_LIMIT = _texts(
    "Goods up to {limit} are free of duty.",
    "کالا تا {limit} از حقوق گمرکی معاف است.",
)
FLAT_ONE = _texts(
    "{amount} for one kind of goods.",
    "{amount} برای یک نوع کالا.",
)
FLAT = _texts(
    "{amount} for each of {kinds} kinds of goods.",
    "{amount} برای هر یک از {kinds} نوع کالا.",
)
PERCENT_OR_WEIGHT = _texts(
    "{percent} of the whole value, at least {minimum} a kilogram.",
    "{percent} از همهٔ ارزش، دست‌کم {minimum} برای هر کیلوگرم.",
)
INDUSTRIAL_ZERO = _texts(
    "Goods of this kind are free of duty there.",
    "این نوع کالا آنجا حقوق گمرکی ندارد.",
)
TAX_RATE = _texts(
    "{percent} of goods, carriage and duty.",
    "{percent} از کالا، کرایه و حقوق گمرکی.",
)
NO_TAX = _texts(
    "The country takes no value added tax on this.",
    "این کشور برای این مالیات ارزش افزوده نمی‌گیرد.",
)
TAX_UNDER_THE_LIMIT = _texts(
    "Goods up to {limit} are free of tax.",
    "کالا تا {limit} از مالیات معاف است.",
)
TAX_WAIVED = _texts(
    "The tax would be {tax}; up to {limit} it is not collected.",
    "مالیات {tax} می‌شد؛ تا {limit} گرفته نمی‌شود.",
)
TAX_NEEDS_DUTY = _texts(
    "{percent} of goods, carriage and duty; the duty is not known.",
    "{percent} از کالا، کرایه و حقوق گمرکی؛ حقوق گمرکی معلوم نیست.",
)
NO_TAX_RATE = _texts(
    "The rate of tax is not on record. The customs office there knows.",
    "نرخ مالیات ثبت نشده است. گمرک همان‌جا می‌داند.",
)
STALE = _texts(
    "This rule was noted more than 90 days ago and may have changed.",
    "این قاعده بیش از ۹۰ روز پیش ثبت شده و شاید عوض شده باشد.",
)
UNSURE = _texts(
    "Sources for this country disagree or are old; the customs office there has the last word.",
    "منابع این کشور ناهمخوان یا قدیمی‌اند؛ حرف آخر با گمرک همان‌جاست.",
)
FEE = _texts("{note}: {amount}", "{note}: {amount}")
SELLER_COLLECTS = _texts(
    "Up to this value the country expects the seller to collect the tax.",
    "تا این ارزش، کشور مقصد انتظار دارد فروشنده مالیات را بگیرد.",
)
TAX_LIMIT_UNKNOWN = _texts(
    "The tax is {percent}, but up to which value goods are free of it is not on record.",
    "مالیات {percent} است، ولی سقف معافیت آن ثبت نشده.",
)
CARDS_CLOSED = _texts(
    "Cards are not taken at present. A bank transfer works as always.",
    "فعلاً پرداخت با کارت ممکن نیست. حوالهٔ بانکی مثل همیشه برقرار است.",
)
CARDS_BY_COUNTRY = _texts(
    "Orders to this country are checked by hand first, so they are paid by transfer.",
    "سفارش‌های این کشور اول دستی بررسی می‌شوند؛ برای همین با حواله پرداخت می‌شوند.",
)
