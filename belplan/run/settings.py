"""Django's settings, all derived from the environment of this installation."""

from __future__ import annotations

import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from belplan.identity.policy import SESSION_LIFE
from belplan.run import environment
from belplan.switch.asterisk.private_file import write_private

ENVIRONMENT = environment.read()
DATA = ENVIRONMENT.data


def _secret_key() -> str:
    """Made at the first start and kept, readable by the owner only."""
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, secrets.token_urlsafe(48).encode())
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ENVIRONMENT.host, ENVIRONMENT.hostname]
ROOT_URLCONF = "belplan.run.urls"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["belplan.identity.sign_in.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "belplan.identity.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"

# At most; for administrators also one hour idle: identity.sessions.
SESSION_COOKIE_AGE = int(SESSION_LIFE.total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if ENVIRONMENT.url.startswith("https:"):  # browsers then keep these cookies to this very host
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.url]
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "belplan.panel.errors.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its arrows and ticks as data: pictures in its style sheet
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What went wrong goes to the terminal or the supervisor's log; never to a page.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # straight from the build's folder: nothing to collect at set-up
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/.*-[A-Z0-9]{8}\."  # built names carry a hash of their content
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What publishing borrows: a voice, a word to the engine, and the switch's list of telephones and trunks.
BELPLAN_SPEAK = "belplan.run.wiring.speak"
BELPLAN_NOTIFY_ENGINE = "belplan.run.wiring.notify_engine"
BELPLAN_ASK_ENGINE = "belplan.run.wiring.ask_engine"
BELPLAN_WATCH_ENGINE = "belplan.run.wiring.watch_engine"  # tells of the calls that run
BELPLAN_SWITCH_ACCOUNTS = "belplan.run.wiring.store_accounts"
BELPLAN_HOLD_MUSIC = "belplan.run.wiring.store_hold_music"
# Tries a call by a plan that is not in force yet, for the scenarios saved with it.
BELPLAN_FORETELL = "belplan.run.wiring.foretell"

# Whose telephones ring for a plan without a fallback user.
BELPLAN_FIRST_ADMINISTRATORS = "belplan.identity.companies.first_administrators"
# Who may switch the diversions of all call plans from their telephone.
BELPLAN_ADMINISTRATORS = "belplan.identity.companies.administrators"

# Who brings a sign-in code to the person, by kind of factor (identity.factors.base.Delivery).
BELPLAN_CODE_DELIVERERS: dict[str, str] = {
    "phone": "belplan.run.code_calls.place",
    "app": "belplan.identity.push.code.deliver",
}
BELPLAN_PUSH_LOOPBACK: bool = False  # only tests run a push service on this machine

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
    "belplan.billing",
    "belplan.identity",
    "belplan.provisioning",
    "belplan.panel",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "belplan.panel.static_files.StaticFilesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "belplan.identity.sessions.IdleMiddleware",
    "belplan.identity.sessions.SignInMiddleware",
    "belplan.panel.locality.LocalityMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Each screen is a folder of the panel with its own templates; a new one is found by itself.
PANEL = Path(__file__).resolve().parents[1] / "panel"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PANEL / "templates", *sorted(PANEL.glob("*/templates"))],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "belplan.panel.layout.layout",
            ],
            "builtins": ["belplan.panel.templatetags.panel", "django.templatetags.i18n"],
        },
    }
]

# No persistent connections: under ASGI each request has a thread of its own, so none would ever be used again.
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA / 'belplan.sqlite3'}", conn_max_age=0)}
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
