"""Django's settings, all derived from the environment of this installation."""

from __future__ import annotations

import secrets
from pathlib import Path

import dj_database_url

from belplan.run import environment

ENVIRONMENT = environment.read()
DATA = ENVIRONMENT.data


def _secret_key() -> str:
    """Made at the first start and kept, readable by the owner only."""
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ENVIRONMENT.host]
ROOT_URLCONF = "belplan.run.urls"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "belplan.tenancy",
    "belplan.exchange",
    "belplan.publishing",
    "belplan.records",
    "belplan.messaging",
    "belplan.identity",
    "belplan.panel",
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA / 'belplan.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets the web read while the worker writes; IMMEDIATE makes two writers wait instead of fail.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("fr", "Français"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "panel" / "locale"]
