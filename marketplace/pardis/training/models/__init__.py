"""Courses, terms, groups with their sessions, and the people who learn in them."""

from marketplace.pardis.holidays import Holiday
from marketplace.pardis.training.models.courses import (
    Course,
    Level,
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
    Sex,
    Trainee,
)

__all__ = [
    "Attendance",
    "Course",
    "Enrolment",
    "EnrolmentState",
    "Group",
    "GroupState",
    "Holiday",
    "Lesson",
    "LessonState",
    "Level",
    "Mark",
    "Room",
    "Season",
    "Sex",
    "Term",
    "Trainee",
]
