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

from hipcoach.environment import BASE_DIR, REQUIRED_IN_PRODUCTION, StrictEnv, demand

# Lets classes such as ModelAdmin be subscripted at run time, as their types are.
django_stubs_ext.monkeypatch()

env = StrictEnv()

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

INSTALLED_APPS = [
    "hipcoach.accounts",
    "hipcoach.mail",
    "hipcoach.privacy",
    "hipcoach.pages",
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
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "bootstrap",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hipcoach.common.policy.SteadyCSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file, because threads lock an in-memory database against each other.
    _database["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
elif _database["ENGINE"].endswith("postgresql"):
    _database["ENGINE"] = "hipcoach.common.postgresql"
else:
    raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOCK_DIR = VAR

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
    "forget-rate-counts": {"task": "hipcoach.privacy.forget_old", "schedule": 24 * 3600.0},
    "forget-old-mail": {
        "task": "hipcoach.mail.forget_old",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
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
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

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
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
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
SECURE_SSL_REDIRECT = HTTPS and not DEBUG
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
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {
        "handlers": ["console"],
        "level": env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
