"""Pages as people see them: by labels, headings and buttons, in either language."""

import re
from dataclasses import dataclass

from babel.support import NullTranslations
from playwright.sync_api import Locator, Page

from marketplace.localisation.catalogues import translations_of


@dataclass(frozen=True)
class Reader:
    """Somebody at a browser, who reads one language."""

    page: Page
    lang: str

    def words(self, message: str, **values: object) -> str:
        """The message as she reads it."""
        catalogue: NullTranslations = translations_of(self.lang)
        text = str(catalogue.gettext(message))
        return text % values if values else text

    def open(self, path: str) -> None:
        answer = self.page.goto(f"/{self.lang}{path}")
        assert answer
        assert answer.status == 200, f"{path}: {answer.status}"

    def field(self, message: str) -> Locator:
        """The field whose label begins with the message."""
        label = re.compile(r"^\s*" + re.escape(self.words(message)))
        return self.page.get_by_label(label).first

    def write(self, message: str, text: str) -> None:
        """Fill the field, unfolding what hides it."""
        field = self.field(message)
        if not field.is_visible():
            field.locator("xpath=ancestor::details/summary").first.click()
        field.fill(text)

    def press(self, message: str, **values: object) -> None:
        """Press the button, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.button(message, **values).click()

    def button(self, message: str, **values: object) -> Locator:
        name = re.compile(re.escape(self.words(message, **values)))
        return self.page.get_by_role("button", name=name).first

    def follow(self, message: str) -> None:
        name = re.compile(re.escape(self.words(message)))
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def reads(self, text: str) -> None:
        """The page says it."""
        main = self.page.locator("main").inner_text()
        assert text in main, f"{self.page.url}: no “{text}” in\n{main}"
