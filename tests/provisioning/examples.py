"""Two telephones that every brand's files are written for: Ann's, plain and new, and Bruno's, encrypted and known.

Where a brand has types without keys (DECT systems), Zoé has one.
"""

from __future__ import annotations

import dataclasses

from belplan.exchange.models.line_keys import LineKey
from belplan.provisioning.brand import Brand, Contact, Phone
from belplan.provisioning.zones import zone

MACS = {"yealink": "805ec0", "snom": "000413", "grandstream": "000b82", "gigaset": "7c2f80"}
MACS |= {"fanvil": "0c383e", "poly": "64167f", "cisco": "a4934c"}
SECRET = "0123456789abcdef0123456789abcdef"
BASE = "https://panel.example.com/provision/0f1e2d3c4b5a69788796a5b4c3d2e1f0/"
CONTACTS = (Contact("Ann Peeters", "201"), Contact("Bruno Café & <Fils>", "202"), Contact("Wim Jacobs", "0475112233"))


def ann(brand: Brand) -> Phone:
    """In Brussels, over UDP, for the first time: the secret goes along."""
    return Phone(
        mac=f"{MACS[brand.key]}00a001",
        model=next(model for model in brand.models if model.line_keys > 2),
        name="Ann Peeters",
        extension="201",
        account="desk-ann.acme",
        secret=SECRET,
        server="sip.example.com",
        port=5060,
        transport="udp",
        srtp=False,
        language="nl",
        country="BE",
        zone=zone("Europe/Brussels"),
        keys=(LineKey("line", "", "Ann"), LineKey("blf", "202", "Bruno"), LineKey("speed_dial", "0475112233", "Wim")),
        base=BASE,
        voicemail="1233",
        contacts=lambda: CONTACTS,
    )


def bruno(brand: Brand) -> Phone:
    """In New York, in French, encrypted, after the first day: without the secret. He has the type with most keys."""
    return Phone(
        mac=f"{MACS[brand.key]}00b002",
        model=max(brand.models, key=lambda model: model.line_keys),
        name="Bruno Café & <Fils>",
        extension="202",
        account="desk-bruno.acme",
        secret=None,
        server="sip.example.com",
        port=5061,
        transport="tls",
        srtp=True,
        language="fr",
        country="US",
        zone=zone("America/New_York"),
        keys=(
            LineKey("line"),
            LineKey("blf", "201", "Ann & co"),
            LineKey("do_not_disturb", "", "Stil"),
            LineKey("phonebook", "", "Boek"),
            LineKey("blf", "800"),
        ),
        base=BASE,
        voicemail="1233",
        contacts=lambda: CONTACTS,
    )


def people(brand: Brand) -> dict[str, Phone]:
    """Each with the name that their golden files have."""
    found = {"ann": ann(brand), "bruno": bruno(brand)}
    without_keys = [model for model in brand.models if not model.line_keys]
    if without_keys:
        found["zoe"] = dataclasses.replace(
            found["ann"],
            model=without_keys[-1],
            mac=f"{MACS[brand.key]}00c003",
            name="Zoé Maes",
            extension="203",
            account="desk-zoe.acme",
        )
    return found
