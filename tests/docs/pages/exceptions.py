"""Commands of the pages that are not run like the others, each with the reason; `*` is anything."""

OUTSIDE = {
    "make run": "installs what is running here",
    "make demo": "installs what is running here",
    "make test": "is what runs this",
    "make lint": "is run beside the tests",
    "make docs-commands": "is this, and more",
    "make bench": "minutes; speed is not measured beside other work",
    "make fuzz": "minutes",
    "make soak": "minutes",
    ". .venv/bin/activate": "this runs in the environment already",
    "pip install 'crims-bridge?ui?'": "needs the network",
    "git clone <your fork> && cd crims-bridge": "needs the network",
    "crims data fetch *": "needs the network; tests/bridge/cli/test_cli_data.py has a server",
    "crims population * --fetch *": "needs the network",
    "crims netlogo install*": "needs NetLogo's archive; tests/bridge/police/test_netlogo_install.py",
    "crims run --abm netlogo *": "needs NetLogo",
    "crims dock*": "needs NetLogo",
    "crims gui*": "needs NetLogo and a screen",
    "crims netlogo run event-response-with-shifts.nlogo *": "needs a checkout of that model",
    "crims experiment * --scheduler *": "needs a cluster; tests/bridge/experiments has one",
    "crims netlogo experiment * --scheduler *": "needs a cluster; tests/netlogo/behaviorspace has one",
    "dask *": "needs other hosts",
    "crims run --endpoint tcp://server:5557 *": "needs another host; tests/bridge/run/test_run_elsewhere.py",
    "crims calibrate *": "needs what was observed; tests/bridge/analysis calibrates",
    "crims report runs/score": "a score is reported in tests/bridge/reports/test_experiment_report.py",
    "crims validate --force NAME *": "NAME and PATH stand for the reader's own",
    "docker *": "needs Docker",
    "cp ~/Downloads/NetLogo*": "needs NetLogo's archive",
    "cookie=$(mktemp)": "needs X11",
    "xauth *": "needs X11",
}
"""Never run by the project: what is missing, and perhaps where the same is tested."""

PYTHON_ELSEWHERE = {
    "docs/python.md": "tests/docs/test_python.py runs it",
    "docs/couple-your-model.md": "is a test, which pytest runs",
    "docs/real-netlogo.md": "needs NetLogo",
    "docs/geography.md": "needs roads of these areas; tests/planning reads polygons and roads",
}
"""Pages whose blocks of Python are not run with their commands."""

STAYS = (
    "crims watch*",
    "crims ui*",
    "crims netlogo window *",
    "crims serve*",
    "crims netlogo lsp",
)
"""Run until they are interrupted: `make docs-commands` starts them and does so."""

LONG = (
    "crims experiment examples/england-and-wales.toml *",
    "crims run leeds.toml *",  # a month of West Yorkshire
    "crims run runs/leeds/run.json",
    "crims plan routes *",
    "crims plan score *",
    "crims plan districts * --front *",
    "crims plan show plans/city *",
    "crims plan districts --rates forecast *",
    "crims plan officers --rates forecast *",
    "crims plan show runs/plans/*",
    "crims plan compare runs/plans/*",
    "crims forecast score *",
    "crims validate *",
    "crims report * --validation *",
)
"""More than the tests have time for, or what follows from that: run by `make docs-commands`."""

ENDS_OTHERWISE = {
    "crims netlogo lint *": 5,  # there is something to tell
    "crims run --resume runs/leeds": 3,  # nobody stopped it
}
"""Exit codes of commands that do what the page says, and have something to tell."""

HERE = {"crims experiment *.toml*": "--workers 0"}
"""What the tests add: an experiment without processes of its own, which is an option that the page names."""

PREPARED: dict[str, tuple[str, ...]] = {
    "docs/experiments.md": (
        "crims experiment --quiet staffing.toml --workers 0 --out runs/a",
        "cp -r runs/a runs/b",
    ),
    "docs/dashboard.md": (
        "crims validate --force 'West Yorkshire'",
        "crims plan districts --area Calderdale --count 4 --out plans/even",
        "crims experiment --quiet staffing.toml --workers 0",
    ),
}
"""Commands that make what a page begins with."""
