"""All settings, from the environment; an unknown or missing value stops the start with a sentence."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from oncocare.foundation import env

BASE_DIR = Path(__file__).resolve().parent.parent

# production: everything strict. demo: sign-in links, plain http on this machine. test: fast passwords.
# tool: what `manage.py` is where nothing is set: commands that need no database work, and nothing can be served.
MODE = env.choice("ONCOCARE_MODE", ("production", "demo", "test", "tool"), "production")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
DEBUG = False

SECRET_KEY = env.text("SECRET_KEY") if MODE in ("production", "demo") else secrets.token_urlsafe(50)
# Earlier keys, until `manage.py rotate_keys` says that nothing is under them any more.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# The seals of the audit log are made with this key; a forger who holds the database does not hold it.
AUDIT_KEY = env.secret("AUDIT_KEY") if MODE in ("production", "demo") else secrets.token_urlsafe(50)
AUDIT_KEY_FALLBACKS = env.words("AUDIT_KEY_FALLBACKS")  # earlier keys, for as long as their seals are kept
# The file outside the database that gets a line for each seal.
AUDIT_WITNESS = env.text("AUDIT_WITNESS", None if PRODUCTION else "")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
COUNTRY = env.text("ONCOCARE_COUNTRY", "ES")  # whose crisis numbers a person sees who is not signed in

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_htmx",
    "django_fsm",
    "django_celery_beat",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # the house, bottom first
    "oncocare.foundation",
    "oncocare.web",
    "oncocare.audit",
    "oncocare.events",
    "oncocare.effort",
    "oncocare.people",
    "oncocare.consent",
    "oncocare.notifications",
    "oncocare.signin",
    "oncocare.safety",
    "oncocare.library",
    "questionnaires",
    "steps",
    "steps.campus",
    "mentoring",
    "mentoring.conversations",
    "mentoring.community",
    "mentoring.community.exposure",
    "mentoring.community.threads",
    "mentoring.community.leaders",
    "mentoring.community.surveys",
    "mentoring.community.chats",
    "schedule",  # django-scheduler: models alone
    "mentoring.meetings",
    "mentoring.meetings.joining",
    "clinicians",
    "oncocare.joining",
    "oncocare.demo",
    "oncocare.site",
    *(["django_migration_linter"] if MODE == "test" else []),
]

MIDDLEWARE = [
    # headers first: nothing answers without them, not a file, not the redirect to https, not a refused host
    "csp.middleware.CSPMiddleware",
    "oncocare.site.middleware.headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "oncocare.site.middleware.Compressed",  # files are compressed beforehand; below it a page is still words
    "oncocare.foundation.middleware.hold_now",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "oncocare.signin.middleware.lifetime",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "oncocare.site.middleware.place",
    "oncocare.site.middleware.ReadersLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "oncocare.signin.middleware.Door",
    "oncocare.site.break_glass.middleware.Middleware",
    "oncocare.site.own_centre.middleware.OwnCentre",
]

ROOT_URLCONF = "oncocare.urls"
WSGI_APPLICATION = "oncocare.wsgi.application"
ASGI_APPLICATION = "oncocare.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [  # without the indentation of the templates
                (
                    "django.template.loaders.cached.Loader",
                    ["oncocare.web.loaders.Lean", "oncocare.web.loaders.LeanOfApps"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oncocare.safety.crisis.context.crisis",
                "oncocare.site.context.navigation",
                "oncocare.people.context.site_name",
                "oncocare.site.guides.context.guide",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "oncocare.web.templatetags.web",
            ],
        },
    }
]
FORM_RENDERER = "oncocare.web.forms.Renderer"

# --- data -----------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": {"ENGINE": "django.db.backends.dummy"}
    if MODE == "tool"
    else {
        **env.database(),
        "CONN_MAX_AGE": 0,  # the pool keeps connections; Django must not
        "CONN_HEALTH_CHECKS": True,  # the pool asks each connection before it hands it out, and replaces a dead one
        "OPTIONS": {
            # reconnect_timeout: from then on whoever asks tries anew. Left alone the pool waits for up to two minutes
            # between its tries, also when the database is long back.
            "pool": {"min_size": 1, "max_size": env.whole("DB_POOL", 8), "timeout": 10, "reconnect_timeout": 10}
            if MODE != "test"
            else False,
            "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=600s",
        },
    }
}
_locmem = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
_nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
_redis = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": env.text("REDIS_URL", "redis://localhost:6379/0"),
}
CACHES = {
    # How often somebody has tried to sign in is counted for all processes together, and may be forgotten.
    "default": _redis if PRODUCTION else _locmem,
    # What most pages share, such as the crisis numbers at their foot, is put into words once a minute in each process.
    "template_fragments": _nothing if MODE == "test" else {**_locmem, "LOCATION": "fragments"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
MIGRATION_LINTER_OPTIONS = {
    "exclude_apps": ["django_celery_beat", "account", "mfa", "usersessions", "pghistory", "schedule"],
    # A unique index over a column that the migration before it added and that holds nothing yet: no two rows can agree.
    "ignore_name": ["0003_one_thread_of_a_week"],
}

# --- who may come in: everything is closed unless a view says otherwise -----------------------------------------------
AUTHENTICATION_BACKENDS = ["oncocare.signin.adapter.ByAddress"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "oncocare.signin.adapter.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # such a mail invites to sign up, and there is no sign-up
ACCOUNT_SESSION_REMEMBER = False  # nothing is kept on a shared device once the browser is closed
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = False  # our own outbox tells what changed
# How long a flag may wait for its owner by the clock, at night and on holidays too, before it goes to the next person.
FLAG_CAPS = dict(
    zip(
        ("urgent", "high", "medium"),
        env.rising_hours(FLAG_CAP_URGENT_HOURS=12, FLAG_CAP_HIGH_HOURS=24, FLAG_CAP_MEDIUM_HOURS=96),
        strict=True,
    )
)
INVITATION_DAYS = {"letter": 60, "email": 14}  # how long a link can be used
JOIN_PATH = "/join/"  # where the links of invitations lead; letters and mails write it out
ACCOUNT_FORMS = {
    "login": "oncocare.signin.door.forms.SignInForm",
    "reset_password": "oncocare.signin.door.forms.LinkByMail",
    "reset_password_from_key": "oncocare.signin.door.forms.NewPasswordByMail",
}
# Attempts are counted by the reader's address, which lies behind so many servers.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("PROXIES", 1 if PRODUCTION else 0)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60  # seconds in which changes to signing in need no second look
ACCOUNT_RATE_LIMITS = {
    "lost_phone": "10/m/ip,3/h/key",
    "change_address": "10/m/ip,5/h/key",
    "letter_code": "20/m/ip,100/h/ip,10/h/key",  # by the half that names the letter: decision 0028
    "own_feed": "60/m/ip",  # telephones of one house come from one address
    "register_talk": "20/m/ip,5/h/key",
    "talk_link": "30/m/key",  # a whole ward may come to a talk from one address
}
MFA_ADAPTER = "oncocare.signin.adapter.Keys"
MFA_FORMS = {
    "authenticate": "oncocare.signin.door.forms.SecondCode",
    "authenticate_webauthn": "oncocare.signin.door.forms.SecondPasskey",
    "login_webauthn": "oncocare.signin.door.forms.SignInPasskey",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # passkeys at http://localhost
MFA_TOTP_TOLERANCE = 1  # the clock of a phone may be half a minute off
MFA_RECOVERY_CODE_DIGITS = 10
RECOVERY_CODE_COST = 2**14 if MODE != "test" else 2  # of scrypt: each guess takes 16 MB and 50 ms
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_LIMITS = {  # the longest time without a page, and in all
    "staff": (timedelta(minutes=env.whole("STAFF_IDLE_MINUTES", 30)), timedelta(hours=env.whole("STAFF_HOURS", 12))),
    "patient": (
        timedelta(minutes=env.whole("PATIENT_IDLE_MINUTES", 120)),
        timedelta(hours=env.whole("PATIENT_HOURS", 24)),
    ),
}
# A day longer than any limit: a session that is over must be read once more, so that its person can be told.
SESSION_COOKIE_AGE = int((max(total for _idle, total in SESSION_LIMITS.values()) + timedelta(days=1)).total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "oncocare.site.views.csrf_failure"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- e-mail: over SMTP in production and wherever a server is named, else as files in the demo's folder ---------------
EMAIL_HOST = env.text("EMAIL_HOST", "localhost" if PRODUCTION else "")
EMAIL_PORT = env.whole("EMAIL_PORT", 587 if PRODUCTION else 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.choice("EMAIL_USE_TLS", ("yes", "no"), "yes" if PRODUCTION else "no") == "yes"
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT", 10)
EMAIL_FILE_PATH = env.text("ONCOCARE_MAIL_DIR", "") or None
EMAIL_BACKEND = "django.core.mail.backends.{}.EmailBackend".format(
    "smtp" if EMAIL_HOST and MODE != "test" else "filebased" if EMAIL_FILE_PATH else "locmem"
)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "no-reply@localhost")
SITE_URL = env.text(  # what stands before every address in a mail or letter
    "SITE_URL", f"https://{next(iter(ALLOWED_HOSTS), 'localhost')}" if PRODUCTION else "http://localhost:8000"
).rstrip("/")

# --- where people meet by video: a provider that is not named here is not offered (docs/video.md) ---------------------
_jitsi = env.together("JITSI_ADDRESS", "JITSI_APP", "JITSI_SECRET")
JITSI_ADDRESS = env.origin("JITSI_ADDRESS", secure=PRODUCTION)  # the one other origin, on the page of such a room alone
JITSI_APP, JITSI_AUDIENCE = env.text("JITSI_APP", ""), env.text("JITSI_AUDIENCE", "jitsi")
JITSI_SECRET = env.secret("JITSI_SECRET") if _jitsi else ""
_janus = env.together("JANUS_ADMIN", "JANUS_ADMIN_SECRET", "JANUS_ROOM_KEY", "JANUS_TOKEN_SECRET")
JANUS_ADMIN = env.near("JANUS_ADMIN")  # the door that only this site can reach
JANUS_ADMIN_SECRET, JANUS_ROOM_KEY, JANUS_TOKEN_SECRET = (
    env.secret(name) if _janus else "" for name in ("JANUS_ADMIN_SECRET", "JANUS_ROOM_KEY", "JANUS_TOKEN_SECRET")
)
JANUS_PATH = "/video/"  # of this site: the proxy in front of it leads there to the gateway
_turn = env.together("TURN_ADDRESSES", "TURN_SECRET")
TURN_ADDRESSES = env.words("TURN_ADDRESSES")
TURN_SECRET = env.secret("TURN_SECRET") if _turn else ""

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LIBRARY_LANGUAGES = [*LANGUAGES, ("pt", "Português")]  # in which pieces of the library are written
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files ----------------------------------------------------------------------------------------------------------
# The pictures, films and sounds of the library. Beside the database it is the one place where data are: save both.
MEDIA_ROOT = env.text("MEDIA_ROOT", None if PRODUCTION else "")
LARGEST_FILM = env.whole("LARGEST_FILM_MB", 500) * 1_000_000  # bytes; the server in front must let as much through
# Larger uploads are read and thrown away before anything is kept of them, whoever sends them; the page then says so.
FILE_UPLOAD_HANDLERS = [
    "oncocare.web.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LARGEST_UPLOAD = LARGEST_FILM + 1_000_000  # with the form around it, where films are taken in
LARGEST_FORM = 20_000_000  # anywhere else
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STORAGES = {
    "default": {  # the pictures of posts: nobody else on the machine reads them
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODE != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE == "test"  # each client of a test would list every file anew
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages only

# --- the worker: it hurries what the events table already holds, so losing a task loses nothing ----------------------
_folder = env.text("CELERY_FILESYSTEM_DIR", "")
CELERY_BROKER_URL = "folder://" if _folder else env.text("REDIS_URL", "redis://localhost:6379/0")
if _folder:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _folder,
        "data_folder_out": _folder,
        "control_folder": f"{_folder}/control",
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SYNC_EVERY = 1  # runs are written down at once: three minutes later System health would call them late
EVERY_FIVE, EVERY_TEN = crontab(minute="*/5"), crontab(minute="*/10")
CELERY_BEAT_SCHEDULE = {
    "events.relay": {"task": "oncocare.events.tasks.relay", "schedule": 5.0},
    "safety.escalate": {"task": "oncocare.safety.flags.tasks.escalate_overdue", "schedule": 20.0},
    "notifications.send_due": {"task": "oncocare.notifications.sending.tasks.send_due", "schedule": 20.0},
    "safety.hand_over": {"task": "oncocare.safety.flags.tasks.hand_over_shift", "schedule": 60.0},
    "audit.seal": {"task": "oncocare.audit.tasks.seal", "schedule": 60.0},
    "audit.verify": {"task": "clinicians.centre.system.tasks.verify_audit", "schedule": crontab(hour=3, minute=30)},
    "steps.decide_past_days": {"task": "steps.tasks.decide_past_days", "schedule": EVERY_TEN},
    "steps.climb_overdue": {"task": "steps.proposals.tasks.climb_overdue", "schedule": crontab(minute="*/15")},
    "campus.look_after_guiding": {
        "task": "steps.campus.guiding.tasks.look_after_guiding",
        "schedule": crontab(hour=4, minute=15),
    },
    "conversations.pass_on_of_the_absent": {
        "task": "mentoring.conversations.tasks.pass_on_of_the_absent",
        "schedule": EVERY_TEN,
    },
    "community.tell_of_news": {
        "task": "mentoring.community.news.tasks.tell_of_news",
        "schedule": crontab(hour=5, minute=20),
    },
    "community.look_after_offers": {
        "task": "mentoring.community.offers.tasks.look_after_offers",
        "schedule": crontab(hour=5, minute=10),
    },
    "community.look_after_feedback": {
        "task": "mentoring.community.surveys.tasks.look_after_feedback",
        "schedule": crontab(hour=5, minute=40),
    },
    "community.count_weeks": {
        "task": "mentoring.community.surveys.tasks.count_weeks",
        "schedule": crontab(hour=2, minute=50),
    },
    "community.end_of_the_outside": {
        "task": "mentoring.community.membership.tasks.end_of_the_outside",
        "schedule": EVERY_TEN,
    },
    "community.remind_of_chats": {"task": "mentoring.community.chats.tasks.remind_of_chats", "schedule": EVERY_FIVE},
    "meetings.offer_free_places": {"task": "mentoring.meetings.places.tasks.offer_free_places", "schedule": EVERY_TEN},
    "meetings.remind_of_sessions": {
        "task": "mentoring.meetings.places.telling.tasks.remind_of_sessions",
        "schedule": EVERY_FIVE,
    },
    "community.look_after_groups": {
        "task": "mentoring.community.waiting.tasks.look_after_groups",
        "schedule": EVERY_TEN,
    },
    "meetings.look_after_talks": {"task": "mentoring.meetings.webinars.tasks.look_after_talks", "schedule": EVERY_TEN},
    "meetings.count_past_rooms": {"task": "mentoring.meetings.joining.tasks.count_past_rooms", "schedule": EVERY_TEN},
    "meetings.close_past_rooms": {"task": "mentoring.meetings.rooms.tasks.close_past_rooms", "schedule": EVERY_TEN},
    "questionnaires.plan_all": {"task": "questionnaires.scheduling.tasks.plan_all", "schedule": EVERY_TEN},
    "questionnaires.close_past_windows": {
        "task": "questionnaires.scheduling.tasks.close_past_windows",
        "schedule": EVERY_TEN,
    },
    "library.tell_of_endings": {
        "task": "oncocare.library.telling.tasks.tell_of_endings",
        "schedule": crontab(hour=4, minute=45),
    },
    "campus.renew_plans": {"task": "steps.campus.plan.tasks.renew_plans", "schedule": crontab(hour=2, minute=20)},
    "community.forget_old_signals": {
        "task": "mentoring.community.live.tasks.forget_old_signals",
        "schedule": crontab(minute=50),
    },
    "questionnaires.remind": {"task": "questionnaires.scheduling.tasks.remind", "schedule": EVERY_TEN},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "oncocare.foundation.lines_of_the_log.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
