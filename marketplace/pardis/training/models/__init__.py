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
    "Course",
    "Enrolment",
    "EnrolmentState",
    "Group",
    "GroupAssessor",
    "GroupState",
    "Holiday",
    "Lesson",
    "LessonState",
    "Level",
    "Mark",
    "PassRule",
    "Result",
    "Room",
    "Season",
    "SentMark",
    "Sex",
    "Term",
    "Trainee",
]
