import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.cli.service_commands.keys import new
from bridge.errors import DemandLost, ScenarioError
from bridge.service.responder import Responder
from bridge.service.service import Service
from bridge.wire import protocol
from bridge.wire.curve import ClientKeys, ClientList, KeyPair
from bridge.wire.transport import Patience, Requester
from tests.bridge.doubles import HourlyDemand
from tests.bridge.service.test_service import advance, open_
from tests.bridge.wire.test_transport import serving

BRIEF = Patience(answer=1.0, resend=0.3, connect=1.0, lost=1.0)
PATIENT = Patience(answer=30.0, resend=0.3)
SEEN: list[bytes] = []


def echo(data: bytes, client: str) -> bytes:
    SEEN.append(data)
    return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    result = CliRunner().invoke(new, ["server", "alice", "bob", "--to", str(tmp_path / "keys")])
    assert result.exit_code == 0
    return tmp_path / "keys"


@pytest.fixture
def endpoint(folder: Path) -> Iterator[str]:
    SEEN.clear()
    clients = ClientList(KeyPair.read(folder / "server.secret"), folder / "allowed")
    with serving(echo, clients=clients) as address:
        yield address


def ask(endpoint: str, keys: ClientKeys | None, patience: Patience) -> bytes:
    with Requester(endpoint, patience, keys=keys) as requester:
        return requester.ask(b"hello", lambda data: data)


def keys(folder: Path, name: str) -> ClientKeys:
    return ClientKeys.read(folder / f"{name}.secret", folder / "server.public")


def test_keys_are_their_owners_alone(folder: Path) -> None:
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    result = CliRunner().invoke(new, ["alice", "--to", str(folder)])
    assert isinstance(result.exception, ScenarioError)  # never overwritten
    (folder / "alice.secret").chmod(0o640)
    with pytest.raises(ScenarioError, match="chmod 600"):
        keys(folder, "alice")


def test_an_allowed_client_is_answered(endpoint: str, folder: Path) -> None:
    assert ask(endpoint, keys(folder, "alice"), PATIENT) == b"hello"


@pytest.mark.parametrize("who", ["no key", "wrong key", "wrong server key"])
def test_a_stranger_gets_nothing_and_leaves_one_line(
    who: str, endpoint: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pair, server = KeyPair.new(), keys(folder, "alice").server
    stranger = {
        "no key": None,
        "wrong key": ClientKeys(pair, server),
        "wrong server key": ClientKeys(keys(folder, "alice").own, pair.public),
    }[who]
    with pytest.raises(DemandLost):
        ask(endpoint, stranger, BRIEF)
    assert SEEN == []
    assert sum("turned away" in line for line in caplog.messages) == 1
    assert ask(endpoint, keys(folder, "bob"), PATIENT) == b"hello"


def test_a_revoked_key_gets_nothing_in_the_midst_of_a_session(
    endpoint: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Requester(endpoint, BRIEF, keys=keys(folder, "alice")) as requester:
        assert requester.ask(b"before", lambda data: data) == b"before"
        lines = (folder / "allowed").read_text().splitlines(keepends=True)
        (folder / "allowed").write_text("".join(line for line in lines if "alice" not in line))
        with pytest.raises(DemandLost):
            requester.ask(b"after", lambda data: data)
    assert SEEN == [b"before"]
    assert sum("turned away" in line for line in caplog.messages) == 1
    assert ask(endpoint, keys(folder, "bob"), PATIENT) == b"hello"


def test_a_list_that_is_written_anew_at_the_same_time_counts(folder: Path) -> None:
    allowed = folder / "allowed"
    clients = ClientList(KeyPair.read(folder / "server.secret"), allowed)
    alice, bob = (keys(folder, name).own.public.decode() for name in ("alice", "bob"))
    state = allowed.stat()
    assert clients.admits(alice, "")
    allowed.write_text(allowed.read_text().replace(alice, bob))  # as long as it was
    os.utime(allowed, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert not clients.admits(alice, "")


def test_keys_in_a_folder_of_everybody_are_refused(folder: Path) -> None:
    folder.chmod(0o777)
    with pytest.raises(ScenarioError, match="chmod 700"):
        keys(folder, "alice")
    result = CliRunner().invoke(new, ["carol", "--to", str(folder)])
    assert isinstance(result.exception, ScenarioError)
    folder.chmod(0o1777)
    keys(folder, "alice")


def test_git_leaves_keys_out(folder: Path) -> None:
    assert "*" in (folder / ".gitignore").read_text().splitlines()


def test_a_list_that_is_gone_lets_nobody_in(folder: Path) -> None:
    clients = ClientList(KeyPair.read(folder / "server.secret"), folder / "allowed")
    alice = keys(folder, "alice").own.public.decode()
    assert clients.admits(alice, "")
    (folder / "allowed").unlink()
    assert not clients.admits(alice, "")


def test_an_address_of_the_network_needs_keys() -> None:
    with pytest.raises(ScenarioError, match="crims keys new"):
        Responder("tcp://0.0.0.0:*")


def test_a_session_answers_only_to_the_key_that_opened_it(folder: Path) -> None:
    service = Service(HourlyDemand, {"default": None})
    clients = ClientList(KeyPair.read(folder / "server.secret"), folder / "allowed")
    with serving(service.handle, clients=clients) as address:
        with Requester(address, PATIENT, keys=keys(folder, "alice")) as alice:
            assert isinstance(alice.ask(open_(), protocol.decode_reply), protocol.Opened)
        with Requester(address, PATIENT, keys=keys(folder, "bob")) as bob:
            for request in (open_(), advance(1, 1, 2)):  # also the repetition of what it has answered
                reply = bob.ask(request, protocol.decode_reply)
                assert isinstance(reply, protocol.Failure)
                assert (reply.kind, "another client's" in reply.message) == ("session", True)
        with Requester(address, PATIENT, keys=keys(folder, "alice")) as again:  # another connection, same key
            assert isinstance(again.ask(advance(1, 1, 2), protocol.decode_reply), protocol.Sampled)
