"""What every brand promises: its golden files, well-formed XML, no secret where there is none, nothing smuggled in."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import Brand, Contact, Feature
from belplan.provisioning.catalogue import BRANDS, brand
from tests.provisioning.examples import BASE, CONTACTS, SECRET, ann, bruno
from tests.provisioning.golden_files import rendered

pytestmark = pytest.mark.fast
every_brand = pytest.mark.parametrize("maker", BRANDS, ids=lambda brand: brand.key)


@every_brand
def test_its_files_are_the_golden_ones(maker: Brand) -> None:
    for path, _, text in rendered(maker):
        assert text == path.read_text(), path


@every_brand
def test_its_xml_is_well_formed(maker: Brand) -> None:
    for path, file, text in rendered(maker):
        if "xml" in file.content_type:
            ElementTree.fromstring(text)  # noqa: S314 (our own)
        assert text.endswith("\n"), path


@every_brand
def test_the_secret_goes_out_once_and_is_never_blanked(maker: Brand) -> None:
    settings = maker.files[0].render(ann(maker))
    assert settings.count(SECRET) >= 1
    without = maker.files[0].render(dataclasses.replace(ann(maker), secret=None))
    assert SECRET not in without
    kept = [line for line in settings.splitlines() if SECRET not in line]
    assert _but_for_version(without.splitlines()) == _but_for_version(kept), "left out, and nothing else changes"
    for file in maker.files[1:]:
        assert SECRET not in file.render(ann(maker))


def _but_for_version(lines: list[str]) -> list[str]:
    """Fanvil's files have a version that is made from all the rest."""
    return [line for line in lines if "<Version>" not in line]


@every_brand
def test_one_that_is_kept_to_encryption_gets_other_settings_where_its_brand_can(maker: Brand) -> None:
    encrypted = dataclasses.replace(ann(maker), srtp=True, transport="tls")
    kept = dataclasses.replace(encrypted, srtp_only=True)
    settings = maker.files[0].render
    assert (settings(encrypted) != settings(kept)) == maker.forces_srtp


@every_brand
def test_what_people_typed_is_text_and_nothing_else(maker: Brand) -> None:
    """A name that looks like markup or another setting stays a name."""
    nasty = """Ann "'><P47>evil</P47> & account.1.password = x, $MAC ]]>"""
    plain = dataclasses.replace(bruno(maker), name="Ann", contacts=lambda: (Contact("Ann", "201"),))
    mean = dataclasses.replace(
        plain, name=nasty, keys=[LineKey("blf", "201", nasty)], contacts=lambda: (Contact(nasty, "201"),)
    )
    plain = dataclasses.replace(plain, keys=[LineKey("blf", "201", "Ann")])
    for file in maker.files:
        before, after = file.render(plain), file.render(mean)
        assert len(before.splitlines()) == len(after.splitlines())
        if "xml" in file.content_type:
            assert _shape(before) == _shape(after)


def _shape(text: str) -> list[tuple[str, list[str]]]:
    root = ElementTree.fromstring(text)  # noqa: S314 (our own)
    return [(element.tag, list(element.attrib)) for element in root.iter()]


@every_brand
def test_its_phonebook_holds_everybody(maker: Brand) -> None:
    assert (Feature.PHONEBOOK in maker.supports) == any(file.phonebook for file in maker.files)
    for file in (file for file in maker.files if file.phonebook):
        text = file.render(ann(maker))
        assert all(contact.number in text for contact in CONTACTS)


@every_brand
def test_a_telephone_of_each_type_gets_all_its_keys_told(maker: Brand) -> None:
    """More keys than the type has are left out, rather than put on some other key."""
    for model in maker.models:
        many = [LineKey("blf", f"7{number:03d}") for number in range(200)]
        text = maker.files[0].render(dataclasses.replace(ann(maker), model=model, keys=many))
        told = sum(f"7{number:03d}" in text for number in range(200))
        assert told == model.line_keys, model.title


@every_brand
def test_its_declaration_holds_together(maker: Brand) -> None:
    keys = [model.key for model in maker.models]
    assert len(set(keys)) == len(keys)
    assert brand(maker.key) is maker
    assert maker.options
    assert maker.address(BASE).startswith(BASE)
    assert all(option.text(BASE).startswith(BASE) for option in maker.options)


def test_no_brand_is_listed_twice() -> None:
    assert len({maker.key for maker in BRANDS}) == len(BRANDS)


def test_a_telephone_never_shows_its_secret_by_accident() -> None:
    assert SECRET not in repr(ann(BRANDS[0]))


@every_brand
def test_no_guess_at_a_telephone_passes_for_something_that_telephones_also_ask_for(maker: Brand) -> None:
    """What is asked for without a MAC address is never counted as a miss: no file of a telephone may look like it."""
    mac = "0a1b2c3d4e5f"
    names = ["{}.cfg", "{}.xml", "cfg{}.xml", "cfg{}", "{}-settings.cfg", "{}-directory.xml", "{}-phonebook.xml"]
    names += [
        "{}/phonebook.xml",
        "snomD785-{}.htm",
        "snom{}.xml",
        "{}.boot",
        "{}-phone.cfg",
        "dev{}.cfg",
        "{}",
    ]
    for name in names:
        for written in (mac, mac.upper(), "012345678901", "f01234567890", "F0ABCDEF0123"):
            assert maker.also_asked(name.format(written)) != "", name


AGENTS = {
    "cisco": ("Cisco-CP-8851-3PCC/11.3.1 (a4934c00a001)", "11.3.1"),
    "fanvil": ("Fanvil X4U 2.4.5 0c383e00a001", "2.4.5"),
    "grandstream": ("Grandstream Model HW GRP2614 SW 1.0.13.29 DevId 000b8200a001", "1.0.13.29"),
    "poly": ("FileTransport PolycomVVX-VVX_450-UA/6.4.0.15121 (SN:64167F00A001) Type/Application", "6.4.0.15121"),
    "snom": ("Mozilla/4.0 (compatible; snomD785-SIP 10.1.54.13 SPEAr300 SNOM 00041300A001)", "10.1.54.13"),
    "yealink": ("Yealink SIP-T54W 96.86.0.70 80:5e:c0:00:a0:01", "96.86.0.70"),
}


@pytest.mark.parametrize("key", sorted(AGENTS))
def test_a_telephone_tells_who_it_is_and_which_firmware_it_runs(key: str) -> None:
    agent, firmware = AGENTS[key]
    maker = brand(key)
    assert maker
    assert (maker.mac_in(agent), maker.firmware_in(agent)) == (ann(maker).mac, firmware)
    assert maker.mac_in("curl/8.5.0") == ""
