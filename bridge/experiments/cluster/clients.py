"""Clients of Dask clusters: one that runs already, or one of this machine's cores."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridge.errors import EngineUnavailable, ScenarioError

if TYPE_CHECKING:
    from distributed import Client

Tls = tuple[Path, Path, Path]
"""Files in PEM form: certificates of the authorities that are trusted, our certificate, its private key."""
DEATHS = 1
"""How often a run may end its worker before it counts as failed."""
WAIT_SECONDS = 20
"""For an answer of a scheduler."""
LIMIT_ONLY = {
    "target": False,
    "spill": False,
    "pause": False,
    "terminate": 1.0,
}
"""A worker is ended at its limit, and nothing happens before: what it holds is a model and not data that Dask
could spill, and one that pauses at four fifths of its limit would never go on.
"""


def connect(address: str | None, file: Path | None, tls: Tls | None) -> Client:
    """A client of a Dask cluster that runs already.

    Args:
        address: of its scheduler, such as `tcp://host:8786` or `tls://host:8786`.
        file: of its scheduler, instead of the address.
        tls: for a scheduler on `tls://`.

    Raises:
        ScenarioError: the files cannot be used for TLS, or are missing for an address on tls://.
        EngineUnavailable: nobody answers, or Dask is missing.
    """
    distributed = _dask()
    where = {"scheduler_file": str(file)} if file is not None else {"address": address}
    if file is not None and not file.is_file():
        raise ScenarioError(f"expected a scheduler's file, there is no {str(file)!r}")
    if tls is None and (address or "").startswith("tls:"):
        raise ScenarioError(f"expected --tls CA CERT KEY for {address!r}: the scheduler wants certificates")
    security: Any = None
    if tls is not None:
        _check_tls(*tls)
        ca, certificate, key = map(str, tls)
        security = distributed.Security(
            tls_ca_file=ca, tls_client_cert=certificate, tls_client_key=key, require_encryption=True
        )
    try:
        client: Client = distributed.Client(**where, security=security, timeout=WAIT_SECONDS)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise EngineUnavailable(
            f"no Dask scheduler answers at {str(file or address)!r}: {error or type(error).__name__}"
        ) from error
    return client


def local_workers(workers: int | None, memory: str, stack: ExitStack) -> Client:
    """A cluster on this machine.

    Args:
        workers: processes, each with one thread; None for one a core.
        memory: of each, as Dask reads it, such as `700MiB`; a worker that needs more is ended.
        stack: ends the cluster.

    Raises:
        ScenarioError: the memory is none.
        EngineUnavailable: Dask is missing.
    """
    distributed = _dask()
    import dask

    limits = {f"distributed.worker.memory.{name}": value for name, value in LIMIT_ONLY.items()}
    stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": DEATHS, **limits}))
    try:
        cluster = stack.enter_context(
            distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=memory,
                dashboard_address="127.0.0.1:0",
                host="127.0.0.1",
            )
        )
    except ValueError as error:
        raise ScenarioError(f"expected a size such as 700MiB or 2GB for --memory, got {memory!r}") from error
    client: Client = stack.enter_context(distributed.Client(cluster))
    return client


def _check_tls(ca: Path, certificate: Path, key: Path) -> None:
    """Refuse files that TLS cannot use: Dask's own words do not say which of them it is.

    Raises:
        ScenarioError: a file is missing, or is no certificate or key, or the two do not belong together.
    """
    for what, path in (("certificates to trust", ca), ("a certificate", certificate), ("its key", key)):
        if not path.is_file():
            raise ScenarioError(f"--tls: expected a file with {what}, there is no {str(path)!r}")
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(str(ca))
    except ssl.SSLError as error:
        raise ScenarioError(f"--tls: {str(ca)!r} holds no certificates in PEM form: {error}") from error
    try:
        context.load_cert_chain(str(certificate), str(key))
    except ssl.SSLError as error:
        raise ScenarioError(
            f"--tls: {str(certificate)!r} and {str(key)!r} are no certificate and its private key in PEM "
            f"form: {error}"
        ) from error


def _dask() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise EngineUnavailable(
            "workers need Dask: pip install 'crims-bridge[experiments]', or give --workers 0"
        ) from error
    return distributed
