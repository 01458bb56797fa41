"""The tree of a draft plan while it is edited: every step has an id that stays, and options may still be wrong.

Its plain form is the text form (see textform) with an "id" in each step and diversion, and "counter": the last
number given to an id, so that none is ever given twice in a plan.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from belplan.callplan.component import STEPS
from belplan.callplan.plan import branch_prefix, diversion_prefix

ID, COUNTER, DIVERSIONS = "id", "counter", "diversions"


@dataclass(frozen=True)
class Node:
    """One step: its kind, its options as plain data, and the steps of its branches (none of them empty)."""

    id: str
    kind: str
    options: Mapping[str, Any]
    branches: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """This step and all under it, top-down."""
        yield self
        for nested in self.branches.values():
            for node in nested:
                yield from node.walk()


@dataclass(frozen=True)
class DiversionNode:
    """A diversion while it is edited."""

    id: str
    name: str
    category: str
    on: bool
    steps: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Tree:
    """A whole draft: its steps, its diversions, and the last number given to an id."""

    steps: tuple[Node, ...] = ()
    diversions: tuple[DiversionNode, ...] = ()
    counter: int = 0

    def roots(self) -> Iterator[tuple[str, tuple[Node, ...]]]:
        """The lists at the top: the plan's own by "", each diversion's by its id."""
        yield "", self.steps
        for diversion in self.diversions:
            yield diversion.id, diversion.steps

    def nodes(self) -> Iterator[Node]:
        """Every step."""
        for _root, steps in self.roots():
            for node in steps:
                yield from node.walk()

    def find(self, step: str) -> Node | None:
        """The step with this id."""
        return next((node for node in self.nodes() if node.id == step), None)

    def diversion(self, diversion: str) -> DiversionNode | None:
        """The diversion with this id."""
        return next((one for one in self.diversions if one.id == diversion), None)

    def ids(self) -> set[str]:
        """All ids in use."""
        return {node.id for node in self.nodes()} | {diversion.id for diversion in self.diversions}

    @cached_property
    def spots(self) -> Mapping[str, Spot]:
        """Where each step stands, by its id."""
        found: dict[str, Spot] = {}
        for root, steps in self.roots():
            _note(steps, root, STEPS, found)
        return found


@dataclass(frozen=True)
class Spot:
    """Where a step stands: under what, in which branch, as which of its siblings."""

    parent: str
    branch: str
    index: int
    siblings: tuple[Node, ...]


def _note(steps: tuple[Node, ...], parent: str, branch: str, found: dict[str, Spot]) -> None:
    for index, node in enumerate(steps):
        found[node.id] = Spot(parent, branch, index, steps)
        for name, nested in node.branches.items():
            _note(nested, node.id, name, found)


def places(tree: Tree) -> dict[str, str]:
    """The place of each step as the checks name it ("1.2", "Lunch: 1"), by its id."""
    found: dict[str, str] = {}
    for root, steps in tree.roots():
        diversion = tree.diversion(root)
        _number(steps, diversion_prefix(diversion.name) if diversion else "", found)
    return found


def _number(steps: tuple[Node, ...], prefix: str, found: dict[str, str]) -> None:
    for number, node in enumerate(steps, start=1):
        found[node.id] = f"{prefix}{number}"
        for name, nested in node.branches.items():
            _number(nested, branch_prefix(found[node.id], name), found)


def with_list(tree: Tree, parent: str, branch: str, change: Callable[[tuple[Node, ...]], tuple[Node, ...]]) -> Tree:
    """The tree with one of its lists changed; as it was where there is no such parent."""
    if not parent:
        return replace(tree, steps=change(tree.steps))
    if tree.diversion(parent):
        changed = (replace(d, steps=change(d.steps)) if d.id == parent else d for d in tree.diversions)
        return replace(tree, diversions=tuple(changed))

    def below(node: Node) -> Node:
        branches = {**node.branches, branch: change(node.branches.get(branch, ()))}
        return replace(node, branches={name: steps for name, steps in branches.items() if steps})

    return with_step(tree, parent, below)


def with_step(tree: Tree, step: str, change: Callable[[Node], Node]) -> Tree:
    """The tree with one step changed."""

    def steps(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        changed = tuple(one(node) for node in nodes)
        return nodes if all(new is old for new, old in zip(changed, nodes, strict=True)) else changed

    def one(node: Node) -> Node:
        if node.id == step:
            return change(node)
        branches = {name: steps(nested) for name, nested in node.branches.items()}
        same = all(branches[name] is nested for name, nested in node.branches.items())
        return node if same else replace(node, branches=branches)

    diversions = (replace(diversion, steps=steps(diversion.steps)) for diversion in tree.diversions)
    return replace(tree, steps=steps(tree.steps), diversions=tuple(diversions))


class Ids:
    """Gives ids that were never given before in a plan."""

    def __init__(self, counter: int) -> None:
        self.counter = counter
        self._seen: set[str] = set()

    def keep(self, wanted: object) -> str:
        """The id that something has already, unless it has none or another has it."""
        if not isinstance(wanted, str) or not wanted or wanted in self._seen:
            return self.fresh()
        self._seen.add(wanted)
        return wanted

    def fresh(self) -> str:
        """A new id."""
        self.counter += 1
        return f"s{self.counter}"


def read(data: Mapping[str, Any], counter: int = 0) -> Tree:
    """The tree of a plain form. What lacks an id gets one, always the same for the same data.

    `counter`: the last number that was given in this plan, where the data do not know it.
    """
    known = [int(data[COUNTER])] if COUNTER in data else [0, *_numbers(data)]
    ids = Ids(max(counter, *known))
    diversions = tuple(_read_diversion(one, ids) for one in data.get(DIVERSIONS) or ())
    steps = read_steps(data.get(STEPS) or (), ids)
    return Tree(steps, diversions, ids.counter)


def _numbers(data: Any) -> Iterator[int]:
    """The numbers of all ids that stand in plain data."""
    if isinstance(data, Mapping):
        number = re.fullmatch(r"s([0-9]{1,9})", str(data.get(ID, "")))
        if number:
            yield int(number[1])
    if isinstance(data, Mapping | list | tuple):
        for value in data.values() if isinstance(data, Mapping) else data:
            yield from _numbers(value)


def _read_diversion(data: Mapping[str, Any], ids: Ids) -> DiversionNode:
    own = ids.keep(data.get(ID))
    steps = read_steps(data.get(STEPS) or (), ids)
    return DiversionNode(own, str(data["name"]), str(data.get("category", "A")), bool(data.get("on")), steps)


def read_steps(data: Any, ids: Ids) -> tuple[Node, ...]:
    """Steps of plain data, with the ids that they have or new ones."""
    return tuple(read_step(one, ids) for one in data)


def read_step(data: Mapping[str, Any], ids: Ids) -> Node:
    """One step with all under it. Of its entries the lists are branches; the other is its kind with its options."""
    own = ids.keep(data.get(ID))
    kind = next((name for name, value in data.items() if name != ID and not isinstance(value, list | tuple)), "")
    lists = {name: value for name, value in data.items() if isinstance(value, list | tuple) and value}
    branches = {name: read_steps(value, ids) for name, value in lists.items()}
    return Node(own, kind, dict(data.get(kind) or {}), branches)


def tree_data(tree: Tree) -> dict[str, Any]:
    """The plain form of a tree, ids and counter included."""
    diversions = [diversion_data(diversion) for diversion in tree.diversions]
    with_them = {DIVERSIONS: diversions} if diversions else {}
    return {**with_them, STEPS: [step_data(node) for node in tree.steps], COUNTER: tree.counter}


def diversion_data(diversion: DiversionNode) -> dict[str, Any]:
    """A diversion as plain data, with its ids."""
    head = {ID: diversion.id, "name": diversion.name, "category": diversion.category, "on": diversion.on}
    return {**head, STEPS: [step_data(node) for node in diversion.steps]}


def step_data(node: Node) -> dict[str, Any]:
    """A step as plain data, with its ids."""
    branches = {name: [step_data(one) for one in nested] for name, nested in node.branches.items()}
    return {ID: node.id, node.kind: dict(node.options), **branches}


def replaced(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data of a plan written anew, with ids that the old plan never gave: no edit of that one can mean them."""
    return tree_data(read(plain(new), read(old).counter))


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The text form: plain data of a tree without ids and counter."""
    whole = {name: value for name, value in data.items() if name != COUNTER}
    if whole.get(DIVERSIONS):
        whole[DIVERSIONS] = [plain_step(diversion) for diversion in whole[DIVERSIONS]]
    return {**whole, STEPS: [plain_step(step) for step in whole.get(STEPS) or ()]}


def plain_step(data: Mapping[str, Any]) -> dict[str, Any]:
    """A step (or a diversion) as plain data, without the ids in it: what is copied and pasted."""
    bare = {name: value for name, value in data.items() if name != ID}
    return {n: [plain_step(one) for one in v] if isinstance(v, list | tuple) else v for n, v in bare.items()}


def mark(data: Mapping[str, Any]) -> str:
    """A short text that is another once anything in a step or under it is another."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
