"""Expected tables are those that NetLogo 6.4.0's headless launcher writes for the same experiments."""

from decimal import Decimal
from pathlib import Path

import pytest

from netlogo.behaviorspace import (
    Experiment,
    ExperimentError,
    Options,
    Outputs,
    RunResult,
    Stepped,
    Summary,
    choose,
    read_experiments,
    run_experiment,
)
from netlogo.errors import ProgramError
from tests.netlogo.behaviorspace.experiment_models import CODE, experiment, values, write_model

KINDS = ("table", "spreadsheet", "lists", "stats", "runs")


def made(
    folder: Path,
    inside: str,
    *,
    code: str = CODE,
    processes: int = 1,
    options: Options | None = None,
    **attributes: object,
) -> tuple[Summary, dict[str, list[str]]]:
    """Run the one experiment of a model; its outputs without the header of six lines."""
    xml = experiment(inside, **attributes)
    model = write_model(folder, xml, code)
    (one,) = read_experiments(xml, "the test")
    outputs = Outputs(**{kind: folder / f"{kind}.csv" for kind in KINDS})
    summary = run_experiment(model, one, outputs, options, processes=processes)
    texts = {kind: (folder / f"{kind}.csv").read_text().splitlines() for kind in KINDS}
    return summary, {kind: lines if kind == "runs" else lines[6:] for kind, lines in texts.items()}


def settings(xml: str) -> list[tuple[object, ...]]:
    (one,) = read_experiments(xml, "the test")
    assert one.number_of_runs == len(list(one.runs()))
    return [tuple(value for _, value in run) for run in one.runs()]


def sub(inside: str) -> str:
    return f"<subExperiment>{inside}</subExperiment>"


def test_last_variable_changes_fastest_in_sequential_order() -> None:
    xml = experiment(values("a", "1", "2") + values("b", "true", "false"), repetitions=2)
    assert settings(xml) == [(1, True)] * 2 + [(1, False)] * 2 + [(2, True)] * 2 + [(2, False)] * 2


def test_first_variable_changes_fastest_otherwise() -> None:
    xml = experiment(values("a", "1", "2") + values("b", "3", "4"), repetitions=2, sequentialRunOrder="false")
    assert settings(xml) == [(1, 3), (2, 3), (1, 4), (2, 4)] * 2


def test_steps_are_decimal_and_include_the_last() -> None:
    tenths = Stepped("a", Decimal("0"), Decimal("0.1"), Decimal("0.3"))
    assert list(tenths) == [0.0, 0.1, 0.2, 0.3]
    assert list(Stepped("a", Decimal(5), Decimal(-2), Decimal(0))) == [5.0, 3.0, 1.0]
    assert list(Stepped("a", Decimal(1), Decimal(1), Decimal(1))) == [1.0]


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_step_the_wrong_way_is_refused(step: str) -> None:
    with pytest.raises(ExperimentError, match="a step from 0 towards 3"):
        Stepped("a", Decimal(0), Decimal(step), Decimal(3))


@pytest.mark.parametrize(
    ("first", "step", "last"),
    [
        ("0", "1e-999999", "10"),
        ("0", "1e-9", "10"),
        ("0", "1", "1e999999"),
        ("-9e999999", "1e-99", "9e999999"),
    ],
)
def test_more_values_than_anybody_can_run_are_refused(first: str, step: str, last: str) -> None:
    with pytest.raises(ExperimentError, match=r"expected (numbers for|at most 1,000,000,000 values of) 'a'"):
        len(Stepped("a", Decimal(first), Decimal(step), Decimal(last)))


def test_sub_experiments_override_and_fill_in_constants() -> None:
    subs = sub(values("b", "7")) + sub(values("a", "8", "9"))
    assert settings(experiment(values("a", "1") + values("b", "2") + subs)) == [(1, 7), (8, 2), (9, 2)]


def test_a_variable_without_value_in_a_sub_experiment_is_refused() -> None:
    subs = (
        f"<subExperiment>{values('b', '7')}</subExperiment><subExperiment>{values('c', '8')}</subExperiment>"
    )
    with pytest.raises(ExperimentError, match="a value of 'c' in sub-experiment 1"):
        settings(experiment(subs))


def test_names_of_netlogo_5_and_elements_of_netlogo_7_are_read() -> None:
    old = (
        '<experiment name="o" repetitions="1" runMetricsEveryTick="false">'
        '<final>x</final><timeLimit ticks="4"/></experiment>'
    )
    new = (
        '<experiment name="n" repetitions="1" runMetricsEveryStep="false" timeLimit="4">'
        f"<postRun>x</postRun><metrics><metric>1</metric></metrics><constants>{values('a', '1')}</constants>"
        f"<subExperiments>{sub(values('a', '2'))}</subExperiments></experiment>"
    )
    one, two = read_experiments(f"<experiments>{old}{new}</experiments>", "the test")
    assert one == Experiment("o", post_run="x", time_limit=4, every_step=False)
    assert (two.time_limit, two.metrics, [len(sets) for sets in two.value_sets()]) == (4, ("1",), [1])


