"""What ``make bench`` times is what the page asks for, and every task runs."""

import pytest

from benchmarks.bench_analysis import TASKS, Task
from tests.analysis.studies import study


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.title)
def test_every_task_of_the_bench_runs(task: Task) -> None:
    task.run(study())


def test_the_targets_are_those_of_the_page() -> None:
    assert {task.target for task in TASKS} == {None, 100.0, 500.0, 2000.0}
