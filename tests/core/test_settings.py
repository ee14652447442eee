import pytest

from marketplace.config import BadSettings, Settings

GOOD = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://shop@db/shop",
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