def test_a_wrong_name_is_told_the_near_ones() -> None:
    with pytest.raises(ExperimentError, match="did you mean 'density'"):
        choose([Experiment("density"), Experiment("x")], "densty", "m.nlogo")


def test_table_and_spreadsheet_of_every_step(tmp_path: Path) -> None:
    inside = '<timeLimit steps="1"/><metric>ticks</metric><metric>mood</metric>' + values("walkers", "1", "2")
    _, lines = made(tmp_path, inside)
    assert lines["table"] == [
        '"[run number]","walkers","[step]","ticks","mood"',
        '"1","1","0","0","calm"',
        '"1","1","1","1","calm"',
        '"2","2","0","0","calm"',
        '"2","2","1","1","calm"',
    ]
    assert lines["spreadsheet"] == [
        '"[run number]","1","1","1","2","2","2"',
        '"walkers","1",,,"2",,',
        '"[reporter]","[step]","ticks","mood","[step]","ticks","mood"',
        '"[final]","1","1","calm","1","1","calm"',
        '"[min]","0","0",,"0","0",',
        '"[max]","1","1",,"1","1",',
        '"[mean]","0.5","0.5",,"0.5","0.5",',
        '"[total steps]","1","1","1","1","1","1"',
        "",
        '"[all run data]","[step]","ticks","mood","[step]","ticks","mood"',
        ',"0","0","calm","0","0","calm"',
        ',"1","1","calm","1","1","calm"',
    ]


def test_a_metrics_condition_leaves_an_empty_row(tmp_path: Path) -> None:
    inside = "<metric>ticks</metric><runMetricsCondition>ticks = limit</runMetricsCondition>" + values(
        "limit", "1", "2"
    )
    _, lines = made(tmp_path, inside, runMetricsEveryStep="false")
    assert lines["table"][1:] == ['"1","1","1","1"', '"2","2","2","2"']
    assert lines["spreadsheet"][-2:] == [',"1","1","2","2"', ",,,,"]


def test_without_metrics_the_table_has_the_steps(tmp_path: Path) -> None:
    _, lines = made(tmp_path, "<exitCondition>ticks = 2</exitCondition>")
    assert lines["table"] == ['"[run number]","[step]"', '"1","2"']
    assert lines["runs"][1].startswith('"1","2","2","exit condition"')


def test_lists_and_stats(tmp_path: Path) -> None:
    inside = (
        '<timeLimit steps="1"/><metric>(list behaviorspace-run-number ticks)</metric><metric>mood</metric>'
    )
    _, lines = made(tmp_path, inside, repetitions=3, runMetricsEveryStep="false")
    metric = '"(list behaviorspace-run-number ticks)"'
    assert lines["lists"] == [
        '"[reporter]","[run number]","[step]","[0]","[1]"',
        *(f'{metric},"{run}","1","{run}","1"' for run in (1, 2, 3)),
    ]
    assert lines["stats"][1] == '"1","[2.0 1.0]","[0.816496580927726 0.0]"'


def test_metrics_and_conditions_draw_from_a_copy_of_the_random_numbers(tmp_path: Path) -> None:
    asked = "<exitCondition>random 10 &lt; 0</exitCondition>" + "<metric>random 1000</metric>" * 2
    _, lines = made(tmp_path, '<timeLimit steps="1"/>' + asked + values("random-seed", "0"))
    first = lines["table"][1].split(",")
    assert first[-1] == first[-2]


def test_the_world_takes_its_size_from_variables(tmp_path: Path) -> None:
    inside = (
        '<timeLimit steps="1"/><metric>count patches</metric>'
        + values("world-width", "3", "4")
        + values("max-pycor", "0")
    )
    summary, lines = made(tmp_path, inside, runMetricsEveryStep="false")
    assert lines["table"][1:] == ['"1","3","0","1","18"']
    assert summary.failed == 1
    assert lines["runs"][2].endswith('"You cannot set world-width to 4"')


def test_errors_are_kept_with_their_run_and_the_others_go_on(tmp_path: Path) -> None:
    metric = '<timeLimit steps="2"/>'
    metric += (
        "<metric>ifelse-value (walkers = 2 and ticks = 1) [ item 9 [who] of turtles ] [ ticks ]</metric>"
    )
    summary, lines = made(tmp_path, metric + values("walkers", "1", "2", "3"))
    rows = [line.split(",")[-1] for line in lines["table"][1:]]
    assert rows == ['"0"', '"1"', '"2"', '"0"', '"<RuntimePrimitiveException>"', '"2"', '"0"', '"1"', '"2"']
    assert (summary.runs, summary.failed) == (3, 1)
    assert "Can't find element 9" in lines["runs"][2]


