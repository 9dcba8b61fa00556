"""Settings: from the environment (``BAOXIU_...``) and a ``.env`` file, each with its unit and its effect.

``.env.example`` is written from this file by ``make env`` (:mod:`bot.setting_names`).
"""

from __future__ import annotations

import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.once import write_once

if TYPE_CHECKING:
    from bot.limits import Allowed

PREFIX = "BAOXIU_"
SECRET_CHARS = 32  # the least that a signing key may have

Level = Annotated[
    Literal["debug", "info", "warning", "error"],
    BeforeValidator(lambda given: given.lower() if isinstance(given, str) else given),
]


Role = Literal["all", "web", "sender", "clockwork"]


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what to do."""


class Settings(BaseSettings):
    """All settings of an installation."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        regex_engine="python-re",  # the other one takes 19 MB for what is asked once
    )

    home: Path = Field(
        default=Path("data"),
        description="Folder of all data: database, secret, plans of your own. Made at the first start.",
    )
    database_url: str | None = Field(
        default=None,
        description="The database: postgresql://user:password@host/name (install baoxiu[postgres]) or "
        "sqlite:////path/file. Empty: SQLite in the home folder. Two or more servers need PostgreSQL.",
    )
    database_wait: float = Field(
        default=300,
        ge=0,
        le=86_400,
        description="Seconds that a server waits at its start for a PostgreSQL that does not answer yet; 0: not at all.",
    )
    role: Role = Field(
        default="all",
        description="What this server does: all; web (pages, channels and API), sender (messages and events go out) or clockwork "
        "(what time brings about), each as often as you like. With PostgreSQL, and Redis for them to wake each other.",
    )
    redis_url: str | None = Field(
        default=None,
        description="Redis or Valkey through which several servers wake each other at once: redis://host:6379 "
        "(install baoxiu[redis]). Nothing is kept there. Empty: changes of another server are seen within 15 s.",
    )
    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on. 127.0.0.1: this machine only; 0.0.0.0: every network it is in.",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on, 1 to 65535.")
    public_url: str | None = Field(
        default=None,
        description="Address under which customers reach this server, for links that they are sent (to sign a form), such as "
        "https://service.example. Empty: http://, BAOXIU_HOST and BAOXIU_PORT.",
    )
    default_plan: str | None = Field(
        default=None,
        description="Plan of conversations that name no product, such as p3. Empty: the customer is asked.",
    )
    plans: Path | None = Field(
        default=None,
        description="Folder with plan files of your own (*.toml). Empty: plans in the home folder.",
    )
    turn_threads: int = Field(
        default=8,
        ge=1,
        le=64,
        description="Threads, 1 to 64, and database connections; on SQLite one more takes in what customers say.",
    )
    widget_origins: str = Field(
        default="*",
        pattern=r"^[^;,\s]+( [^;,\s]+)*$",
        description="Pages that may embed the chat, separated by spaces, such as https://shop.example "
        "(frame-ancestors of the Content-Security-Policy). *: all.",
    )
    rest_origins: str = Field(
        default="",
        pattern=r"^(\*|https?://[^;,\s/]+( https?://[^;,\s/]+)*)?$",
        description="Pages whose scripts may use the REST channel and /model/parse from a browser (CORS), separated by spaces, "
        "such as https://shop.example: front ends made for Rasa on another address. Empty: none. *: all.",
    )
    secret_key: str | None = Field(
        default=None,
        min_length=SECRET_CHARS,
        description=f"Signs visitors' and engineers' cookies; at least {SECRET_CHARS} characters. Empty: made "
        "once and kept in the home folder, readable by its owner only. Servers that share a database share it.",
    )
    data_keys: str | None = Field(
        default=None,
        description="Keys that personal data are sealed with in the database, the newest first, separated by spaces; `baoxiu "
        "keys new` makes one. Servers that share a database share them. Empty: the file keys, in the home folder or beside the "
        "SQLite database, for which it is made at the first start. What is sealed is lost without its key.",
    )
    secure_cookies: bool = Field(
        default=False, description="true where customers come by HTTPS: cookies are sent over HTTPS only."
    )
    visitor_limit: int = Field(
        default=30, ge=0, le=100_000,
        description="Messages a minute of one visitor of the chat, all at once if need be; what comes on top is sent by "
        "the page a little later. Danger is always heard. 0: any number.",
    )  # fmt: skip
    sender_limit: int = Field(
        default=30, ge=0, le=100_000,
        description="Messages a minute of one sender of the REST channel; more are answered with 429 and Retry-After, "
        "danger is always heard. 0: any number. Not for trusted peers.",
    )  # fmt: skip
    visit_limit: int = Field(
        default=120, ge=0, le=100_000,
        description="New visitors a minute from one address (of IPv6: one /64). 0: any number.",
    )  # fmt: skip
    token_limit: int = Field(
        default=600, ge=0, le=1_000_000, description="Requests a minute with one API token. 0: any number."
    )  # fmt: skip
    trusted_peers: str = Field(
        default="127.0.0.1 ::1",
        description="Addresses or networks of your own front ends, separated by spaces, such as 10.0.0.0/8: their REST "
        "senders are not limited. *: all.",
    )
    nlu: Literal["builtin", "rasa", "llm"] = Field(
        default="builtin",
        description="Who understands messages. builtin: this process. rasa: a Rasa 3.6 server. llm: a language model "
        "behind an OpenAI-compatible endpoint (install baoxiu[llm]). Danger, and what a server does not answer in time, "
        "are always understood here.",
    )
    nlu_url: str | None = Field(
        default=None,
        description="Address of the server: for rasa without a path, such as http://127.0.0.1:5005; for llm with the "
        "version, such as https://host/v1.",
    )
    nlu_model: str | None = Field(
        default=None, description="Name of the language model, as its server calls it. For llm."
    )
    nlu_key: str | None = Field(
        default=None,
        description="For llm the API key, for rasa the token (--auth-token). Empty: the server wants none.",
    )
    nlu_timeout: float = Field(
        default=5.0, gt=0, le=25,
        description="Seconds that a customer waits for the server, up to 25; then the message is understood here.",
    )  # fmt: skip
    nlu_send_personal: bool = Field(
        default=False,
        description="true: phone numbers, addresses, names and serial numbers are sent to the language model. Else it gets "
        "placeholders in their place.",
    )
    telegram_token: str | None = Field(
        default=None,
        description="Token of the Telegram bot, as BotFather gives it (install baoxiu[aiogram] or baoxiu[telegram]). Empty: "
        "no Telegram.",
    )
    telegram_framework: Literal["aiogram", "ptb"] = Field(
        default="aiogram",
        description="Framework that runs the Telegram bot: aiogram, or ptb (python-telegram-bot).",
    )
    telegram_api: str | None = Field(
        default=None,
        description="Address of a Bot API server of your own, such as http://127.0.0.1:8081. Empty: Telegram's.",
    )
    telegram_webhook: str | None = Field(
        default=None,
        description="Public address under which Telegram reaches this server, such as https://service.example. Empty: the "
        "server fetches updates itself; of several servers one does.",
    )
    telegram_secret: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{16,256}$",
        description="Token that Telegram sends with every update to the webhook, 16 to 256 letters, digits, _ and -. Empty: "
        "made from the signing key.",
    )
    telegram_rate: float = Field(
        default=30.0, gt=0, le=1000,
        description="Messages a second that Telegram takes from the bot, up to 1000 (paid broadcasts). To one chat it is one "
        "a second, to a group 20 a minute.",
    )  # fmt: skip
    media_limit: int = Field(
        default=20, ge=1, le=100,
        description="Size of one file that a customer sends (photograph, recording, video, PDF), in MB. Files are kept in media "
        "in the home folder; several servers share that folder.",
    )  # fmt: skip
    events_networks: str = Field(
        default="",
        description="Private networks that webhooks of `baoxiu events` may be sent to, separated by spaces, such as 10.0.0.0/8; "
        "there http:// will do. Empty: public addresses with https:// only. *: all.",
    )
    events_stream: str | None = Field(
        default=None,
        pattern=r"^[\w:.-]{1,200}$",
        description="Stream of Redis (BAOXIU_REDIS_URL) to which all events are written, such as baoxiu:events. Empty: none.",
    )
    events_stream_length: int = Field(
        default=100_000, ge=100, le=100_000_000, description="About how many events the stream keeps."
    )
    wecom_corp: str | None = Field(
        default=None,
        description="Corp id (CorpID) of a WeCom (企业微信) company, whose application is a channel then: docs/channels/wecom.md "
        "(install baoxiu[wecom]). Empty: no WeCom.",
    )
    wecom_agent: int = Field(default=0, ge=0, description="Number (AgentId) of the application in WeCom.")
    wecom_secret: str = Field(default="", description="Secret of the application in WeCom.")
    wecom_token: str = Field(
        default="", description="Token of the application's callbacks, as entered in WeCom."
    )
    wecom_key: str = Field(
        default="",
        description="EncodingAESKey of the application's callbacks, 43 characters, as entered in WeCom.",
    )
    wecom_api: str = Field(
        default="https://qyapi.weixin.qq.com",
        description="Address of WeCom's API; another one for a WeCom of your own.",
    )
    wecom_cards: bool = Field(
        default=True,
        description="Buttons as cards of WeCom. false: as numbered lines of text, for old clients.",
    )
    wecom_plan: str | None = Field(
        default=None,
        description="Plan of who writes in WeCom, such as p6. Empty: as BAOXIU_DEFAULT_PLAN says.",
    )
    chatwoot_url: str | None = Field(
        default=None,
        description="Address of a Chatwoot where baoxiu is an agent bot: docs/channels/chatwoot.md. Empty: no Chatwoot.",
    )
    chatwoot_account: int = Field(default=1, ge=1, description="Number of the account in Chatwoot.")
    chatwoot_bot_token: str = Field(default="", description="Access token of the agent bot in Chatwoot.")
    chatwoot_path: str = Field(
        default="", pattern=r"^([A-Za-z0-9_-]{16,128})?$",
        description="Secret end of the webhook's address, /channels/chatwoot/..., 16 characters or more of A-Z, a-z, 0-9, - and _.",
    )  # fmt: skip
    chatwoot_secret: str = Field(
        default="",
        description="Secret with which Chatwoot signs webhooks (X-Chatwoot-Signature); of several webhooks all, separated by spaces. "
        "Empty: signatures are not looked at, the secret address is all that protects.",
    )
    chatwoot_plan: str | None = Field(
        default=None,
        description="Plan of who writes through Chatwoot, such as p3. Empty: as BAOXIU_DEFAULT_PLAN says.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="Your identity provider (OpenID Connect) through which people log in to the console: its issuer, such as "
        "https://id.example/realms/service (install baoxiu[oidc]). Its answers come to /console/oidc/back of "
        "BAOXIU_PUBLIC_URL. Empty: logins and passwords of our own only.",
    )
    oidc_client: str = Field(default="baoxiu", description="The client's name at the identity provider.")
    oidc_secret: str | None = Field(
        default=None, description="The client's secret there. Empty: a public client (PKCE)."
    )
    oidc_login: str = Field(
        default="preferred_username",
        description="The claim of the ID token that has the login of ours, the first time that somebody comes; then they are "
        "known by issuer and subject.",
    )
    capacity: int = Field(
        default=5,
        ge=0,
        le=1000,
        description="How many cases an engineer is given at a time, unless `baoxiu user work` says otherwise; 0: no limit.",
    )

    map_link: str = Field(
        "geo:0,0?q={address}",
        pattern=r"^(?:geo:|https://)\S*\{address\}\S*$",
        description="Where the navigation button of a technician's telephone leads: {address} is the address of the visit. The default opens the telephone's own maps (Android); an https address of a map works everywhere.",
    )
    zone: str = Field(
        "Asia/Shanghai",
        description="Time zone (IANA name) of the console, of a report's days, and of what belongs to no plan. What a plan promises is in the plan's own zone.",
    )
    log_level: Level = Field(
        default="info",
        description="debug, info, warning or error. Logs go to standard error: lines on a terminal, else JSON.",
    )

    traces: str | None = Field(
        default=None,
        description="OpenTelemetry collector to which traces of turns and deliveries go: http://127.0.0.1:4318 (OTLP over HTTP; install "
        "baoxiu[tracing]). Empty: none. They have no words of customers.",
    )

    def __init__(self, **values: Any) -> None:
        """Raises :class:`BadSetting` for a ``.env`` that cannot be read, ``ValidationError`` for what is in it."""
        try:
            super().__init__(**values)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise BadSetting(f".env, line {line}: this is not UTF-8; save the file as UTF-8") from None

    @field_validator("database_url")
    @classmethod
    def _supported(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"postgresql(\+psycopg)?:|sqlite:///(?!:memory:).", url):
            raise ValueError("must begin with postgresql:// or sqlite:/// and a path")
        return url

    @field_validator("zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("must be a time zone such as Asia/Shanghai or Europe/Berlin") from None
        return name

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return url

    @field_validator(
        "nlu_url",
        "public_url",
        "oidc_issuer",
        "telegram_api",
        "telegram_webhook",
        "wecom_api",
        "chatwoot_url",
        "traces",
    )
    @classmethod
    def _web(cls, url: str | None) -> str | None:
        if url is not None and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
            raise ValueError("must begin with http:// or https:// and have no ? and no #")
        return url

    @field_validator("trusted_peers", "events_networks")
    @classmethod
    def _networks(cls, text: str) -> str:
        from bot.limits import networks

        networks(text)
        return text

    @property
    def allowed(self) -> Allowed:
        """How much a peer may ask for."""
        from bot.limits import Allowed

        return Allowed(
            self.visitor_limit, self.sender_limit, self.visit_limit, self.token_limit, self.trusted_peers
        )

    @property
    def url(self) -> str:
        """The database's URL."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.home / 'baoxiu.sqlite').resolve()}"

    @property
    def address(self) -> str:
        """Where links lead that customers are sent; without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def plan_folder(self) -> Path:
        return self.plans or self.home / "plans"

    @cached_property
    def secret(self) -> str:
        """The signing key, made at the first start and readable by the owner only.

        Raises :class:`BadSetting` if the file has been damaged.
        """
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            write_once(path, secrets.token_urlsafe(48))
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < SECRET_CHARS:
            raise BadSetting(f"{path} is damaged; delete it and a new one is made (visitors start anew)")
        return kept
