"""Stories of the files that Asterisk starts from, its certificate, and a port or folder that stands in the way."""

import errno
import stat
from configparser import ConfigParser
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509

from belplan.switch.asterisk.certificate import ensure_certificate
from belplan.switch.asterisk.config import SwitchConfig, texts, write_config
from belplan.switch.asterisk.errors import SetupError
from belplan.switch.asterisk.installation import Installation
from belplan.switch.asterisk.launch import command

pytestmark = pytest.mark.fast


@pytest.fixture
def config(tmp_path_factory: pytest.TempPathFactory) -> SwitchConfig:
    data = tmp_path_factory.mktemp("d")
    share = data / "share"
    return SwitchConfig(
        installation=Installation("22.10.1", data / "asterisk", data / "modules", share),
        data=data,
        sounds=data / "sounds",
        certificate=data / "certificate.pem",
        certificate_key=data / "key.pem",
        sip_port=15060,
        tls_port=15061,
        http_port=18088,
    )


def parsed(config: SwitchConfig, name: str) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None, delimiters=("=>", "="), allow_no_value=True)
    parser.read_string(texts(config)[name])
    return parser


def test_every_folder_lies_in_the_data_folder_or_in_the_installation(config: SwitchConfig) -> None:
    directories = parsed(config, "asterisk.conf")["directories"]
    assert len(directories) == 12
    assert all(folder.startswith(str(config.data)) for folder in directories.values())


def test_control_is_on_loopback_whatever_address_telephones_use(config: SwitchConfig) -> None:
    everywhere = replace(config, host="0.0.0.0")  # noqa: S104
    assert parsed(everywhere, "http.conf")["general"]["bindaddr"] == "127.0.0.1"
    assert parsed(everywhere, "pjsip.conf")["udp"]["bind"] == "0.0.0.0:15060"
    assert parsed(everywhere, "pjsip.conf")["tls"]["bind"] == "0.0.0.0:15061"


def test_every_other_door_is_shut(config: SwitchConfig) -> None:
    assert parsed(config, "manager.conf")["general"]["enabled"] == "no"
    assert "anonymous" not in texts(config)["modules.conf"] + texts(config)["pjsip.conf"]
    assert "app_system" not in texts(config)["modules.conf"]


def test_the_password_stays_the_same_and_is_the_owners_alone(config: SwitchConfig) -> None:
    write_config(config)
    password = config.ari_password()
    assert len(password) >= 32
    assert parsed(config, "ari.conf")["belplan"]["password"] == password
    write_config(config)
    assert config.ari_password() == password
    private = [config.home / "ari-password", *config.main_file.parent.iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}


@pytest.mark.parametrize("secret", ["ari-password", "key.pem", "certificate.pem"])
def test_a_full_disk_leaves_no_half_written_secret(
    config: SwitchConfig, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    to_disk = Path.write_bytes

    def write(path: Path, content: bytes) -> int:
        if secret in path.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return to_disk(path, content)

    def make() -> None:
        config.ari_password()
        ensure_certificate(config.certificate, config.certificate_key, "127.0.0.1")

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_bytes", write)
        with pytest.raises(OSError, match="No space"):
            make()
    make()
    assert len(config.ari_password()) >= 32
    x509.load_pem_x509_certificate(config.certificate.read_bytes())
    assert [path for path in config.data.rglob("*.new") if path.is_file()] == []


def test_what_lay_in_the_configuration_folder_is_gone(config: SwitchConfig) -> None:
    write_config(config)
    stray = config.main_file.parent / "stray.conf"
    stray.touch()
    write_config(config)
    assert not stray.exists()


def test_nothing_with_a_dialled_number_is_logged(config: SwitchConfig) -> None:
    assert parsed(config, "logger.conf")["logfiles"]["asterisk.log"] == "warning,error"


def test_what_was_dialled_is_cleaned_before_it_is_passed_on(config: SwitchConfig) -> None:
    entries = [line for line in texts(config)["extensions.conf"].splitlines() if "Stasis(" in line]
    assert len(entries) == 6
    assert all("${FILTER(" in line for line in entries)


def test_a_data_folder_with_a_long_path_is_refused(config: SwitchConfig) -> None:
    with pytest.raises(SetupError, match=r"too long.*at most 80 characters"):
        write_config(replace(config, data=config.data / ("x" * 100)))


def test_a_data_folder_that_is_a_file_is_refused(config: SwitchConfig) -> None:
    config.home.touch()
    with pytest.raises(SetupError, match="cannot be written"):
        write_config(config)


def test_the_command_stays_in_the_foreground_with_our_files(config: SwitchConfig) -> None:
    assert command(config)[-3:] == ["-f", "-C", str(config.main_file)]


@pytest.mark.parametrize("host", ["127.0.0.1", "sip.example.net"])
def test_a_certificate_is_made_once_and_its_key_is_private(tmp_path: Path, host: str) -> None:
    certificate, key = tmp_path / "tls/certificate.pem", tmp_path / "tls/key.pem"
    ensure_certificate(certificate, key, host)
    made = certificate.read_bytes()
    names = x509.load_pem_x509_certificate(made).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    assert [*addresses, *names.get_values_for_type(x509.DNSName)] == [host]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    ensure_certificate(certificate, key, host)
    assert certificate.read_bytes() == made
