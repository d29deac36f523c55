"""The order in which the cells of a grid are answered."""

from workbench.domain.bot import Bot, ModelSpec, Prompt
from workbench.domain.suite import Case, Suite
from workbench.worker.cells import cell_keys


def bot(name, model):
    return Bot(name, ModelSpec(model), Prompt("p", "Be brief."))


def test_each_model_is_needed_once_and_accounts_stay_together():
    cases = (
        Case("c1", ("Hi",), account="A"), Case("c2", ("Hi",), account="B"),
        Case("c3", ("Hi",), account="A"),
    )  # fmt: skip
    variants = (bot("x", "big"), bot("y", "small"), bot("z", "big"))
    keys = list(cell_keys(Suite("s", variants, cases, ("exact",))))
    assert [key.variant for key in keys] == ["x"] * 3 + ["z"] * 3 + ["y"] * 3
    assert [key.case_id for key in keys[:3]] == ["c1", "c3", "c2"]
    assert len(set(keys)) == 9
