import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from bridge.base.time_windows import Window
from bridge.demand.area_factors import AreaFactors
from bridge.demand.demand import LocalDemand
from bridge.demand.request import DemandRequest
from bridge.wire import protocol
from bridge.wire.transport import unframe
from tests.bridge.wire.plain_client import CALL_KINDS, KINDS, PlainClient, factors, numbers, texts

DOC = Path(__file__).parents[3] / "docs" / "protocol.md"


@pytest.fixture
def endpoint() -> Iterator[str]:
    command = [sys.executable, "-m", "bridge.cli", "serve", "--endpoint", "tcp://127.0.0.1:*"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    yield process.stderr.readline().split()[-1]
    process.send_signal(signal.SIGTERM)
    process.stderr.close()
    assert process.wait() == 0


def test_a_client_that_knows_only_the_document(endpoint: str) -> None:
    client = PlainClient(endpoint, "plain-client-1")
    assert client.ask("ping", 7)["data"] == ["default"]
    times = {"start": "2018-07-01T00:00", "end": "2018-07-02T00:00"}
    opened = client.ask("open", 0, force="West Yorkshire", seed=5, areas=["Calderdale"], **times)
    codes = opened["area_codes"]
    by_area = {
        "categories": ["drugs"],
        "areas": codes,
        "factors": factors([[900.0] + [0.0] * (len(codes) - 1)]),
    }
    crimes = client.ask("advance", 1, loading={"burglary": 0.0}, area_loading=by_area, **times)["crimes"]
    assert client.ask("close", 2)["peak_memory_bytes"] > 0
    with pytest.raises(RuntimeError, match="session: "):
        client.ask("advance", 3, loading={}, **times)
    client.socket.close()
    spec = DemandRequest("West Yorkshire", datetime(2018, 7, 1), datetime(2018, 7, 2), 5, ("Calderdale",))
    drugs = AreaFactors(("drugs",), tuple(codes), np.array([[900.0] + [0.0] * (len(codes) - 1)]))
    ours = LocalDemand(spec).advance(Window(spec.start, spec.end), {"burglary": 0.0}, drugs)
    assert crimes["count"] == len(ours) > 0
    assert numbers(crimes, "minute") == ours.minute.tolist()
    assert numbers(crimes, "severity") == ours.severity.tolist()
    assert numbers(crimes, "reported") == ours.reported.tolist()
    assert {
        area
        for area, kind in zip(texts(crimes, "msoa"), texts(crimes, "category"), strict=True)
        if kind == "drugs"
    } == {codes[0]}
    assert Counter(texts(crimes, "category")) == ours.category.counts()
    assert "burglary" not in crimes["levels"]["category"]


def test_the_documents_examples_are_messages() -> None:
    examples = re.findall(r"```json\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    kinds = set()
    for text in examples:
        message = msgspec.json.decode(text)
        kinds.add(message["type"])
        if message["type"] == "crimes":
            for part, kinds_of in (("crimes", KINDS), ("calls", CALL_KINDS)):
                for name in kinds_of:
                    message[part][name] = bytes.fromhex(message[part][name])
        if message["type"] == "opened":
            message["area_rates"] = bytes.fromhex(message["area_rates"])
        if "area_loading" in message:
            message["area_loading"]["factors"] = bytes.fromhex(message["area_loading"]["factors"])
        data = msgspec.msgpack.encode(message)
        decode = protocol.decode_request if message["type"] in REQUESTS else protocol.decode_reply
        assert msgspec.to_builtins(decode(data), builtin_types=(bytes,)).items() >= message.items()
    assert kinds == REQUESTS | {"opened", "crimes", "closed", "pong", "failure"}


REQUESTS = {"open", "advance", "close", "ping"}


def test_the_documents_bytes_are_a_ping() -> None:
    lines = dict(
        re.findall(r"^(checksum|payload) +([0-9a-f ]+)$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    )
    payload = unframe([b"", bytes.fromhex(lines["checksum"]), bytes.fromhex(lines["payload"])])
    assert payload is not None
    assert protocol.decode_request(payload) == protocol.Ping(session="abcdefgh", step=7)
