"""Settings, all from the environment (12-factor). Unsafe values are refused at start unless DEBUG is on."""

import re
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", False)
# The demo shows its banner and lets the accounts of demo.example log in; nothing else depends on it.
DEMO = env.bool("DEMO", False)
SECRET_KEY = env("SECRET_KEY", default="only-for-a-machine-of-your-own" if DEBUG else "")
BASE_URL = env("BASE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
DATABASE_URL = env("DATABASE_URL", default="")
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
# The reverse proxy stamps the moment of arrival (X-Request-Start: t=<seconds>); only believe it where one stands.
TRUST_REQUEST_START = env.bool("TRUST_REQUEST_START", False)
# How long after the closing a request that arrived in time is still taken in, before the call is sealed.
DRAIN_SECONDS = env.int("DRAIN_SECONDS", 120)

if not DEBUG:
    if len(SECRET_KEY) < 40:
        raise ImproperlyConfigured("SECRET_KEY: give a secret of at least 40 characters.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS: name the hosts of this portal; '*' is refused.")
    if not DATABASE_URL:
        raise ImproperlyConfigured("DATABASE_URL: name the PostgreSQL database.")
    if DRAIN_SECONDS < 60:
        raise ImproperlyConfigured("DRAIN_SECONDS: at least 60, or what arrived in time may be lost.")
    if not BASE_URL.startswith("https://") and not env.bool("INSECURE_HTTP", False):
        raise ImproperlyConfigured(
            "BASE_URL: must start with https:// (or set INSECURE_HTTP=1 for a trial without TLS)."
        )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates, so that ours may replace them
    "crispy_forms",
    "crispy_bootstrap5",
    "template_partials",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "workflow",
    "documents",
    "accounts",
    "questionnaires",
    "calls",
    "follow",
    "applications",
    "reviews",
    "decisions",
    "projects",
    "rehearsals",
    "portal",
]

MIDDLEWARE = [
    "portal.middleware.stamp_arrival",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.plain_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.private_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.nasty_input",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.navigation",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.db_url_config(DATABASE_URL or "postgres://portal@127.0.0.1:5432/portal")}
# A pool saves 5.5 ms of connecting per request; it needs CONN_MAX_AGE 0. One more than the threads that share it.
DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "OPTIONS": {"pool": {"min_size": 1, "max_size": env.int("DB_POOL", 4), "timeout": 20}},
}
if suffix := env("TEST_DB_SUFFIX", default=""):
    DATABASES["default"]["TEST"] = {"NAME": f"test_portal_{suffix}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Throttles and caches live in the database, so that log-in stays throttled when Valkey is down.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LocalAccounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,6/5m/key", "follow": "30/h/ip,4/h/key"}
# The header in which the proxy names who it speaks for; without it all people behind it share one throttle.
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = env("CLIENT_IP_HEADER", default="") or None

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = False  # the proxy does it; health checks come over plain http
SECURE_HSTS_SECONDS = 31536000 if BASE_URL.startswith("https://") else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".state" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / ".state" / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# A virus scanner (ClamAV's clamd): tcp://host:3310 or unix:///path. Empty: files are not scanned.
CLAMD_URL = env("CLAMD_URL", default="")
if CLAMD_URL and not re.fullmatch(r"tcp://[^/:@]+(:\d{1,5})?/?|unix:///\S+", CLAMD_URL):
    raise ImproperlyConfigured("CLAMD_URL: tcp://host:3310 or unix:///path/to/clamd.sock, or nothing.")
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_PERMISSIONS = 0o640

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("FROM_EMAIL", default="Subsidieloket <noreply@subsidieloket.example>")

# What an installation says of itself on letters and in mails.
SENDER = {
    "service": env("SENDER_SERVICE", default="Agentschap Binnenlands Bestuur"),
    "address": env("SENDER_ADDRESS", default="Havenlaan 88, 1000 Brussel"),
    "email": env("SENDER_EMAIL", default="subsidies@subsidieloket.example"),
    "phone": env("SENDER_PHONE", default="02 000 00 00"),
    "minister": env("SENDER_MINISTER", default="de Vlaamse minister van Binnenlands Bestuur"),
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Publishing is a hint: an unreachable broker may cost a request one second at most, never an error.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = env("BEAT_SCHEDULE", default=str(BASE_DIR / ".state" / "beat"))
# The clock has a queue of its own, taken in turn with the other: no backlog of letters keeps a call from being sealed.
# Each round expires when the next is due: a worker that comes back finds one of each, not a day of them.
CLOCK = (
    ("seal what has drained", "applications.clock.seal_due", 15),
    ("remind who has not submitted", "applications.clock.remind_due", 300),
    ("say each night what is missing", "applications.clock.digest_due", 900),
    ("tell the governments of consortia", "applications.clock.consent_due", 3600),
    ("send back what was not completed in time", "applications.clock.completions_due", 60),
    ("make the reading copies owed", "applications.clock.copies_due", 20),
    ("have the files scanned for viruses", "applications.clock.scans_due", 60),
    ("throw away files that stopped arriving", "applications.clock.transfers_due", 3600),
    ("remind reviewers of what is left", "reviews.clock.remind_due", 900),
    ("make the bundles of reviewers owed", "reviews.clock.bundles_due", 20),
    ("make the letters owed", "documents.clock.make_owed", 20),
    ("deliver the notices owed", "accounts.clock.deliver_owed", 20),
    ("deliver the mails to followers", "follow.clock.deliver_owed", 20),
    ("forget who follows no more", "follow.clock.erase_due", 3600),
    ("compute the proposals owed", "reviews.clock.plans_owed", 20),
    ("play the rehearsals owed", "rehearsals.clock.play_owed", 60),
)
CELERY_TASK_QUEUES = [Queue("clock"), Queue("celery")]
CELERY_TASK_ROUTES = {task: {"queue": "clock"} for _name, task, _seconds in CLOCK}
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for name, task, seconds in CLOCK
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "WARNING"}},
}
