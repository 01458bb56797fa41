"""Writes every file that Asterisk reads at its start, from one frozen description of the switch."""

import resource
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from belplan.switch.asterisk import dialplan, hold_music, lamp_groups
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.asterisk.installation import Installation
from belplan.switch.asterisk.modules import modules_conf
from belplan.switch.asterisk.private_file import write_private

ARI_USER = "belplan"
LONGEST_SOCKET_PATH = 107  # bytes, unix(7)
OPEN_FILES = 65536  # a relayed call takes about 10
# Asterisk makes a message of each of these for each call or packet; nothing here listens to them.
UNHEARD_MESSAGES = (
    "ast_channel_varset_type",
    "ast_rtp_rtcp_sent_type",
    "ast_rtp_rtcp_received_type",
    "cel_generic_type",
    "cdr_read_message_type",
    "cdr_write_message_type",
    "cdr_prop_write_message_type",
)


@dataclass(frozen=True, slots=True)
class SwitchConfig:
    """Where one Asterisk listens and keeps its files; several run side by side, each with ports and data of its own."""

    installation: Installation
    data: Path  # Belplan's data folder, absolute; Asterisk writes into `asterisk` and `log` under it
    sounds: Path  # the exchange's own prompts: LANGUAGE/NAME.wav, 8 kHz mono
    certificate: Path  # PEM, for SIP over TLS
    certificate_key: Path
    host: str = "127.0.0.1"
    sip_port: int = 5060  # UDP and TCP
    tls_port: int = 5061
    http_port: int = 8088  # ARI; on loopback whatever `host` is
    rtp_first: int = 10000
    rtp_last: int = 19999
    app: str = "belplan"

    @property
    def home(self) -> Path:
        """The folder that belongs to Asterisk."""
        return self.data / "asterisk"

    @property
    def main_file(self) -> Path:
        """The file that a starting Asterisk is pointed to; it leads to all others."""
        return self.home / "etc/asterisk.conf"

    @property
    def accounts(self) -> Path:
        """The SQLite file with the telephones and trunks."""
        return self.home / "accounts.sqlite3"

    @property
    def beep(self) -> Path:
        """The folder with what is heard on hold where a company has no music."""
        return hold_music.beep_folder(self.accounts)

    @property
    def registrar(self) -> Path:
        """The file in which Asterisk keeps where telephones are registered."""
        return self.home / "lib/astdb.sqlite3"

    @property
    def recordings(self) -> Path:
        """The folder in which Asterisk records, until what it recorded is fetched."""
        return self.home / "spool/recording"

    @property
    def log(self) -> Path:
        """The folder of Asterisk's log files."""
        return self.data / "log"

    @property
    def ari_url(self) -> str:
        """The root of the REST interface, without a slash at its end."""
        return f"http://127.0.0.1:{self.http_port}/ari"

    def ari_password(self) -> str:
        """The password of user `belplan` on ARI: generated once, kept in a file that only its owner reads."""
        file = self.home / "ari-password"
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            write_private(file, secrets.token_urlsafe(24).encode())
        return file.read_text()


def write_config(config: SwitchConfig) -> None:
    """Write the configuration folder anew; whatever else lay in it, and in the recordings', is removed.

    Raises SetupError.
    """
    _require_short_path(config)
    etc = config.main_file.parent
    try:
        for folder in (etc, config.recordings):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (etc, config.recordings, config.home / "lib/keys", *_folders(config).values()):
            folder.mkdir(parents=True, exist_ok=True)
        etc.chmod(0o700)
        config.beep.mkdir(parents=True, exist_ok=True)
        (config.beep / "beep.sln").write_bytes(hold_music.beep())
        for name, text in texts(config).items():
            write_private(etc / name, text.encode())
    except OSError as error:
        raise SetupError(
            f"Asterisk's configuration cannot be written to {etc} ({error.strerror}): "
            "make the data folder yours and see that its disk has room, then start again."
        ) from error


