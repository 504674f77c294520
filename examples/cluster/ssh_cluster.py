"""An experiment on several machines that are reached by SSH.

    pip install 'crims-bridge[experiments]' asyncssh
    python examples/cluster/ssh_cluster.py staffing.toml scheduler-host worker-1 worker-2

Every host needs crims-bridge of the same version; the first runs the scheduler. SSH must know the hosts and
let you in without a password. Input files that the scenario names must lie at the same path everywhere.
"""

import sys
from typing import Any

import crims

WORKER = {"nthreads": 1, "n_workers": 2, "memory_limit": "700MiB"}
"""Of each host: processes with one thread, which makes one run at a time."""


def cluster(hosts: list[str]) -> Any:
    """The cluster; it ends with the block that it is used in."""
    from distributed import SSHCluster

    return SSHCluster(hosts, worker_options=WORKER)


def main(file: str, *hosts: str) -> None:
    """Run an experiment on the hosts."""
    with cluster(list(hosts)) as made, made.get_client() as client:
        print(crims.experiment(file, out="runs/on-several-hosts", client=client).runs.describe())


if __name__ == "__main__":
    main(*sys.argv[1:])
