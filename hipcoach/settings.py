"""One settings file, driven by the environment. README.md lists the variables."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hipcoach.environment import (
    BASE_DIR,
    REQUIRED_IN_PRODUCTION,
    StrictEnv,
    demand,
    read_secret_files,
)

# Lets classes such as ModelAdmin be subscripted at run time, as their types are.
django_stubs_ext.monkeypatch()

env = StrictEnv()
read_secret_files()

DEBUG = env.strict_bool("DEBUG", default=False)
if not DEBUG:
    demand(REQUIRED_IN_PRODUCTION)

VAR = Path(env.str("HIPCOACH_VAR", str(BASE_DIR / "var"))).resolve()
PORT = env.port("PORT", default=8000)

SECRET_KEY = env.str("SECRET_KEY", "only-for-your-own-computer-" * 3)
if not DEBUG and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.address("SITE_URL", ("http", "https"), default=f"http://localhost:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Keys that encrypt answers, notes and codes at rest; the newest first, older ones stay readable.
FIELD_KEYS = env.keys(
    "FIELD_KEYS", default=[base64.urlsafe_b64encode(hashlib.sha256(SECRET_KEY.encode()).digest()).decode()]
)
# Keys that seal backups, likewise; kept where the backups are not.
BACKUP_KEYS = env.keys(
    "BACKUP_KEYS",
    default=[base64.urlsafe_b64encode(hashlib.sha256(f"backup {SECRET_KEY}".encode()).digest()).decode()]
    if DEBUG
    else [],
)

INSTALLED_APPS = [
    "hipcoach.accounts",
    "hipcoach.mail",
    "hipcoach.privacy",
    "hipcoach.pages",
    "hipcoach.operating",
    "assessments",
    "programs",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "bootstrap",
    "csp",
]

MIDDLEWARE = [
    "hipcoach.common.watching.WatchMiddleware",
    "hipcoach.operating.overload.OverloadMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads each page by chance and masks its tokens, so that a length tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "hipcoach.common.policy.SteadyCSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hipcoach.accounts.second_factor.SecondFactorMiddleware",
    "hipcoach.accounts.devices.DeviceSeenMiddleware",
    "hipcoach.common.http.VisitorZoneMiddleware",
]

ROOT_URLCONF = "hipcoach.urls"
WSGI_APPLICATION = "hipcoach.wsgi.application"
ASGI_APPLICATION = "hipcoach.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# -- data ------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", f"sqlite:///{VAR / 'hipcoach.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
_database = DATABASES["default"]
# Behind a pooler that lends a connection for one transaction, these limits are the role's own, and nothing
# may be left behind on a connection; see docs/operations.md.
DATABASE_POOLED = env.strict_bool("DATABASE_POOLED", default=False)
# Whoever waits longer for a lock or an answer, or holds a transaction open doing nothing, is let go.
PAGE_LIMITS = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
# What is asked again and again is planned once for each connection; see docs/bench.md.
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        # What is erased is written over, not only let go of.
        "PRAGMA secure_delete=ON;",
    }
    # A file, because threads lock an in-memory database against each other.
    _database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
elif _database["ENGINE"].endswith("postgresql"):
    _database["ENGINE"] = "hipcoach.common.postgresql"
    # Apart from the address, a password may hold any character.
    _database["PASSWORD"] = env.str("DATABASE_PASSWORD", "") or _database["PASSWORD"]
    _database["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_POOLED
    _database["OPTIONS"] = {
        "connect_timeout": 3,
        # A server that has said nothing for longer than its own limit is frozen, or cut off.
        "patience": 35,
        **({} if DATABASE_POOLED else {"options": PAGE_LIMITS} | PREPARED),
        **_database.get("OPTIONS", {}),
    }
    if {"pool", "isolation_level"} & set(_database["OPTIONS"]):
        raise ImproperlyConfigured("DATABASE_URL can't ask for a pool or another isolation level.")
    try:
        _database["OPTIONS"]["patience"] = float(_database["OPTIONS"]["patience"])
    except ValueError as error:
        raise ImproperlyConfigured("The patience in DATABASE_URL must be a number of seconds.") from error
else:
    raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOCK_DIR = VAR
# With DEBUG: invented people on an empty database.
DEMO = env.strict_bool("DEMO", default=True)

# -- jobs ------------------------------------------------------------------------------------------
BROKER_URL = env.address("BROKER_URL", ("filesystem", "redis", "rediss"), default="filesystem://")
EMBEDDED_BROKER = BROKER_URL.startswith("filesystem")
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "queue_folder": str(VAR / "broker" / "queue"),
        "unreadable_folder": str(VAR / "broker" / "unreadable"),
    }
    if EMBEDDED_BROKER
    else {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "hipcoach"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not EMBEDDED_BROKER
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-mail": {"task": "hipcoach.mail.sweep", "schedule": 15.0, "options": {"expires": 15}},
    "sync-calendars": {"task": "assessments.sync_due", "schedule": 60.0, "options": {"expires": 60}},
    "carry-out-data-policy": {
        "task": "hipcoach.pages.carry_out_policy",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
    "erase-due": {"task": "hipcoach.pages.erase_due", "schedule": 3600.0, "options": {"expires": 3600}},
    "promise-agendas": {
        "task": "assessments.promise_agendas",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "promise-retests": {
        "task": "assessments.promise_retests",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "take-small-steps": {
        "task": "programs.take_small_steps",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "promise-nudges": {"task": "programs.promise_nudges", "schedule": 3600.0, "options": {"expires": 3600}},
}

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR / "cache")}
        if EMBEDDED_BROKER
        else {
            "BACKEND": "hipcoach.common.cache.PatientRedisCache",
            "LOCATION": BROKER_URL,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": None},
        }
    )
}

# -- mail ------------------------------------------------------------------------------------------
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_SECURITY = env.one_of("EMAIL_SECURITY", ("starttls", "tls", "none"), default="starttls")
EMAIL_PORT = env.port("EMAIL_PORT", default={"starttls": 587, "tls": 465, "none": 25}[EMAIL_SECURITY])
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10
MAIL_FOLDER = VAR / "mail"
EMAIL_BACKEND = (
    "hipcoach.mail.backends.SmtpBackend" if EMAIL_HOST else "hipcoach.mail.backends.EmlFolderBackend"
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "HipCoach <hello@hipcoach.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# After so many days the ledger forgets whom a mail went to.
MAIL_RETENTION_DAYS = env.days("MAIL_RETENTION_DAYS", default=365)

# -- people ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home_for_user"
ACCOUNT_ADAPTER = "hipcoach.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "hipcoach.accounts.forms.LoginForm",
    "request_login_code": "hipcoach.accounts.forms.RequestLoginCodeForm",
    "reset_password": "hipcoach.accounts.forms.ResetPasswordForm",
    "confirm_login_code": "hipcoach.accounts.forms.ConfirmLoginCodeForm",
    "change_password": "hipcoach.accounts.forms.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = None  # Each asks for it, or not.
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Twice a code may be asked for again on the page where it is typed; each lasts as long as the first.
ACCOUNT_LOGIN_TIMEOUT = 3 * ACCOUNT_LOGIN_BY_CODE_TIMEOUT

# Everybody with a password (trainers, staff) needs a second factor; off for a try on one's own computer.
SECOND_FACTOR_DEMANDED = env.strict_bool("DEMAND_SECOND_FACTOR", default=not DEBUG)
MFA_ADAPTER = "hipcoach.accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "hipcoach.accounts.forms_mfa.AuthenticateForm",
    "reauthenticate": "hipcoach.accounts.forms_mfa.ReauthenticateForm",
    "activate_totp": "hipcoach.accounts.forms_mfa.ActivateTOTPForm",
    "add_webauthn": "hipcoach.accounts.forms_mfa.AddPasskeyForm",
    "edit_webauthn": "hipcoach.accounts.forms_mfa.RenamePasskeyForm",
    "authenticate_webauthn": "hipcoach.accounts.forms_mfa.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "hipcoach.accounts.forms_mfa.ReauthenticatePasskeyForm",
    "login_webauthn": "hipcoach.accounts.forms_mfa.LoginPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "HipCoach"
MFA_TOTP_TOLERANCE = 1
# Addresses of trainers are given by the practice; nobody signs up under another's.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# -- language, time, files -------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "hipcoach.common.static.ModuleStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# -- safety ----------------------------------------------------------------------------------------
SESSION_ENGINE = "hipcoach.accounts.sessions"
# In the sealed session: a cookie would carry what a page says about pain in clear.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # A browser takes cookies of such names from this very host only, never from a neighbour below the domain.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = HTTPS and not DEBUG
# Asked by the machine itself, beside the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
BEHIND_PROXY = env.strict_bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# The throttles of signing in see the visitor's address, not the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its select arrow and ticks as data: images.
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# -- watching --------------------------------------------------------------------------------------
LOG_FORMAT = env.one_of("LOG_FORMAT", ("plain", "json"), default="plain" if DEBUG else "json")
# 0: none is told.
SLOW_QUERY_MS = env.whole("SLOW_QUERY_MS", default=500, most=600_000)
# Whoever sends it reads /metrics; without one there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
METRICS_DIR = VAR / "metrics"
# Where somebody who found a hole may tell; without it there is no security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    raise ImproperlyConfigured("SECURITY_CONTACT must start with mailto: or https://.")
# Where a service such as Sentry takes reports of errors; without it nothing is sent anywhere.
SENTRY_DSN = env.dsn("SENTRY_DSN")
_log_handlers: dict[str, dict[str, Any]] = {
    "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["secrets"]}
}
if SENTRY_DSN:
    _log_handlers["reports"] = {
        "class": "hipcoach.common.error_reports.ReportHandler",
        "dsn": SENTRY_DSN,
        "filters": ["secrets"],
    }
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "hipcoach.common.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "hipcoach.common.logs.JsonFormatter"},
    },
    "filters": {
        "secrets": {"()": "hipcoach.common.logs.HideSecrets"},
        "away": {"()": "hipcoach.operating.failing.CalmWhileAway"},
    },
    "handlers": _log_handlers,
    "root": {
        "handlers": list(_log_handlers),
        "level": env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"filters": ["away"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
