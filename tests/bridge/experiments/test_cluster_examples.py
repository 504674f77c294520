"""The examples of clusters load and ask for what they say, without a cluster."""

import inspect
import runpy
from typing import Any

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("default")  # of the packages that make the clusters


def example(name: str) -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "examples" / "cluster" / f"{name}_cluster.py"))


def test_a_job_of_slurm_is_one_worker_with_one_thread() -> None:
    pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is not installed")
    with example("slurm")["cluster"](queue="short", interface=None) as made:
        script = made.job_script()
    assert "#SBATCH -p short" in script
    assert "--nthreads 1" in script
    assert "--lifetime 110m" in script


def test_pods_of_kubernetes_have_one_thread_each() -> None:
    pytest.importorskip("dask_kubernetes", reason="dask-kubernetes is not installed")
    spec = example("kubernetes")["specification"]("crims-bridge:1", 3)["spec"]
    assert spec["worker"]["replicas"] == 3
    [container] = spec["worker"]["spec"]["containers"]
    assert container["image"] == "crims-bridge:1"
    assert container["args"][:4] == ["dask", "worker", "--nthreads", "1"]


def test_hosts_of_ssh_get_workers_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    signature = inspect.signature(distributed.SSHCluster)
    asked: list[inspect.BoundArguments] = []
    monkeypatch.setattr(distributed, "SSHCluster", lambda *a, **k: asked.append(signature.bind(*a, **k)))
    example("ssh")["cluster"](["one", "two"])
    assert asked[0].arguments["hosts"] == ["one", "two"]
    assert asked[0].arguments["worker_options"]["nthreads"] == 1
