"""courses, their groups with sessions and seats, and who was there"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0200"
down_revision: str | None = "0181"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_rooms_places_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("code", name=op.f("uq_rooms_code")),
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "season",
            sa.Enum(
                "spring", "summer", "autumn", "winter", name="season", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_terms_starts_before_it_ends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("year", "season", name=op.f("uq_terms_year_season")),
    )
    op.create_table(
        "trainees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column(
            "sex", sa.Enum("woman", "man", name="sex", native_enum=False, length=32), nullable=False
        ),
        sa.Column("place_id", sa.String(length=40), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_trainees_place_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_trainees_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainees")),
        sa.UniqueConstraint("user_id", name=op.f("uq_trainees_user_id")),
    )
    op.create_index(op.f("ix_trainees_place_id"), "trainees", ["place_id"], unique=False)
    op.create_table(
        "courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("craft_id", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "introductory",
                "advanced",
                "workshop",
                "trainer",
                name="level",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("summaries", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("kit", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("standard_code", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("attendance_pct", sa.Integer(), nullable=False),
        sa.Column("practical_pct", sa.Integer(), nullable=False),
        sa.Column("least_pct", sa.Integer(), nullable=False),
        sa.Column("prerequisite_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "attendance_pct between 0 and 100", name=op.f("ck_courses_attendance_in_range")
        ),
        sa.CheckConstraint("hours between 1 and 1000", name=op.f("ck_courses_hours_in_range")),
        sa.CheckConstraint("least_pct between 0 and 100", name=op.f("ck_courses_least_in_range")),
        sa.CheckConstraint(
            "practical_pct between 0 and 100", name=op.f("ck_courses_practical_in_range")
        ),
        sa.ForeignKeyConstraint(["craft_id"], ["crafts.id"], name=op.f("fk_courses_craft_id")),
        sa.ForeignKeyConstraint(
            ["prerequisite_id"], ["courses.id"], name=op.f("fk_courses_prerequisite_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("code", name=op.f("uq_courses_code")),
    )
    op.create_index(op.f("ix_courses_craft_id"), "courses", ["craft_id"], unique=False)
    op.create_table(
        "training_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "running",
                "finished",
                "cancelled",
                name="groupstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("trainer_id", sa.Integer(), nullable=True),
        sa.Column("weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "capacity between 1 and 200", name=op.f("ck_training_groups_capacity_in_range")
        ),
        sa.CheckConstraint(
            "cardinality(weekdays) between 1 and 7", name=op.f("ck_training_groups_some_weekday")
        ),
        sa.CheckConstraint(
            "minimum between 1 and capacity", name=op.f("ck_training_groups_minimum_in_range")
        ),
        sa.CheckConstraint(
            "minutes between 15 and 720", name=op.f("ck_training_groups_minutes_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_training_groups_course_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_training_groups_room_id")),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_training_groups_term_id")),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["users.id"], name=op.f("fk_training_groups_trainer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_groups")),
        sa.UniqueConstraint("number", name=op.f("uq_training_groups_number")),
    )
    op.create_index(
        op.f("ix_training_groups_course_id"), "training_groups", ["course_id"], unique=False
    )
    op.create_index(op.f("ix_training_groups_state"), "training_groups", ["state"], unique=False)
    op.create_index(
        op.f("ix_training_groups_term_id"), "training_groups", ["term_id"], unique=False
    )
    op.create_index(
        op.f("ix_training_groups_trainer_id"), "training_groups", ["trainer_id"], unique=False
    )
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waitlisted",
                "offered",
                "enrolled",
                "withdrawn",
                name="enrolmentstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until is not null)",
            name=op.f("ck_enrolments_offers_end"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["training_groups.id"], name=op.f("fk_enrolments_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["trainees.id"], name=op.f("fk_enrolments_trainee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index(
        "ix_enrolments_queue", "enrolments", ["group_id", "state", "priority", "id"], unique=False
    )
    op.create_index(op.f("ix_enrolments_trainee_id"), "enrolments", ["trainee_id"], unique=False)
    op.create_index(
        "uq_enrolments_one_in_a_group",
        "enrolments",
        ["group_id", "trainee_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "held", "cancelled", name="lessonstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("trainer_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("makes_up", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int4range(room_id, room_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("state <> 'cancelled' and room_id is not null"),
            using="gist",
            name="one_lesson_in_a_room",
        ),
        postgresql.ExcludeConstraint(
            (sa.text("int4range(trainer_id, trainer_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("state <> 'cancelled' and trainer_id is not null"),
            using="gist",
            name="one_lesson_of_a_trainer",
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_lessons_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["training_groups.id"], name=op.f("fk_lessons_group_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_lessons_room_id")),
        sa.ForeignKeyConstraint(["trainer_id"], ["users.id"], name=op.f("fk_lessons_trainer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_lessons_group_id_number")),
    )
    op.create_index(op.f("ix_lessons_group_id"), "lessons", ["group_id"], unique=False)
    op.create_index("ix_lessons_starts_at", "lessons", ["starts_at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "present", "late", "excused", "absent", name="mark", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "marked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_attendance_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_attendance_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["users.id"], name=op.f("fk_attendance_marked_by_id")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "enrolment_id", name=op.f("pk_attendance")),
    )
    op.create_index(
        op.f("ix_attendance_enrolment_id"), "attendance", ["enrolment_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_attendance_enrolment_id"), table_name="attendance")
    op.drop_table("attendance")
    op.drop_index("ix_lessons_starts_at", table_name="lessons")
    op.drop_index(op.f("ix_lessons_group_id"), table_name="lessons")
    op.drop_table("lessons")
    op.drop_index(
        "uq_enrolments_one_in_a_group",
        table_name="enrolments",
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.drop_index(op.f("ix_enrolments_trainee_id"), table_name="enrolments")
    op.drop_index("ix_enrolments_queue", table_name="enrolments")
    op.drop_table("enrolments")
    op.drop_index(op.f("ix_training_groups_trainer_id"), table_name="training_groups")
    op.drop_index(op.f("ix_training_groups_term_id"), table_name="training_groups")
    op.drop_index(op.f("ix_training_groups_state"), table_name="training_groups")
    op.drop_index(op.f("ix_training_groups_course_id"), table_name="training_groups")
    op.drop_table("training_groups")
    op.drop_index(op.f("ix_courses_craft_id"), table_name="courses")
    op.drop_table("courses")
    op.drop_index(op.f("ix_trainees_place_id"), table_name="trainees")
    op.drop_table("trainees")
    op.drop_table("terms")
    op.drop_table("rooms")
    op.drop_table("holidays")
