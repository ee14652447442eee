"""Courses, terms, groups with their sessions, and the people who learn in them."""

from marketplace.pardis.holidays import Holiday
from marketplace.pardis.training.models.courses import (
    Course,
    Level,
    PassRule,
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
from marketplace.pardis.training.models.results import (
    Assessment,
    AssessmentPicture,
    GroupAssessor,
    Result,
)

__all__ = [
    "Assessment",
    "AssessmentPicture",
    "Attendance",
    "CentreAccount",
    "Course",
    "Enrolment",
    "EnrolmentState",
    "Fee",
    "FeeRate",
    "FeeState",
    "Group",
    "GroupAssessor",
    "GroupState",
    "Holiday",
    "Lesson",
    "LessonState",
    "Level",
    "Mark",
    "RefundRule",
    "RefundWhen",
    "PassRule",
    "Result",
    "Room",
    "ScholarshipRule",
    "Season",
    "SentMark",
    "Sex",
    "Term",
    "Trainee",
]
