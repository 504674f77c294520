"""An experiment on Kubernetes, by the Dask operator.

    helm install --repo https://helm.dask.org --create-namespace -n dask-operator \\
        --generate-name dask-kubernetes-operator
    pip install 'crims-bridge[experiments]' dask-kubernetes
    python examples/cluster/kubernetes_cluster.py staffing.toml registry.example/crims-bridge:0.2.0 10

The image holds crims-bridge of the same version with the extra `experiments`; docs/docker.md has one to
start from. Input files are part of the image, or on a volume that every pod has.
"""

import sys
from typing import Any

import crims

RESOURCES = {"requests": {"cpu": "1", "memory": "700Mi"}, "limits": {"memory": "1Gi"}}


def specification(image: str, workers: int) -> dict[str, Any]:
    """What the operator is asked for: workers with one thread each."""
    from dask_kubernetes.operator import make_cluster_spec

    found: dict[str, Any] = make_cluster_spec(
        name="crims",
        image=image,
        n_workers=workers,
        resources=RESOURCES,
        worker_command=["dask", "worker", "--nthreads", "1"],
        env={"OMP_NUM_THREADS": "1"},
    )
    return found


def main(file: str, image: str, workers: str = "4") -> None:
    """Run an experiment in so many pods."""
    from dask_kubernetes.operator import KubeCluster

    with (
        KubeCluster(custom_cluster_spec=specification(image, int(workers))) as made,
        made.get_client() as client,
    ):
        print(crims.experiment(file, out="runs/on-kubernetes", client=client).runs.describe())


if __name__ == "__main__":
    main(*sys.argv[1:])
