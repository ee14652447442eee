"""rules of passing by date, marks and results, certificates with the keys that sign them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0220"
down_revision: str | None = "0211"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

APPEND_ONLY = ("pass_rules", "results", "certificate_revocations")
SHOWN = ("certificates", "certificate_revocations")


def _made() -> sa.Column:
    return sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def upgrade() -> None:
    _rules()
    _marks()
    _certificates()
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
    _what_was_published_stays()
    _what_was_given_out_stays()
    for table in SHOWN:
        op.execute(
            "create trigger shown_in_the_shop "
            f"after insert or update or delete or truncate on {table} "
            "for each statement execute function tell_the_shop()"
        )


def _rules() -> None:
    op.create_table(
        "pass_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("attendance_pct", sa.Integer(), nullable=False),
        sa.Column("practical_pct", sa.Integer(), nullable=False),
        sa.Column("practical_least", sa.Integer(), nullable=False),
        sa.Column("theory_least", sa.Integer(), nullable=False),
        sa.Column("widest_gap", sa.Integer(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        _made(),
        sa.CheckConstraint(
            "attendance_pct between 0 and 100", name=op.f("ck_pass_rules_attendance_in_range")
        ),
        sa.CheckConstraint("widest_gap between 1 and 100", name=op.f("ck_pass_rules_gap_in_range")),
        sa.CheckConstraint(
            "valid_months between 1 and 600", name=op.f("ck_pass_rules_months_in_range")
        ),
        sa.CheckConstraint(
            "practical_pct between 0 and 100", name=op.f("ck_pass_rules_practical_in_range")
        ),
        sa.CheckConstraint(
            "practical_least between 0 and 100",
            name=op.f("ck_pass_rules_practical_least_in_range"),
        ),
        sa.CheckConstraint(
            "theory_least between 0 and 100", name=op.f("ck_pass_rules_theory_least_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_pass_rules_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_rules")),
    )
    op.create_index(
        "ix_pass_rules_course_id", "pass_rules", ["course_id", "in_force_from"], unique=False
    )
    op.execute(
        """
        insert into pass_rules (course_id, in_force_from, attendance_pct, practical_pct,
                                practical_least, theory_least, widest_gap)
        select id, (created_at at time zone 'Asia/Tehran')::date, attendance_pct, practical_pct,
               least_pct, least_pct, 20
        from courses order by id
        """
    )
    for column in ("attendance_pct", "practical_pct", "least_pct"):
        op.drop_column("courses", column)  # their checks go with them


def _marks() -> None:
    op.create_table(
        "group_assessors",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["training_groups.id"], name=op.f("fk_group_assessors_group_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_group_assessors_user_id")),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_group_assessors")),
    )
    op.create_index(
        op.f("ix_group_assessors_user_id"), "group_assessors", ["user_id"], unique=False
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("practical", sa.Integer(), nullable=False),
        sa.Column("theory", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _made(),
        sa.CheckConstraint(
            "practical between 0 and 100", name=op.f("ck_assessments_practical_in_range")
        ),
        sa.CheckConstraint("theory between 0 and 100", name=op.f("ck_assessments_theory_in_range")),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["users.id"], name=op.f("fk_assessments_assessor_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_assessments_enrolment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint(
            "enrolment_id", "assessor_id", name=op.f("uq_assessments_enrolment_id_assessor_id")
        ),
    )
    op.create_index(
        op.f("ix_assessments_assessor_id"), "assessments", ["assessor_id"], unique=False
    )
    op.create_table(
        "assessment_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessments.id"],
            name=op.f("fk_assessment_pictures_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_assessment_pictures_picture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_pictures")),
    )
    for column in ("assessment_id", "picture_id"):
        op.create_index(
            op.f(f"ix_assessment_pictures_{column}"), "assessment_pictures", [column], unique=False
        )
    op.create_table(
        "results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("practical", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("theory", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("total", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("attendance_pct", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        _made(),
        sa.CheckConstraint(
            "(corrects_id is null) = (reason = '')", name=op.f("ck_results_corrections_say_why")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["results.id"], name=op.f("fk_results_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_results_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["users.id"], name=op.f("fk_results_published_by_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["pass_rules.id"], name=op.f("fk_results_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_results_corrects_id")),
    )
    op.create_index(op.f("ix_results_enrolment_id"), "results", ["enrolment_id"], unique=False)
    op.create_index(
        "uq_results_one_first",
        "results",
        ["enrolment_id"],
        unique=True,
        postgresql_where=sa.text("corrects_id is null"),
    )


def _certificates() -> None:
    op.create_table(
        "issuer_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public", sa.String(length=80), nullable=False),
        sa.Column("private", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        _made(),
        sa.CheckConstraint(
            "(retired_at is null) = (private is not null)",
            name=op.f("ck_issuer_keys_only_the_newest_signs"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_keys")),
        sa.UniqueConstraint("public", name=op.f("uq_issuer_keys_public")),
    )
    op.create_index(
        "uq_issuer_keys_one_signs",
        "issuer_keys",
        [sa.text("(retired_at is null)")],
        unique=True,
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "certificate_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_certificate_counters")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("latin_name", sa.String(length=120), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("badge", sa.Text(), nullable=False),
        sa.Column("badge_jwt", sa.Text(), nullable=False),
        sa.Column("shown_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        _made(),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_certificates_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["users.id"], name=op.f("fk_certificates_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"], ["issuer_keys.id"], name=op.f("fk_certificates_signer_id")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["results.id"], name=op.f("fk_certificates_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["shown_by_id"], ["users.id"], name=op.f("fk_certificates_shown_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_certificates_enrolment_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.create_index(
        op.f("ix_certificates_shown_by_id"), "certificates", ["shown_by_id"], unique=False
    )
    op.create_table(
        "certificate_revocations",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "result", "error", "fraud", "wish", name="ground", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("revoked_by_id", sa.Integer(), nullable=False),
        _made(),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_certificate_revocations_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["users.id"], name=op.f("fk_certificate_revocations_revoked_by_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_revocations")),
    )


def _what_was_published_stays() -> None:
    """Marks are open until a result stands on them."""
    op.execute(
        """
        create function refuse_change_of_marks() returns trigger language plpgsql as $$
        declare assessed integer;
        begin
          if tg_table_name = 'assessments' then
            assessed := case when tg_op = 'DELETE' then old.enrolment_id else new.enrolment_id end;
          else
            select enrolment_id into assessed from assessments where id =
              case when tg_op = 'DELETE' then old.assessment_id else new.assessment_id end;
          end if;
          if exists (select from results where enrolment_id = assessed) then
            raise exception 'marks of enrolment % are published', assessed
              using errcode = 'restrict_violation';
          end if;
          return case when tg_op = 'DELETE' then old else new end;
        end $$
        """
    )
    for table in ("assessments", "assessment_pictures"):
        op.execute(
            f"create trigger published before insert or update or delete on {table} "
            "for each row execute function refuse_change_of_marks()"
        )


def _what_was_given_out_stays() -> None:
    """Of a certificate only the names and the wish to show it may change; of a key, that it is
    retired and its private half sealed anew or gone."""
    op.execute(
        """
        create function refuse_change_but() returns trigger language plpgsql as $$
        begin
          if tg_op = 'UPDATE' and to_jsonb(old) - tg_argv = to_jsonb(new) - tg_argv then
            return new;
          end if;
          raise exception '% was given out', tg_table_name using errcode = 'restrict_violation';
        end $$
        """
    )
    for table, free in (
        ("certificates", "'name', 'latin_name', 'shown_by_id'"),
        ("issuer_keys", "'private', 'retired_at'"),
    ):
        op.execute(
            f"create trigger given_out before update or delete on {table} "
            f"for each row execute function refuse_change_but({free})"
        )


def downgrade() -> None:
    for table in SHOWN:
        op.execute(f"drop trigger shown_in_the_shop on {table}")
    for table in ("certificate_revocations", "certificates", "certificate_counters"):
        op.drop_table(table)
    op.drop_table("issuer_keys")
    op.execute("drop function refuse_change_but")
    for table in ("results", "assessment_pictures", "assessments", "group_assessors"):
        op.drop_table(table)
    op.execute("drop function refuse_change_of_marks")
    for column, default in (("attendance_pct", 80), ("practical_pct", 75), ("least_pct", 50)):
        op.add_column(
            "courses", sa.Column(column, sa.Integer(), nullable=False, server_default=str(default))
        )
        op.alter_column("courses", column, server_default=None)
        name = column.removesuffix("_pct")
        op.create_check_constraint(
            op.f(f"ck_courses_{name}_in_range"), "courses", f"{column} between 0 and 100"
        )
    op.execute(
        """
        update courses set attendance_pct = rule.attendance_pct, practical_pct = rule.practical_pct,
                           least_pct = rule.practical_least
        from (select distinct on (course_id) * from pass_rules
              order by course_id, in_force_from desc, id desc) as rule
        where rule.course_id = courses.id
        """
    )
    op.drop_table("pass_rules")
