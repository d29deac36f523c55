"""Each cell is charged once, whoever comes and goes."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.model_server.engine.cells import CellLedger


def test_a_shared_beginning_is_charged_once():
    ledger = CellLedger(1000)
    ledger.open("a", 500)
    ledger.open("b", 520, "a", 480)
    assert (ledger.used, ledger.free) == (540, 460)


def test_what_others_still_use_is_theirs_when_its_owner_goes():
    ledger = CellLedger(1000)
    ledger.open("a", 500)
    ledger.open("b", 520, "a", 480)
    ledger.open("c", 200, "a", 100)
    ledger.close("a")
    assert ledger.used == 520 + 100
    ledger.close("b")
    assert ledger.used == 200
    ledger.close("c")
    assert ledger.used == 0


@given(st.data())
def test_the_charges_are_the_cells_that_are_in_use(data):
    ledger, owned, names, fresh = CellLedger(10_000), {}, iter(range(1000)), iter(range(10**6))
    for _ in range(data.draw(st.integers(1, 20))):
        if owned and data.draw(st.booleans()):
            gone = data.draw(st.sampled_from(sorted(owned)))
            ledger.close(gone)
            del owned[gone]
        else:
            source = data.draw(st.sampled_from([None, *sorted(owned)]))
            most = len(owned[source]) if source is not None else 0
            shared = data.draw(st.integers(0, most))
            own = [next(fresh) for _ in range(data.draw(st.integers(1, 30)))]
            name = next(names)
            beginning = owned[source][:shared] if source is not None else []
            ledger.open(name, shared + len(own), source, shared)
            owned[name] = [*beginning, *own]
        in_use = {cell for cells in owned.values() for cell in cells}
        assert ledger.used == len(in_use)
