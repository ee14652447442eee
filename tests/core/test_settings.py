from pathlib import Path

import pytest

from marketplace.config import BadSettings, Settings

GOOD = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://shop@db/shop?sslmode=verify-full",
    "SECRET_KEY": "x" * 40,
    "SEAL_KEYS": "b3duLWtleS1vd24ta2V5LW93bi1rZXktb3duLWtleS0=",
    "MAIL_URL": "smtp://mail.example",
    "BASE_URL": "https://shop.example",
}


def test_a_full_environment_is_enough_for_production() -> None:
    assert Settings.load(GOOD).production


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SEAL_KEYS", ""),
        ("MAIL_URL", ""),
        ("MAIL_URL", "file:/tmp/mail"),
        ("DEBUG", "1"),
        ("DEMO_PAYMENTS", "1"),
        ("BASE_URL", "http://shop.example"),
        ("DATABASE_URL", "sqlite:///shop.db"),
        ("DATABASE_URL", ""),
        ("TRANSFER_HOLD_DAYS", "soon"),
        ("ORDER_CURRENCY", "euro"),
        ("STORAGE_URL", "s3://bucket/folder"),
        ("STORAGE_URL", "ftp://files"),
        ("S3_ENDPOINT", "https://minio.example/path"),
        ("S3_ACCESS_KEY", "without its secret"),
        ("MEDIA_URL", "http://pictures.example"),
        ("METRICS_TOKEN", "short"),
        ("WORKER_PATIENCE", "1"),
        ("RATE_LIMIT_URL", "memcached://cache"),
        ("RETENTION_FILE", "/nowhere/retention.csv"),
        ("MEDIA_URL", "https://pictures.example; script-src *"),
        ("STRIPE_SECRET_KEY", "sk_live_alone"),
        ("STRIPE_API_BASE", "http://stripe.example"),
        ("CARD_HOLD_MINUTES", "29"),
        ("SECOND_STEP", "offered"),
        ("SECOND_STEP", "perhaps"),
        ("FRESH_MINUTES", "0"),
        ("SEAL_KEYS", "c2hvcnQ="),
        ("DATABASE_URL", "postgresql://shop@db/shop"),
        ("DATABASE_URL", "postgresql://shop@db/shop?sslmode=prefer"),
        ("RATE_LIMIT_URL", "redis://cache:6379/0"),
        ("S3_ENDPOINT", "http://minio.example"),
        ("TRACE_URL", "http://collector.example:4318/v1/traces"),
        ("SESSION_MAX_DAYS", "0"),
        ("VIRUS_SCANNER", "http://scanner"),
        ("BREACHED_PASSWORDS", "/nowhere/hashes.txt"),
    ],
)
def test_production_refuses_and_names_the_variable(variable: str, value: str) -> None:
    with pytest.raises(BadSettings, match=variable):
        Settings.load(GOOD | {variable: value})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadSettings) as refusal:
        Settings.load(GOOD | {"DEBUG": "maybe", "SECRET_KEY": "", "MAIL_URL": ""})
    assert len(str(refusal.value).splitlines()) == 3


def test_development_needs_only_a_database() -> None:
    settings = Settings.load({"DATABASE_URL": "postgresql://localhost/shop"})
    assert settings.mail_address.startswith("file:")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", ""])
def test_the_machine_itself_is_reached_without_tls(host: str) -> None:
    assert Settings.load(GOOD | {"DATABASE_URL": f"postgresql://shop@{host}/shop"})


def test_an_operator_may_say_what_goes_without_tls() -> None:
    said = {"DATABASE_URL": "postgresql://shop@db/shop", "WITHOUT_TLS": "database,mail"}
    assert not Settings.load(GOOD | said).mail_by_tls
    assert Settings.load(GOOD).mail_by_tls


def test_a_secret_is_read_from_the_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("y" * 40 + "\n")
    said = {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "secret")}
    assert Settings.load(GOOD | said).secret_key == "y" * 40


@pytest.mark.parametrize("file", ["/nowhere/secret", "/etc/hostname"])
def test_a_secret_that_is_not_there_or_there_twice_is_named(file: str) -> None:
    kept = {} if file.startswith("/etc") else {"SECRET_KEY": ""}
    with pytest.raises(BadSettings, match="SECRET_KEY"):
        Settings.load(GOOD | kept | {"SECRET_KEY_FILE": file})
