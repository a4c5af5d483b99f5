"""Settings, driven by the environment; production differs from the demonstration by its environment only.

Every variable read here is listed in docs/operations.md. Values may also stand in a `.env` file beside manage.py,
which `python3 bootstrap.py run` writes on the first start; a variable set in the environment wins.
"""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

# --- What this installation is ---------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# A demonstration says so on every page, is not indexed, and sends nothing outside.
VENTANILLA_DEMO = env.bool("DEMO", default=True)
# Everything the running site writes: database, files, queue, mail. One folder to back up.
VENTANILLA_DATA = Path(env.str("VENTANILLA_DATA", default=str(BASE_DIR / "var"))).absolute()
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
HTTPS = SITE_URL.startswith("https://")

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is missing. `python3 bootstrap.py setup` writes a .env file with a random one; in production set "
        "the variable SECRET_KEY, or SECRET_KEY_FILE with the path of a file that holds it."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# --- Applications: an app may use only those below it (tests/guards) --------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "appointments",
    "lifeevents",
    "citizens",
    "procedures",
    "sitekit",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portal.access_log.AccessLogMiddleware",
    "portal.proxies.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.headers.HeadersMiddleware",
    "portal.addresses.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "lifeevents.cms.gate.GateMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.masthead.masthead",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sitekit.templatetags.sitekit",
            ],
        },
    }
]
# Forms are drawn by our own field templates (sitekit/templates/django/forms/).
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database --------------------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VENTANILLA_DATA}/db.sqlite3")}
DATABASE = DATABASES["default"]
ON_SQLITE = DATABASE["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    VENTANILLA_DATA.mkdir(parents=True, exist_ok=True)
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["OPTIONS"] = {
        # A transaction takes the write lock when it begins, so it never fails half way for having read before it wrote.
        # The price: an atomic() that only reads makes the others wait. There are none.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds a writer waits for its turn
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    INSTALLED_APPS.append("django.contrib.postgres")
    if env.bool("DATABASE_POOL", default=True):
        DATABASE["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=8)}}
    else:
        DATABASE["CONN_MAX_AGE"] = 60
        DATABASE["CONN_HEALTH_CHECKS"] = True

# --- Cache, queue, files: the database and one folder, or Redis ------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
CACHES: dict[str, Any]
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem:"):
    QUEUE = VENTANILLA_DATA / "queue"
    for folder in (QUEUE / "messages", QUEUE / "control"):
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE / "messages"),
        "data_folder_out": str(QUEUE / "messages"),
        "control_folder": str(QUEUE / "control"),
    }
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)  # the tests only: it ignores eta
CELERY_TASK_EAGER_PROPAGATES = CELERY_TASK_ALWAYS_EAGER
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300  # seconds
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Madrid"
# What runs by the clock (seconds). Each is safe to run twice and finds its own work in the database.
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "sweep-owed": {"task": "sitekit.tasks.sweep_owed", "schedule": 60},
    "publish-scheduled": {"task": "lifeevents.tasks.publish_scheduled", "schedule": 60},
    "sweep-editions": {"task": "lifeevents.tasks.sweep_editions", "schedule": 300},
    "sweep-changes": {"task": "lifeevents.tasks.sweep_changes", "schedule": 300},
    "forget-owed": {"task": "sitekit.tasks.forget_owed", "schedule": 24 * 3600},
    "forget-sessions": {"task": "portal.tasks.forget_sessions", "schedule": 3600},
    "forget-kept-answers": {"task": "portal.tasks.forget_kept_answers", "schedule": 24 * 3600},
    "release-expired": {"task": "appointments.tasks.release_expired", "schedule": 300},
    "forget-expired-lists": {"task": "lifeevents.tasks.forget_expired", "schedule": 24 * 3600},
    "forget-suggestions": {"task": "portal.tasks.forget_suggestions", "schedule": 24 * 3600},
    "forget-expired-visits": {"task": "appointments.tasks.forget_expired", "schedule": 24 * 3600},
}

MEDIA_ROOT = VENTANILLA_DATA / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VENTANILLA_DATA / "static"
# The tests and DEBUG serve static files where they lie; elsewhere names carry a hash and files are compressed.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False  # Wagtail's scripts ask for some files by their plain name
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Mail: written to files unless a server is named -----------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    globals().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VENTANILLA_DATA / "mail")
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Ventanilla <no-reply@ventanilla.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The right half of every Message-ID: a repeated delivery keeps its identity whichever machine sends it.
MESSAGE_ID_DOMAIN = SITE_URL.partition("://")[2].partition(":")[0]

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English")]  # each in its own name
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/Madrid"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

# --- People, sessions, sign-in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "citizens.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "signed_in"  # staff to where they work, everybody else home
LOGOUT_REDIRECT_URL = "/"

# Unsaved answers live in the session for 24 hours after the last change: never in an address, never in a log.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
# A saved list is kept this long after its event; the page that saves it says so.
CHECKLIST_KEPT_MONTHS = env.int("CHECKLIST_KEPT_MONTHS", default=12)
# Life events whose pages say "usted" where a language has formal words (locale/*/LC_MESSAGES/formal.po).
FORMAL_LIFE_EVENTS = frozenset(env.list("FORMAL_LIFE_EVENTS", default=["relative_dies"]))
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

ACCOUNT_USER_MODEL_USERNAME_FIELD = None  # citizens.User signs in by e-mail address
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Passkeys wait for pages of ours: the stock ones need inline scripts, which our policy forbids.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ventanilla"

# --- Wagtail ---------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Ventanilla"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "/cms/login/"  # leads to the account pages, and stops who is signed in but no editor
# Signing in has one door, with its second factor: the account pages.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Both of these call other hosts.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "lifeevents.cms.approving.publish_approved"

# --- API -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # Open to anybody and without cookies: nothing of a signed-in person is reachable through it.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE", default="600/minute"),
        "write": env.str("API_WRITE_RATE", default="120/minute"),
        "hold": env.str("API_HOLD_RATE", default="30/minute"),
    },
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", default=0),
}
API_PAGE_SIZE = env.int("API_PAGE_SIZE", default=100)
SPECTACULAR_SETTINGS = {
    "TITLE": "Ventanilla",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DISABLE_ERRORS_AND_WARNINGS": False,
}

# --- Security headers (the policies themselves: portal/headers.py) ---------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
if env.int("TRUSTED_PROXIES", default=0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # subdomains are not ours to bind by HSTS
    "security.W021",  # nor to preload
    "security.W002",  # framing is ruled by frame-ancestors in portal/headers.py
]

# --- Logs: to stderr, without addresses that carry secrets -----------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"routes": {"()": "portal.access_log.RouteInsteadOfPath"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["routes"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Django's own handlers would write the address as asked.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        "kombu.connection": {"level": "ERROR"},  # it misses a host name in the folder's address
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