def test_a_failing_exit_condition_ends_its_run(tmp_path: Path) -> None:
    inside = "<exitCondition>ticks = 1 and 3</exitCondition><metric>ticks</metric>"
    _, lines = made(tmp_path, inside.replace("ticks = 1 and 3", "ifelse-value (ticks = 1) [ 3 ] [ false ]"))
    assert lines["table"][1:] == ['"1","0","0"', '"1","1","1"']
    assert lines["spreadsheet"][0] == '"[run number]"'
    assert "Stopping condition should report true or false" in lines["runs"][1]


def test_a_run_that_fails_for_ever_is_given_up(tmp_path: Path) -> None:
    _, lines = made(tmp_path, "", code=CODE.replace("if steps = limit [ stop ]", 'boom "oh"'))
    assert "given up after go had failed in 1000 steps" in lines["runs"][1]


def test_an_endless_run_is_cut_off_and_the_next_is_made(tmp_path: Path) -> None:
    loop = CODE.replace("to go", "to go  while [ walkers = 1 ] [ set steps 1 ]")
    inside = "<metric>ticks</metric>" + values("walkers", "1", "2")
    _, lines = made(tmp_path, inside, code=loop, options=Options(max_seconds=0.3))
    assert '"max-seconds"' in lines["runs"][1]
    assert "walk.nlogo, line 3" in lines["runs"][1]
    assert lines["table"][-1] == '"2","2","3","3"'


def test_a_value_that_a_chooser_lacks_is_an_error_of_the_run(tmp_path: Path) -> None:
    _, lines = made(tmp_path, values("mood", "4"))
    assert 'Value must be one of: [""calm"" 3 [1 2]], not 4' in lines["runs"][1]


def test_code_that_does_not_compile_is_refused_before_any_run(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="TIKCS") as caught:
        made(tmp_path, "<metric>tikcs</metric><metric>bar</metric>")
    assert len(caught.value.errors) == 2
    assert not (tmp_path / "table.csv").exists()


def test_with_a_seed_processes_do_not_matter(tmp_path: Path) -> None:
    inside = '<timeLimit steps="1"/><metric>[xcor] of turtle 0</metric>'
    tables = []
    for processes in (1, 2):
        (tmp_path / str(processes)).mkdir()
        _, lines = made(
            tmp_path / str(processes), inside, processes=processes, options=Options(seed=4), repetitions=5
        )
        tables.append(lines["table"])
    assert tables[0] == tables[1]
    assert len(set(tables[0])) == 11


class KilledError(Exception):
    """Stands for a kill between two runs."""


def test_a_killed_experiment_goes_on_where_it_was(tmp_path: Path) -> None:
    model = write_model(tmp_path)
    one = Experiment("e", setup="setup", go="go", metrics=("[xcor] of turtle 0",), repetitions=6)
    outputs, options = Outputs(table=tmp_path / "t.csv"), Options(seed=1)
    journal = tmp_path / "t.csv.journal"

    def kill(result: RunResult, done: int, total: int) -> None:
        if done == 4:
            raise KilledError

    with pytest.raises(KilledError):
        run_experiment(model, one, outputs, options, observer=kill)
    journal.write_bytes(journal.read_bytes()[:-5])  # the fourth was just being written
    made_now: list[int] = []
    summary = run_experiment(
        model, one, outputs, options, observer=lambda result, *_: made_now.append(result.number)
    )
    assert (summary.found, made_now) == (3, [4, 5, 6])
    whole = tmp_path / "whole.csv"
    run_experiment(model, one, Outputs(table=whole), options)
    assert outputs.table.read_text().splitlines()[6:] == whole.read_text().splitlines()[6:]  # type: ignore[union-attr]
    assert not journal.exists()


def test_a_journal_of_another_experiment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv.journal").write_text('{"journal": 1, "experiment": "x"}\n')
    with pytest.raises(ExperimentError, match="holds results of another experiment"):
        run_experiment(write_model(tmp_path), Experiment("e"), Outputs(table=tmp_path / "t.csv"))


@pytest.mark.parametrize(("update", "expected"), [(False, '"0"'), (True, '"3"')])
def test_plots_are_updated_only_when_asked(tmp_path: Path, update: bool, expected: str) -> None:
    model = write_model(tmp_path, code=CODE.replace("[ steps ]", "[ steps drawn ]"))
    plot = 'PLOT\n0\n0\n9\n9\nP\nt\ny\n0\n9\n0\n1\ntrue\nfalse\n"" "set drawn ticks"\nPENS\n\n'
    model.write_text(model.read_text().replace("@#$#@#$#@\n", f"@#$#@#$#@\n{plot}", 1))
    one = Experiment("e", setup="setup", go="go", metrics=("drawn",), every_step=False)
    table = tmp_path / "t.csv"
    run_experiment(model, one, Outputs(table=table), Options(update_plots=update))
    assert table.read_text().splitlines()[-1].split(",")[-1] == expected
