"""Connections to the demand service that say nothing, or are too many."""

import socket
import time
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlsplit

import pytest
import zmq

from bridge.service.door import Door
from bridge.wire.transport import Patience, Requester
from tests.bridge.wire.test_transport import echo, serving

PATIENT = Patience(answer=60.0, resend=1.0, connect=60.0, lost=60.0)


def test_silent_connections_keep_nobody_out() -> None:
    with ExitStack() as stack:
        few = partial(Door, in_all=8, greeting=1.0)
        endpoint = stack.enter_context(serving(echo, door=few))
        where = urlsplit(endpoint)
        silent = [
            stack.enter_context(socket.create_connection((where.hostname, where.port), timeout=60))
            for _ in range(40)
        ]
        with Requester(endpoint, PATIENT) as requester:
            assert requester.ask(b"hello", lambda data: data) == b"hello"
        for one in silent:
            while one.recv(100):  # the greeting, then the end
                pass


@pytest.mark.parametrize(
    ("address", "count", "since", "too_many"),
    [
        ("192.0.2.1", 64, 60.0, False),
        ("192.0.2.1", 65, 60.0, True),
        ("192.0.2.1", 32, 0.0, False),
        ("192.0.2.1", 33, 0.0, True),
        ("127.0.0.1", 512, 0.0, False),
        ("::ffff:127.0.0.1", 513, 0.0, True),
    ],
)
def test_one_address_of_the_network_takes_a_part_only(
    address: str, count: int, since: float, too_many: bool
) -> None:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as listening:
        door = Door(listening)
        now = time.monotonic()
        door._open.update(dict.fromkeys(range(count), (address, now - since)))
        assert door._too_many(address, now) is too_many
        door.close()