def texts(config: SwitchConfig) -> dict[str, str]:
    """Every configuration file, by name."""
    return {
        "asterisk.conf": _asterisk_conf(config),
        "modules.conf": modules_conf(config.installation.modules),
        "logger.conf": _section("general", dateformat="%F %T", appendhostname="no", queue_log="no")
        # Lower levels hold numbers that were dialled.
        + "[logfiles]\nasterisk.log => warning,error\n",
        "http.conf": _section(
            "general",
            enabled="yes",
            bindaddr="127.0.0.1",
            bindport=config.http_port,
            sessionlimit=500,
            session_inactivity=30000,
            enable_static="no",
            enable_status="no",
        ),
        "ari.conf": _section("general", enabled="yes", websocket_write_timeout=5000)
        + _section(ARI_USER, type="user", password=config.ari_password(), read_only="no"),
        "stasis.conf": "[declined_message_types]\n" + "".join(f"decline={name}\n" for name in UNHEARD_MESSAGES),
        "pjsip.conf": _pjsip_conf(config),
        "rtp.conf": _section("general", rtpstart=config.rtp_first, rtpend=config.rtp_last, strictrtp="yes"),
        "extconfig.conf": "[settings]\n"
        + "".join(f"{table} => sqlite3,accounts\n" for table in (*TABLES.values(), *READ_BESIDES)),
        "sorcery.conf": _sorcery_conf(),
        # A batch would leave a transaction open in which Asterisk never sees what was written after it began.
        "res_config_sqlite3.conf": _section("accounts", dbfile=config.accounts, requirements="warn", batch=0),
        "musiconhold.conf": _section("default", mode="files", directory=config.beep, sort="alpha"),
        "indications.conf": dialplan.INDICATIONS,
        "extensions.conf": dialplan.extensions_conf(config.app, config.sounds, config.home / lamp_groups.FILE),
        "manager.conf": _section("general", enabled="no"),
        "cdr.conf": _section("general", enable="no"),
        "cel.conf": _section("general", enable="no"),
        "features.conf": _section("general"),
        "udptl.conf": _section("general"),
        "ccss.conf": _section("general"),
        **dict.fromkeys(("acl.conf", "pjproject.conf", "websocket_client.conf"), ""),
    }


READ_BY_DIALPLAN = ("fallbacks", "emergencies")  # while nobody steers: who rings, and where emergency calls leave

READ_BESIDES = (*READ_BY_DIALPLAN, hold_music.TABLE)

# Which table holds what kind of object; the tables are written by belplan.switch.asterisk.accounts.
TABLES = {
    "endpoint": "ps_endpoints",
    "auth": "ps_auths",
    "aor": "ps_aors",
    "identify": "ps_endpoint_id_ips",
    "registration": "ps_registrations",
}
_OWNERS = {
    "endpoint": "res_pjsip",
    "auth": "res_pjsip",
    "aor": "res_pjsip",
    "identify": "res_pjsip_endpoint_identifier_ip",
    "registration": "res_pjsip_outbound_registration",
}


def _sorcery_conf() -> str:
    lines: dict[str, list[str]] = {}
    for kind, owner in _OWNERS.items():
        lines.setdefault(owner, []).append(f"{kind}=realtime,{TABLES[kind]},allow_unqualified_fetch=yes")
    return "".join(f"[{owner}]\n" + "\n".join(rows) + "\n\n" for owner, rows in lines.items())


def _asterisk_conf(config: SwitchConfig) -> str:
    hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = OPEN_FILES if hard_limit == resource.RLIM_INFINITY else min(OPEN_FILES, hard_limit)
    return _section("directories", **_folders(config), **_installed_folders(config)) + _section(
        "options", defaultlanguage="en", languageprefix="yes", maxfiles=files, hideconnect="yes"
    )


def _folders(config: SwitchConfig) -> dict[str, Path]:
    home = config.home
    return {
        "astcachedir": home / "cache",
        "astetcdir": home / "etc",
        "astvarlibdir": home / "lib",
        "astdbdir": home / "lib",
        "astkeydir": home / "lib",
        "astspooldir": home / "spool",
        "astrundir": home / "run",
        "astlogdir": config.log,
    }


def _installed_folders(config: SwitchConfig) -> dict[str, Path]:
    installed = config.installation
    return {
        "astmoddir": installed.modules,
        "astdatadir": installed.share,
        "astagidir": installed.share / "agi-bin",
        "astsbindir": installed.program.parent,
    }


def _pjsip_conf(config: SwitchConfig) -> str:
    sip, tls = f"{config.host}:{config.sip_port}", f"{config.host}:{config.tls_port}"
    return (
        _section(
            "global",
            type="global",
            user_agent="Belplan",
            # A telephone is known by its name and then by its secret; only a trunk is known by its address.
            endpoint_identifier_order="username,ip",
            default_realm="belplan",
            keep_alive_interval=90,
        )
        + _section("udp", type="transport", protocol="udp", bind=sip)
        + _section("tcp", type="transport", protocol="tcp", bind=sip)
        + _section(
            "tls",
            type="transport",
            protocol="tls",
            bind=tls,
            cert_file=config.certificate,
            priv_key_file=config.certificate_key,
            method="tlsv1_2",
        )
    )


def _section(name: str, **options: object) -> str:
    return f"[{name}]\n" + "".join(f"{key}={value}\n" for key, value in options.items()) + "\n"


def _require_short_path(config: SwitchConfig) -> None:
    socket = config.home / "run/asterisk.ctl"
    if len(str(socket).encode()) > LONGEST_SOCKET_PATH:
        raise SetupError(
            f"The path of the data folder {config.data} is too long for Asterisk's control socket: "
            "choose a data folder whose path has at most 80 characters."
        )
