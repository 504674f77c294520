"""An experiment as jobs of SLURM.

    pip install 'crims-bridge[experiments]' dask-jobqueue
    python examples/cluster/slurm_cluster.py staffing.toml 20

Run it where jobs can be submitted: a login node, or a job of its own. Each job is one worker with one thread.
A job that the queue ends loses only its run, which another worker makes again. PBSCluster, SGECluster and
LSFCluster take the same options.
"""

import sys
from typing import Any

import crims

JOB = {
    "cores": 1,
    "processes": 1,
    "memory": "1GB",
    "walltime": "02:00:00",
    "worker_extra_args": ["--lifetime", "110m", "--lifetime-stagger", "5m"],
    "job_script_prologue": ["export OMP_NUM_THREADS=1"],
}
"""Workers end by themselves ten minutes before the queue would end them."""


def cluster(**more: Any) -> Any:
    """The cluster, without a job yet; `more` are options of dask_jobqueue.SLURMCluster, such as `queue`."""
    from dask_jobqueue import SLURMCluster

    return SLURMCluster(**{**JOB, **more})


def main(file: str, jobs: str = "4") -> None:
    """Run an experiment in so many jobs."""
    with cluster() as made, made.get_client() as client:
        made.scale(jobs=int(jobs))
        client.wait_for_workers(1)
        print(crims.experiment(file, out="runs/on-slurm", client=client).runs.describe())


if __name__ == "__main__":
    main(*sys.argv[1:])
