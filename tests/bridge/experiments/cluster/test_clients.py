"""`crims experiment` on a scheduler with TLS: with its certificates it runs, without them it is refused."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bridge.cli import crims
from tests.bridge.experiments.small import three_hours

distributed = pytest.importorskip("distributed", reason="Dask is not installed")
FILE = three_hours(2)


def certificate(folder: Path, name: str) -> tuple[str, str, str]:
    """A certificate that vouches for itself, as of `openssl req -x509`: authorities, certificate, key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, public = serialization.Encoding.PEM, folder / f"{name}.pem"
    public.write_bytes(made.public_bytes(pem))
    private = folder / f"{name}-key.pem"
    private.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return str(public), str(public), str(private)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str, str]]:
    folder = tmp_path_factory.mktemp("tls")
    return {name: certificate(folder, name) for name in ("ours", "others")}


@pytest.fixture(scope="module")
def address(files: dict[str, tuple[str, str, str]]) -> Iterator[str]:
    """Of a scheduler with TLS and one worker."""
    ca, public, private = files["ours"]
    pairs = {f"tls_{who}_cert": public for who in ("scheduler", "worker", "client")}
    keys = {f"tls_{who}_key": private for who in ("scheduler", "worker", "client")}
    security = distributed.Security(tls_ca_file=ca, require_encryption=True, **pairs, **keys)
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        host="127.0.0.1",
        protocol="tls://",
        security=security,
        dashboard_address="127.0.0.1:0",
    ) as cluster:
        yield cluster.scheduler_address


def experiment(folder: Path, *arguments: str) -> Result:
    (folder / "e.toml").write_text(FILE)
    wanted = ["experiment", str(folder / "e.toml"), "--out", str(folder / "out"), *arguments]
    return CliRunner().invoke(crims, wanted)


@pytest.mark.filterwarnings("default")  # Dask's own, about its ports and files
def test_a_scheduler_with_tls_makes_the_runs(
    address: str, files: dict[str, tuple[str, str, str]], tmp_path: Path
) -> None:
    found = experiment(tmp_path, "--scheduler", address, "--tls", *files["ours"])
    assert found.exit_code == 0, found.output
    assert "2 of 2 runs done, 0 failed" in found.output
    assert pd.read_parquet(tmp_path / "out" / "runs.parquet")["error"].isna().all()


@pytest.mark.filterwarnings("default")
def test_other_certificates_are_refused_and_leave_no_folder(
    address: str, files: dict[str, tuple[str, str, str]], tmp_path: Path
) -> None:
    found = experiment(tmp_path, "--scheduler", address, "--tls", *files["others"])
    assert "no Dask scheduler answers" in str(found.exception)
    assert "certificate" in str(found.exception)
    assert not (tmp_path / "out").exists()


def test_what_is_wrong_with_the_files_is_said_before_anybody_is_asked(
    files: dict[str, tuple[str, str, str]], tmp_path: Path
) -> None:
    ca, public, private = files["ours"]
    nowhere = ["--scheduler", "tls://127.0.0.1:9", "--tls"]
    for given, expected in (
        ([*nowhere, ca, public, files["others"][2]], "are no certificate and its private key"),
        ([*nowhere, ca, public, str(tmp_path / "none.pem")], "expected a file with its key"),
        ([*nowhere, private, public, private], "holds no certificates"),
        (nowhere[:2], "expected --tls CA CERT KEY for 'tls://127.0.0.1:9'"),
        (["--tls", ca, public, private], "expected --scheduler or --scheduler-file beside --tls"),
    ):
        found = experiment(tmp_path, *given)
        assert expected in str(found.exception)
    assert not (tmp_path / "out").exists()
