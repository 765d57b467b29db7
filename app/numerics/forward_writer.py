"""The step forward of a plan, written as a function."""

from collections.abc import Mapping

from app.cells.definition import Definition
from app.numerics.columns import Columns
from app.numerics.fusing import Call
from app.numerics.instructions import Instruction, Lowered, Place
from app.numerics.programs import Program, View


class ForwardWriter:
    """Writes the step forward.

    Parameters
    ----------
    definition : Definition
    lowered : Lowered
    links : Columns
    columns : mapping
        Arena → its columns in order.
    held : frozenset of str
        Values that what-ifs replace: the step takes ``hold`` then.
    """

    def __init__(
        self,
        definition: Definition,
        lowered: Lowered,
        links: Columns,
        columns: Mapping[str, list[int]],
        held: frozenset[str],
    ) -> None:
        self.graph, self.links, self.columns = definition.graph, links, columns
        self.out = Program()
        self.names: dict[Place, list[str]] = {}
        for name, number in definition.values.items():
            place = lowered.places.get(number)
            if name in held and place is not None and place.arena != "static":
                self.names.setdefault(place, []).append(name)

    def program(self, calls: list[Call]) -> Program:
        """Return the function that makes the calls."""
        # A sum may be added up where it stands: it is replaced once all of it is there.
        last = {it.out: call for call in calls for it in call.instructions}
        for call in calls:
            self._write(call)
            whole = [it.out for it in call.instructions if last[it.out] is call]
            held = [name for place in whole for name in self.names.get(place, ())]
            if held:
                names = ", ".join(self.out.constant(("name", name)) for name in held)
                self.out.lines.append(f"if hold is not None: hold.replace({names})")
        return self.out

    def _write(self, call: Call) -> None:
        first = call.instructions[0]
        if call.op == "dot":
            vector = first.out.group if first.out.arena == "dot" else self._direct_vector(first)
            function = self.out.constant(("dot", vector))
            self.out.call(function, self._one(first.args[0]), self._one(first.out))
            return
        positions = list(zip(*((it.out, *it.args) for it in call.instructions), strict=True))
        is_broadcast = any(len(set(run)) == 1 for run in positions[1:]) and len(positions[0]) > 1
        out, *args = (self._operand(run, is_broadcast) for run in positions)
        if call.op == "copy":
            self.out.copy(out, args[0])
            return
        self.out.call(self.out.constant(("function", call.op)), *args, out)

    def _direct_vector(self, it: Instruction) -> int:
        """Return which vector's product is written where it belongs at once."""
        graph = self.graph
        number = graph[it.out.of].args[0] if it.out.later else it.out.of
        return graph[number].args[0]

    def _one(self, place: Place) -> str:
        if place.arena == "dot" and place.of == -1:
            return self.out.constant(("scratch", f"dot{place.group}", 0, 0, False))
        return self._operand((place,), in_rows=False)

    def _operand(self, run: tuple[Place, ...], in_rows: bool) -> str:
        """Return the operand that stands for adjacent places, or for one place repeated."""
        is_same = len(set(run)) == 1
        place, count = run[0], 1 if is_same else len(run)
        arena, of = self.links.column(place)
        as_rows = in_rows and count > 1
        if arena in ("own", "static"):
            return self.out.view(View(f"{arena}{of}", later=place.later))
        if count == 1 and arena == "vector" and self.graph[of].op == "number":
            return self.out.constant(("number", self.graph[of].value))
        first = self.columns[arena].index(of)
        if arena in ("z", "values"):
            return self.out.view(View(arena, first, count, place.later, as_rows))
        return self.out.constant(("scratch", arena, first, count, as_rows))
