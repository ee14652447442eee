"""What is written for operators names what there is."""

import re
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from click import Group
from flask import Flask

from marketplace.config import Settings
from marketplace.upkeep.numbers import NUMBERS

README, OPERATE = Path("README.md").read_text(), Path("docs/operate.md").read_text()
SETTINGS = {field.name.upper() for field in fields(Settings)}


def test_every_setting_is_explained() -> None:
    assert [name for name in sorted(SETTINGS) if f"`{name}`" not in README] == []


def test_the_files_to_start_from_set_only_what_there_is() -> None:
    lines = Path("deploy/kotam.env.example").read_text().splitlines()
    named = {m[1] for line in lines if (m := re.match(r"#? ?([A-Z0-9_]+)=", line))}
    assert {name.removesuffix("_FILE") for name in named} - SETTINGS == set()


def test_every_figure_is_explained() -> None:
    assert [number.name for number in NUMBERS if number.name not in OPERATE] == []


def test_alerts_watch_figures_that_there_are() -> None:
    ours = {number.name for number in NUMBERS} | {"kotam_database_up", "kotam_refusals_total"}
    counted = {"kotam_requests_total", "kotam_request_seconds", "kotam_request_seconds_bucket"}
    watched = {name for rule in alerts() for name in re.findall(r"kotam_\w+", rule["expr"])}
    assert watched - ours - counted == set()


def test_for_every_alert_it_says_what_to_do() -> None:
    assert [rule["alert"] for rule in alerts() if rule["alert"] not in OPERATE] == []


@pytest.mark.parametrize("file", sorted(Path("deploy").glob("*.yaml")), ids=str)
def test_files_to_start_from_can_be_read(file: Path) -> None:
    assert yaml.safe_load(file.read_text())


def test_containers_are_told_only_what_there_is() -> None:
    services = yaml.safe_load(Path("deploy/compose.yaml").read_text())["services"]
    told = {name for one in services.values() for name in one.get("environment", {})}
    image = set(re.findall(r"([A-Z_]+)=", Path("deploy/Dockerfile").read_text()))
    foreign = {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "PYTHONUNBUFFERED"}
    foreign |= {"MALLOC_ARENA_MAX", "MALLOC_TRIM_THRESHOLD_"}
    assert (told | image) - SETTINGS - foreign == set()


def test_what_the_containers_are_told_starts_in_production() -> None:
    services = yaml.safe_load(Path("deploy/compose.yaml").read_text())["services"]
    filled = {"SECRET_KEY": "x" * 40, "SEAL_KEYS": "b3duLWtleS1vd24ta2V5LW93bi1rZXktb3duLWtleS0="}
    settings = Settings.load(example() | filled | services["web"]["environment"])
    assert (settings.production, settings.trusted_proxies) == (True, 1)


@pytest.mark.parametrize("unit", sorted(Path("deploy").glob("*.service")), ids=str)
def test_units_start_programs_of_ours_with_the_settings(unit: Path) -> None:
    read = ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[method-assign,assignment]
    read.read(unit)
    service = read["Service"]
    assert service["EnvironmentFile"] == "/etc/kotam.env"
    program, *words = service["ExecStart"].split()
    assert program.removeprefix("/srv/kotam/.venv/bin/") in {"granian", "flask"}
    assert "wsgi" in words or "wsgi:app" in words


def test_the_proxy_replaces_what_browsers_say_of_themselves() -> None:
    conf = Path("deploy/nginx.conf").read_text()
    for name in ("Forwarded-Proto $scheme", "Forwarded-Host $host", "Forwarded-For $remote_addr"):
        assert f"proxy_set_header X-{name};" in conf
    assert conf.count("{") == conf.count("}")


def example() -> dict[str, str]:
    lines = Path("deploy/kotam.env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if re.match("[A-Z]", line))


def alerts() -> list[dict[str, str]]:
    told = yaml.safe_load(Path("deploy/alerts.yaml").read_text())
    return [rule for group in told["groups"] for rule in group["rules"]]


def test_commands_that_are_named_can_be_typed(app: Flask) -> None:
    texts = README + OPERATE + Path("docs/deploy.md").read_text()
    ours = [name for name in app.cli.commands if name not in {"run", "shell", "routes"}]
    code = "\n".join(re.findall(r"`+([^`]+)`+", texts))
    typed = re.findall(rf"(?:^|wsgi )({'|'.join(ours)}) ([a-z][a-z-]+)\b", code, re.MULTILINE)
    assert len(typed) > 10
    missing = [
        (group, word)
        for group, word in typed
        if isinstance(found := app.cli.commands[group], Group) and word not in found.commands
    ]
    assert missing == []
