"""Who may sign in to the demonstration, and as what. Plain data: it is also read without the app."""

from dataclasses import dataclass

from marketplace.accounts.permissions import Role

PASSWORD = "rain on the lagoon"  # noqa: S105 - of made-up people; production refuses to load them


@dataclass(frozen=True)
class SignIn:
    """`cooperative` is the code of the one a staff member works in; `shown` ones are printed at the
    start, one for each role."""

    email: str
    name: str
    locale: str = "en"
    role: Role | None = None
    cooperative: str | None = None
    shown: bool = False

    @property
    def what(self) -> str:
        role = (self.role or Role.BUYER).value.replace("_", " ")
        return f"{role}, {self.cooperative}" if self.cooperative else role


STAFF_OF_RASHT = (
    SignIn("reviewer@kotam.example", "Sara Amini", "fa", Role.REVIEWER, "SFD", True),
    SignIn("sales@kotam.example", "Kamran Pourali", "fa", Role.SALES, "SFD", True),
    SignIn("shipping@kotam.example", "Leila Moradi", "fa", Role.SHIPPING, "SFD", True),
    SignIn("treasurer@kotam.example", "Bahram Sadeghi", "fa", Role.TREASURER, "SFD", True),
    SignIn("treasurer2@kotam.example", "Shirin Vaezi", "fa", Role.TREASURER, "SFD", True),
    SignIn("manager@kotam.example", "Farideh Rostami", "fa", Role.MANAGER, "SFD", True),
)

STAFF_ELSEWHERE = tuple(
    SignIn(f"{role.value}.{code.lower()}@kotam.example", name, "fa", role, code)
    for code, names in {
        "KHZ": ("Mahin Jafari", "Iraj Kazemi", "Soraya Nabavi", "Vahid Asgari"),
        "QSM": ("Tahereh Gholami", "Reza Mahdavi", "Nasrin Shabani", "Hadi Lotfi"),
        "DLM": ("Ziba Ranjbar", "Masoud Heydari", "Parvaneh Taleshi", "Behnam Yousefi"),
    }.items()
    for role, name in zip(
        (Role.REVIEWER, Role.SALES, Role.TREASURER, Role.MANAGER), names, strict=True
    )
)

ARTISANS = {
    "Mahbanu Shanehgol": "mahbanu@kotam.example",
    "Nushafarin Golbandi": "artisan@kotam.example",
    "Zarbanu Lijari": "zarbanu@kotam.example",
    "Qobad Namadgar": "qobad@kotam.example",
    "Khavar Gamajsaz": "khavar@kotam.example",
    "Golchin Jurabchin": "golchin@kotam.example",
}
"""Makers with an account of their own, by their English name."""

BUYERS = (
    SignIn("buyer@kotam.example", "Anna Lindner", shown=True),
    SignIn("pierre@kotam.example", "Pierre Marchand"),
    SignIn("emily@kotam.example", "Emily Carter"),
    SignIn("omar@kotam.example", "Omar Al Suwaidi"),
    SignIn("aigerim@kotam.example", "Aigerim Satybaldy"),
    SignIn("yuki@kotam.example", "Yuki Tanaka"),
    SignIn("niloufar@kotam.example", "Niloufar Ahmadi", "fa"),
)

OTHERS = (
    SignIn("pardis@kotam.example", "Golnaz Rahimi", "fa", Role.PARDIS_STAFF, shown=True),
    SignIn("trainer@kotam.example", "Zahra Kuhestani", "fa", Role.TRAINER, shown=True),
    SignIn("storekeeper@kotam.example", "Hengameh Salari", "fa", Role.STOREKEEPER, shown=True),
    SignIn("workshop@kotam.example", "Rahman Dailami", "fa", Role.WORKSHOP_LEAD, shown=True),
    SignIn("cashier@kotam.example", "Mitra Fumani", "fa", Role.CASHIER, shown=True),
    SignIn("centre@kotam.example", "Parviz Lahijani", "fa", Role.PARDIS_MANAGER, shown=True),
    SignIn("officer@kotam.example", "Dariush Karimi", "fa", Role.PROGRAMME_OFFICER, shown=True),
    SignIn("auditor@kotam.example", "Helen Marsh", "en", Role.AUDITOR, shown=True),
    SignIn("admin@kotam.example", "Nader Eskandari", "en", Role.ADMINISTRATOR, shown=True),
)

SIGN_INS = (
    BUYERS[0],
    SignIn(ARTISANS["Nushafarin Golbandi"], "نوش‌آفرین گلبندی", "fa", Role.ARTISAN, shown=True),
    *STAFF_OF_RASHT,
    *OTHERS,
    *STAFF_ELSEWHERE,
    *BUYERS[1:],
)
