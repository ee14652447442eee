"""Courses, terms, groups with their sessions, and the people who learn in them."""

from marketplace.pardis.training.models.courses import (
    Course,
    Holiday,
    Level,
    Room,
    Season,
    Term,
)
from marketplace.pardis.training.models.fees import (
    CentreAccount,
    Fee,
    FeeRate,
    FeeState,
    RefundRule,
    RefundWhen,
    ScholarshipRule,
)
from marketplace.pardis.training.models.groups import (
    Group,
    GroupState,
    Lesson,
    LessonState,
)
from marketplace.pardis.training.models.people import (
    Attendance,
    Enrolment,
    EnrolmentState,
    Mark,
    SentMark,
    Sex,
    Trainee,
)

__all__ = [
    "Attendance",
    "CentreAccount",
    "Course",
    "Enrolment",
    "EnrolmentState",
    "Fee",
    "FeeRate",
    "FeeState",
    "Group",
    "GroupState",
    "Holiday",
    "Lesson",
    "LessonState",
    "Level",
    "Mark",
    "RefundRule",
    "RefundWhen",
    "Room",
    "ScholarshipRule",
    "Season",
    "SentMark",
    "Sex",
    "Term",
    "Trainee",
]
