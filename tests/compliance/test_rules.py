from datetime import date
from pathlib import Path
from shutil import copytree

from flask import Flask

from marketplace.catalogue.models import Craft
from marketplace.compliance import policies, queries
from marketplace.compliance.loading import FOLDER, load_rules
from marketplace.compliance.models import Destination, HsCode, Incoterm, Policy
from marketplace.core.db import db
from marketplace.localisation.models import Place


def test_loading_again_changes_nothing() -> None:
    def counts() -> list[int]:
        kinds = (Place, HsCode, Incoterm, Destination, Craft)
        return [db.session.query(kind).count() for kind in kinds]

    before = counts()
    load_rules()
    assert counts() == before == [59, 145, 11, 40, 43]


def test_what_is_ritual_is_not_offered() -> None:
    load_rules()
    ritual = db.session.query(Craft).filter_by(offered=False).all()
    assert [craft.family for craft in ritual] == ["ritual"]


def test_every_rule_has_a_source_and_a_day() -> None:
    for kind in (Place, HsCode, Incoterm, Destination, Craft):
        assert all(row.source and row.as_of for row in db.session.query(kind))


def test_a_newer_rule_replaces_and_the_old_one_stays(tmp_path: Path) -> None:
    folder = Path(copytree(FOLDER, tmp_path / "data"))
    table = folder / "destinations.csv"
    table.write_text(table.read_text().replace(",2026-01,high,search", ",2026-11,high,search"))
    load_rules(folder)
    assert queries.destination("GB", date(2026, 5, 1)).as_of == date(2026, 1, 1)  # type: ignore[union-attr]
    assert queries.destination("GB", date(2026, 11, 24)).as_of == date(2026, 11, 1)  # type: ignore[union-attr]


def test_policies_are_open_review_or_blocked() -> None:
    assert policies.policy_for("RU").policy is Policy.OPEN
    assert policies.policy_for("FR").policy is Policy.REVIEW
    assert policies.policy_for("US").blocked
    assert "31 CFR 560" in policies.policy_for("US").reason["en"]


def test_a_country_without_a_rule_is_for_review_with_a_reason() -> None:
    answer = policies.policy_for("NZ")
    assert (answer.policy, answer.as_of) == (Policy.REVIEW, None)
    assert answer.reason["fa"]


def test_codes_are_found_by_number_and_by_words_of_either_language() -> None:
    assert queries.search_hs("4602.19")[0].code == "460219"
    assert queries.search_hs("۴۶۰۲۱۹")[0].code == "460219"
    assert "140110" in [c.code for c in queries.search_hs("bamboo raw")]
    assert "140110" in [c.code for c in queries.search_hs("بامبو")]
    assert queries.search_hs("zzzz") == []


def test_the_crafts_codes_come_first() -> None:
    craft = db.session.get_one(Craft, "chador-shab-bafi")
    assert queries.search_hs("", craft)[0].code == "621410"
    assert queries.search_hs("silk", craft)[0].code in craft.hs_codes


def test_the_operator_loads_them_by_command(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["rules", "load"])
    assert "40 destinations" in answer.output
    missing = app.test_cli_runner().invoke(args=["rules", "load", "/no/such/folder"])
    assert missing.exit_code == 2
