"""A cell's step as a list of array instructions, and where each value lives."""

from collections import Counter

from app.cells.definition import Definition
from app.cells.flow import Flow
from app.numerics.instructions import Instruction, Lowered, Place, ZBlock
from app.numerics.kept import kept_nodes


def lower(definition: Definition, flow: Flow) -> Lowered:
    """Return the instructions of a cell's step."""
    return _Lowering(definition, flow).lowered()


class _Lowering:
    def __init__(self, definition: Definition, flow: Flow) -> None:
        self.definition, self.graph, self.flow = definition, definition.graph, flow
        self.nodes = self.graph.leaves_first(*definition.values.values())
        self.out = Lowered()
        self.uses = Counter(arg for number in self.nodes for arg in self.graph[number].args)
        self.states = {definition.values[state]: state for state in definition.states}
        # What a what-if replaces at some steps differs from step to step.
        held = {definition.values[name] for name in flow.held}
        self.dynamic = self._reach("previous", held & self.states.keys())
        self.from_x = self._reach("input", held)
        self.kept = self.out.kept = kept_nodes(definition, flow)

    def _reach(self, op: str, beside: set[int]) -> set[int]:
        """Return every node that depends on a leaf of a kind, or on one of some others."""
        reached: set[int] = set(beside)
        for number in self.nodes:
            node = self.graph[number]
            if node.op == op or any(arg in reached for arg in node.args):
                reached.add(number)
        return reached

    def lowered(self) -> Lowered:
        self._place_states()
        self.inner = {number for number in self.nodes if self._is_inner_sum(number)}
        self._collect_dots()
        for number in self.nodes:
            if number not in self.inner:
                self._lower(number)
        return self.out

    # Places

    def _place_states(self) -> None:
        for number, state in self.states.items():
            previous = self._previous(state)
            readers = [
                n for n in self.nodes if previous is not None and previous in self.graph[n].args
            ]
            is_beside = any(self.graph[n].op != "matvec" for n in readers)
            in_row = is_beside and self.graph[number].size == "H"
            arena = "values" if in_row else "own"
            self.out.places[number] = Place(arena, number, later=True)
            if previous is not None:
                self.out.places[previous] = Place(arena, number)

    def _previous(self, state: str) -> int | None:
        for number in self.nodes:
            node = self.graph[number]
            if node.op == "previous" and node.name == state:
                return number
        return None

    def _is_inner_sum(self, number: int) -> bool:
        """Whether a sum is only a part of one longer sum."""
        if number not in self.dynamic or number in self.kept or self.uses[number] != 1:
            return False
        if self.graph[number].op not in ("add", "sub", "neg"):
            return False
        (user,) = (n for n in self.nodes if number in self.graph[n].args)
        return self.graph[user].op in ("add", "sub") and user in self.dynamic

    def _collect_dots(self) -> None:
        for number in self.nodes:
            node = self.graph[number]
            if node.op == "matvec" and number in self.dynamic:
                self.out.dots.setdefault(node.args[0], []).append(number)

    # One node

    def _lower(self, number: int) -> None:
        node = self.graph[number]
        if node.op in ("input", "previous"):
            return
        if number not in self.dynamic:
            self._static(number)
        elif node.op == "named":
            self._named(number)
        elif node.op == "matvec":
            self._matvec(number)
        elif node.op in ("add", "sub"):
            self._sum(number)
        else:
            op = f"apply:{node.name}" if node.op == "apply" else node.op
            op = f"clip:{node.value!r}" if node.op == "clip" else op
            self._emit(op, self._destination(number), *node.args)

    def _static(self, number: int) -> None:
        if number in self.from_x or self.graph[number].size == "P":
            is_named_state = number in self.states
            self.out.statics.append(number)
            if is_named_state:
                own = self.out.places[number]
                (read,) = self.graph[number].args
                source = self.out.places[read] if read in self.states else Place("static", read)
                self.out.places[read] = source
                self.out.instructions.append(Instruction("copy", own, (source,)))
            else:
                self.out.places[number] = Place("static", number)
        else:
            self.out.vectors.append(number)
            place = Place("vector", number)
            if number in self.states:
                (read,) = self.graph[number].args
                source = self.out.places[read] if read in self.states else Place("vector", read)
                self.out.instructions.append(
                    Instruction("copy", self.out.places[number], (source,))
                )
            else:
                self.out.places[number] = place

    def _destination(self, number: int) -> Place:
        """Return where a node's value is to be written."""
        named = self._sole_name(number)
        if named is not None and named in self.states:
            return self.out.places[named]
        if named is not None or number in self.kept:
            return Place("values", number)
        return Place("scratch", number)

    def _sole_name(self, number: int) -> int | None:
        """Return the named node that this one is the definition of, when it may share its place."""
        names = [
            n for n in self.nodes if self.graph[n].op == "named" and number in self.graph[n].args
        ]
        if not names or self.graph[number].op in ("named", "previous"):
            return None
        # A what-if replaces the name's value, not what others read of its definition.
        if self.graph[names[0]].name in self.flow.held:
            return None
        return names[0]

    def _named(self, number: int) -> None:
        (source,) = self.graph[number].args
        if source in self.dynamic and self._sole_name(source) == number:
            self.out.places[number] = self.out.places[source]
            return
        place = self.out.places.get(number, Place("values", number))
        self.out.places[number] = place
        self.out.instructions.append(Instruction("copy", place, (self.out.places[source],)))

    def _matvec(self, number: int) -> None:
        vector = self.graph[number].args[0]
        products = self.out.dots[vector]
        destination = self._destination(number)
        is_direct = len(products) == 1 and destination.arena in ("own", "values")
        place = destination if is_direct else Place("dot", number, group=vector)
        if number == products[0]:
            out = place if is_direct else Place("dot", -1, group=vector)
            instruction = Instruction("dot", out, (self.out.places[vector],))
            self.out.instructions.append(instruction)
        self.out.places[number] = place
        if not is_direct and destination.arena != "scratch":
            self.out.instructions.append(Instruction("copy", destination, (place,)))
            self.out.places[number] = destination

    def _sum(self, number: int) -> None:
        terms = self._terms(number)
        fixed = [(sign, term) for sign, term in terms if term not in self.dynamic]
        moving = [(sign, term) for sign, term in terms if term in self.dynamic]
        # Products with matrices first: they are added for many blocks by one instruction.
        moving.sort(key=lambda it: self.graph[it[1]].op != "matvec")
        out = self._destination(number)
        first = next((t for s, t in fixed if s > 0 and self._is_input_product(t)), None)
        if first is not None:
            self._begin_in_z(number, first, fixed)
            place = Place("z", number)
            self._accumulate(place, moving, out if out.later else place, in_place=place)
            return
        self._accumulate(self._constant(fixed), moving, out, in_place=None)

    def _terms(self, number: int) -> list[tuple[int, int]]:
        """Return (sign, node) of a sum's terms, those of its inner sums among them."""
        found: list[tuple[int, int]] = []
        waiting = [(1, number)]
        while waiting:
            sign, at = waiting.pop()
            node = self.graph[at]
            if at == number or at in self.inner or (at not in self.dynamic and self._opens(at)):
                if node.op == "neg":
                    waiting.append((-sign, node.args[0]))
                else:
                    a, b = node.args
                    waiting.append((-sign if node.op == "sub" else sign, b))
                    waiting.append((sign, a))
            else:
                found.append((sign, at))
        return found

    def _opens(self, number: int) -> bool:
        """Whether a static sum is taken apart, so that its product with x joins the others."""
        return (
            self.graph[number].op in ("add", "sub", "neg")
            and number not in self.kept
            and self.uses[number] == 1
        )

    def _is_input_product(self, number: int) -> bool:
        node = self.graph[number]
        return node.op == "matvec" and self.graph[node.args[0]].op == "input" and not node.value

    def _begin_in_z(self, root: int, first: int, fixed: list[tuple[int, int]]) -> None:
        rest = list(fixed)
        rest.remove((1, first))
        bias = [(sign, term) for sign, term in rest if term not in self.from_x]
        others = [(sign, term) for sign, term in rest if term in self.from_x]
        self.out.z_blocks.append(
            ZBlock(
                root,
                first,
                tuple(term for _, term in bias),
                tuple(sign for sign, _ in bias),
                tuple(term for _, term in others),
                tuple(sign for sign, _ in others),
            )
        )

    def _constant(self, fixed: list[tuple[int, int]]) -> Place | None:
        """Return the place of a sum's static terms, put together into one node."""
        if not fixed:
            return None
        total = None
        for sign, term in fixed:
            if total is None:
                total = term if sign > 0 else self.graph.neg(term)
            else:
                total = self.graph.add(total, term) if sign > 0 else self.graph.sub(total, term)
        assert total is not None
        if total not in self.out.places:
            depends_on_x = any(term in self.from_x for _, term in fixed)
            (self.out.statics if depends_on_x else self.out.vectors).append(total)
            self.out.places[total] = Place("static" if depends_on_x else "vector", total)
        return self.out.places[total]

    def _accumulate(
        self,
        start: Place | None,
        moving: list[tuple[int, int]],
        out: Place,
        in_place: Place | None,
    ) -> None:
        """Add the moving terms one by one; the last sum goes to ``out``."""
        if start is None and moving[0][0] < 0 and any(sign > 0 for sign, _ in moving):
            moving.sort(key=lambda it: it[0] < 0)
        places = self.out.places
        between = in_place or Place("scratch", self._number_of(out))
        for index, (sign, term) in enumerate(moving):
            step = out if index == len(moving) - 1 else between
            if start is None:
                if sign < 0:
                    self._append("neg", step, places[term])
                    start = step
                else:
                    start = places[term]
                continue
            if sign > 0 and start.arena in ("vector", "number"):
                self._append("add", step, places[term], start)
            else:
                self._append("add" if sign > 0 else "sub", step, start, places[term])
            start = step
        self._done(out)

    def _done(self, out: Place) -> None:
        number = self._number_of(out)
        self.out.places[number] = out

    def _number_of(self, out: Place) -> int:
        """Return the node whose value a place holds: of a state's place, what defines it."""
        return self.graph[out.of].args[0] if out.later else out.of

    def _append(self, op: str, out: Place, *args: Place) -> None:
        self.out.instructions.append(Instruction(op, out, args))

    def _emit(self, op: str, out: Place, *args: int) -> None:
        self._append(op, out, *(self.out.places[arg] for arg in args))
        self._done(out)
