from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.localisation import checks
from marketplace.localisation.digits import to_language, to_latin
from marketplace.localisation.letters import alphabetical, fold

GOOD = [
    (checks.national_code, "1234567891", "1234567891"),
    (checks.national_code, "۱۲۳۴۵۶۷۸۹۱", "1234567891"),
    (checks.national_id, "10101780644", "10101780644"),
    (checks.national_id, "14005893875", "14005893875"),
    (checks.sheba, "IR820540102680020817909002", "IR820540102680020817909002"),
    (checks.sheba, "06 2960 0000 0010 0324 2000 01", "IR062960000000100324200001"),
    (checks.sheba, "ir430120000000000000000001", "IR430120000000000000000001"),
    (checks.iban, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    (checks.bic, "cobadeff", "COBADEFF"),
    (checks.postal_code, "۴۱۴۸۷-۱۲۳۴۵", "4148712345"),
    (checks.phone, "۰۹۱۲۱۲۳۴۵۶۷", "+989121234567"),
    (checks.phone, "9121234567", "+989121234567"),
    (checks.phone, "+989121234567", "+989121234567"),
    (checks.phone, "00989121234567", "+989121234567"),
    (checks.phone, "٠١٣ ٣٣٣٣ ٤٤٥٥", "+981333334455"),
]
BAD = [
    (checks.national_code, "1234567890"),
    (checks.national_code, "1111111111"),
    (checks.national_code, "12345"),
    (checks.national_id, "10101780645"),
    (checks.national_id, "00000000000"),
    (checks.sheba, "IR820540102680020817909003"),
    (checks.sheba, "DE89370400440532013000"),
    (checks.iban, "DE88370400440532013000"),
    (checks.iban, ""),
    (checks.bic, "12"),
    (checks.postal_code, "123"),
    (checks.phone, "12"),
    (checks.phone, "call me"),
]


@pytest.mark.parametrize(("check", "typed", "kept"), GOOD)
def test_good_numbers_are_normalised(
    app: Flask, check: Callable[[str], str], typed: str, kept: str
) -> None:
    assert check(typed) == kept


@pytest.mark.parametrize(("check", "typed"), BAD)
def test_wrong_numbers_are_refused(app: Flask, check: Callable[[str], str], typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check(typed)


def test_foreign_phones_need_their_country(app: Flask) -> None:
    assert checks.phone("040 123456", "DE") == "+4940123456"


def test_all_digits_are_read_and_each_language_has_its_own() -> None:
    assert to_latin("۱۲٣٤5") == "12345"
    assert to_language("12٣", "fa") == "۱۲۳"
    assert to_language("۱۲۳", "en") == "123"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كيسه", "کیسه"),
        ("می‌رود", "میرود"),
        ("چَادُرشَب", "چادرشب"),
        ("آفتاب", "افتاب"),
        ("مسئول", "مسیول"),
        ("Café  CRÈME", "cafe creme"),
        ("۱۲", "12"),
    ],
)
def test_letters_that_mean_the_same_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_persian_sorts_by_its_own_alphabet() -> None:
    words = ["یزد", "گیلان", "پاوه", "تهران", "کرمان", "چالوس", "آستارا"]
    assert sorted(words, key=alphabetical) == [
        *("آستارا", "پاوه", "تهران", "چالوس", "کرمان", "گیلان", "یزد"),
    ]
