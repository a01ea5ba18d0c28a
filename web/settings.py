"""The one reader of the environment: every setting with its name, default and one line of help."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.consent_kinds import HowOften
from storage.keeping_records import Periods
from web.errors import WebError
from web.own_folder import own_folder

ROOT = Path(__file__).resolve().parent.parent
"""The checkout that the program runs from."""
MOST_DAYS = 36_500
"""A hundred years: longer than any period that is meant."""


def _stays(what: str) -> Any:
    return Field(ge=0, le=MOST_DAYS, description=f"How many days stay: {what}. 0: for good.")


class Settings(BaseSettings):
    """Read from WM_... in the environment, else from a file `.env` in the checkout, else the default."""

    model_config = SettingsConfigDict(
        env_prefix="WM_", env_file=ROOT / ".env", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    service_name: Annotated[str, Field(description="What the home or service is called.")] = "Rose Court"
    service_phone: Annotated[str, Field(description="Whom to ring if somebody is at risk now.")] = (
        "01632 960 018"
    )
    service_readers: Annotated[
        str, Field(description="Who reads the answers, as everybody is told before they start.")
    ] = "Sarah and Ahmed"

    data_folder: Annotated[Path, Field(description="Where everything that is kept or trained is put.")] = (
        ROOT / "var"
    )
    database: Annotated[
        str, Field(description="SQLAlchemy address; empty: an SQLite file in the data folder.")
    ] = ""
    encryption: Annotated[
        bool,
        Field(
            description="Lock the SQLite file, so that nobody reads it without the key; `off` only on an "
            "encrypted disk."
        ),
    ] = True
    key: Annotated[
        str,
        Field(description="The key itself, in place of a file; after a comma older ones that still open."),
    ] = ""
    key_file: Annotated[
        Path | None,
        Field(
            description="The file with the key of database, recordings and backups, made at the first start; "
            "empty: `whatmatters/whatmatters.key` in your own folder of settings."
        ),
    ] = None
    keyring: Annotated[
        bool,
        Field(description="Keep the key in the machine's own vault instead (needs the package `keyring`)."),
    ] = False
    recording_days: Annotated[
        int, Field(gt=0, description="How many days a recording stays that somebody said may be kept.")
    ] = 30
    answers_days: Annotated[int, _stays("answers, with the conversations they were told in")] = 2920
    transcripts_days: Annotated[int, _stays("the to and fro of a conversation; its answers stay")] = 1095
    calls_days: Annotated[int, _stays("calls for help that are done with")] = 365
    notes_days: Annotated[int, _stays("notes of staff")] = 1095
    replies_days: Annotated[int, _stays("the words of replies")] = 1095
    complaints_days: Annotated[int, _stays("the words of complaints that are done with")] = 2920
    audit_days: Annotated[int, _stays("who did what")] = 2920
    deliveries_days: Annotated[int, _stays("messages to other programs")] = 30
    sessions_days: Annotated[int, _stays("browsers of staff whose time is over, and failed tries")] = 30
    tokens_days: Annotated[int, _stays("tokens of other programs that have ended")] = 365
    small_group: Annotated[
        int,
        Field(
            ge=3,
            le=100,
            description="The fewest people that a number under What we heard may stand for, so that it names "
            "nobody.",
        ),
    ] = 5
    share_asked: Annotated[
        HowOften,
        Field(
            description="How often people are told that their name can be left out: `each` answer, once a "
            "`talk`, or `never`."
        ),
    ] = HowOften.TALK
    consent_days: Annotated[
        int, Field(gt=0, description="After so many days people are asked again what they agree to.")
    ] = 180
    encoder: Annotated[
        Path | None,
        Field(description="Folder of the optional sentence encoder; empty: answers are read without one."),
    ] = None

    invented: Annotated[
        bool,
        Field(description="Every page says that this home is invented; `whatmatters demo` sets it."),
    ] = False

    spoken_mb: Annotated[
        int,
        Field(ge=20, description="Most megabytes of sounds that are made ahead; the oldest unused go first."),
    ] = 200

    host: Annotated[str, Field(description="The address that the pages are served on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="The port of the pages; 0: any free one.")] = 8080
    public_url: Annotated[
        str,
        Field(description="The address that people use, if a proxy stands in front; makes cookies secure."),
    ] = ""

    tls: Annotated[
        bool,
        Field(
            description="Serve over https with a certificate of a local authority made here, so that tablets "
            "in the home's own network can be used."
        ),
    ] = False
    trust_port: Annotated[
        int,
        Field(
            ge=0,
            le=65535,
            description="With `WM_TLS`: the port of a plain page that helps tablets to trust it; 0: none.",
        ),
    ] = 8081

    rasa_url: Annotated[
        str,
        Field(description="A Rasa that somebody else starts; empty: one is started and looked after here."),
    ] = ""
    rasa_port: Annotated[int, Field(ge=0, le=65535, description="The port of our Rasa; 0: any free one.")] = 0
    rasa_secret: Annotated[
        str, Field(description="Shared secret web to Rasa; empty: new at every start.")
    ] = ""
    action_secret: Annotated[
        str, Field(description="Shared secret Rasa to web; empty: new at every start.")
    ] = ""
    reply_seconds: Annotated[
        float, Field(gt=0, description="How long a person waits for a reply before they are told it is slow.")
    ] = 5.0

    messages_per_minute: Annotated[
        int, Field(gt=0, description="Most messages a minute of one conversation.")
    ] = 60
    conversations_per_hour: Annotated[
        int, Field(gt=0, description="Most new conversations an hour from one address.")
    ] = 60
    sound_minutes_per_hour: Annotated[
        int, Field(gt=0, description="Most minutes of speech an hour that are taken of one conversation.")
    ] = 120
    api_requests_per_minute: Annotated[
        int, Field(gt=0, description="Most requests a minute with one token of another program.")
    ] = 120
    complaint_acknowledge_days: Annotated[
        int,
        Field(
            gt=0,
            le=60,
            description="Working days within which somebody who complains is told that you have it.",
        ),
    ] = 3
    complaint_answer_days: Annotated[
        int, Field(gt=0, le=250, description="Working days within which a complaint is answered.")
    ] = 20
    private_webhooks: Annotated[
        bool,
        Field(
            description="Let webhooks and pushes reach addresses in the home's own network too; else only "
            "public ones."
        ),
    ] = False
    smtp_host: Annotated[
        str, Field(description="The mail server that takes e-mails of alarms; empty: none are sent.")
    ] = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535, description="The port of the mail server.")] = 587
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="How the way to it is locked: `starttls`, `tls` (mostly port 465), or `none`."),
    ] = "starttls"
    smtp_user: Annotated[str, Field(description="What we are called there; empty: we do not sign in.")] = ""
    smtp_password: Annotated[str, Field(description="The password that goes with it.")] = ""
    smtp_password_file: Annotated[Path | None, Field(description="A file with that, in its place.")] = None
    smtp_from: Annotated[
        str, Field(description="The address that e-mails of alarms come from; empty: `WM_SMTP_USER`.")
    ] = ""

    sign_ins_per_quarter_hour: Annotated[
        int,
        Field(gt=0, description="Most wrong pairing codes of tablets in 15 minutes, from one address."),
    ] = 10
    sign_in_tries: Annotated[
        int,
        Field(
            gt=0,
            description="Failed sign-ins of one name before the next has to wait: 30 seconds, then twice as "
            "long each time, up to 15 minutes. Four times as many from one address.",
        ),
    ] = 5
    idle_minutes: Annotated[
        int,
        Field(
            ge=0,
            description="After so many minutes without use a browser of staff has to sign in again; nothing "
            "that was written is lost, and calls for help still come. 0: only after 12 hours.",
        ),
    ] = 60

    oidc_issuer: Annotated[
        str,
        Field(
            description="The address of your group's sign-in (OpenID Connect); empty: with passwords alone."
        ),
    ] = ""
    oidc_name: Annotated[str, Field(description="What staff call that sign-in.")] = "your organisation"
    oidc_client_id: Annotated[str, Field(description="What this program is called there.")] = ""
    oidc_client_secret: Annotated[str, Field(description="The secret that goes with it.")] = ""
    oidc_client_secret_file: Annotated[
        Path | None, Field(description="A file with that secret, in its place.")
    ] = None
    oidc_scopes: Annotated[str, Field(description="What is asked for there; it starts with `openid`.")] = (
        "openid profile email"
    )
    oidc_groups_claim: Annotated[
        str, Field(description="Where somebody's groups stand in what it tells us.")
    ] = "groups"
    oidc_roles: Annotated[
        str,
        Field(
            description="Which group is what, such as `care-staff=reviewer@rose-court; directors=manager`; "
            "without a service it is at every one."
        ),
    ] = ""

    @property
    def database_address(self) -> str:
        """The database, with the default filled in."""
        return self.database or f"sqlite:///{self.data_folder / 'whatmatters.db'}"

    @property
    def key_place(self) -> Path:
        """The file with the key, with the default filled in: outside of the data folder.

        Raises WebError("bad_setting") if nobody knows where that is.
        """
        return self.key_file or own_folder() / "whatmatters" / "whatmatters.key"

    @property
    def earlier_key(self) -> Path:
        """Where the key of recordings was before everything was locked."""
        return self.data_folder / "keys" / "recordings.key"

    @property
    def periods(self) -> Periods:
        """How many days each kind of record stays."""
        others = Periods().as_numbers().keys() - {"recordings"}
        return Periods(
            recordings=self.recording_days, **{name: getattr(self, f"{name}_days") for name in others}
        )

    @property
    def erased_list(self) -> Path:
        """The file that remembers what was erased, whatever becomes of the database."""
        return self.data_folder / "erased.jsonl"

    @property
    def smtp_secret(self) -> str:
        """The password for the mail server, from its file if there is one. Raises OSError."""
        file = self.smtp_password_file
        return file.read_text("utf-8").strip() if file else self.smtp_password

    @property
    def voice_models(self) -> Path:
        """The folder of models that make out words, a folder for each."""
        return self.data_folder / "voice"

    @property
    def certificates(self) -> Path:
        """The folder of our own certificates, if there are any."""
        return self.data_folder / "tls"


def read_settings() -> Settings:
    """Read every setting once. Raises WebError("bad_setting") naming each wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"WM_{str(each['loc'][0]).upper()}: {each['msg']}" for each in error.errors())
        raise WebError("bad_setting", f"A setting cannot be used. {wrong}. See docs/settings.md.") from None
