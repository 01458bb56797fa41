"""Stories of a port that cannot be had: which one, what it is for, and what to type instead."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from belplan.run.environment import Environment, read
from belplan.run.ports import require_free
from belplan.switch.asterisk.errors import SetupError

pytestmark = pytest.mark.fast


def on_free_ports(**other: str) -> dict[str, str]:
    """Variables of an exchange that no other program stands in the way of."""
    names = ("BELPLAN_PORT", "BELPLAN_SIP_PORT", "BELPLAN_TLS_PORT", "BELPLAN_ARI_PORT")
    probes = [socket.socket() for _ in names]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    numbers = [str(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return dict(zip(names, numbers, strict=True)) | other


@pytest.fixture(params=[socket.SOCK_STREAM, socket.SOCK_DGRAM])
def held(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    with closing(socket.socket(type=request.param)) as other:
        other.bind(("127.0.0.1", 0))
        if request.param == socket.SOCK_STREAM:
            other.listen()
        yield other


def number(other: socket.socket) -> str:
    return str(other.getsockname()[1])


def test_free_ports_are_fine() -> None:
    require_free(read(on_free_ports()))


def test_whoever_speaks_sip_already_is_named_with_another_port_to_type(held: socket.socket) -> None:
    here = read(on_free_ports(BELPLAN_SIP_PORT=number(held)))
    how = "UDP" if held.type == socket.SOCK_DGRAM else "TCP"
    with pytest.raises(SetupError, match=rf"Port {number(held)} on 127.0.0.1 \(SIP over {how}\) is taken") as refusal:
        require_free(here)
    require_free(read(on_free_ports(BELPLAN_SIP_PORT=suggested(refusal.value, "BELPLAN_SIP_PORT"))))


@pytest.mark.parametrize("variable", ["BELPLAN_PORT", "BELPLAN_TLS_PORT", "BELPLAN_ARI_PORT"])
@pytest.mark.parametrize("held", [socket.SOCK_STREAM], indirect=True)
def test_every_other_port_is_asked_for_too(held: socket.socket, variable: str) -> None:
    with pytest.raises(SetupError, match="is taken") as refusal:
        require_free(read(on_free_ports(**{variable: number(held)})))
    suggested(refusal.value, variable)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(SetupError, match="set BELPLAN_HOST to an address of this machine"):
        require_free(read(on_free_ports(BELPLAN_HOST="192.0.2.1")))


def suggested(problem: SetupError, variable: str) -> str:
    """The port that the sentence tells people to type."""
    return str(problem).split(f"{variable}=")[1].split()[0]


def test_here_means_the_ports_that_people_are_told() -> None:
    here: Environment = read({})
    assert (here.port, here.sip_port, here.tls_port, here.ari_port) == (8000, 5060, 5061, 8088)
