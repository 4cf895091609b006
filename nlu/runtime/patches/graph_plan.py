"""Runs the prediction graph from a plan made once per target instead of asking dask each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


def order_nodes(schema: GraphSchema) -> list[tuple[str, tuple[str, ...]]]:
    """Returns (node, nodes it needs) so that every node comes after what it needs."""
    ordered: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in ordered or name not in schema.nodes:
            return
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        ordered[name] = needs

    for name in schema.nodes:
        visit(name)
    return list(ordered.items())


def apply() -> Callable[[], None]:
    """Replaces `DaskGraphRunner.run`; returns a function that restores the original."""
    original = DaskGraphRunner.run

    def run(
        self: DaskGraphRunner,
        inputs: dict[str, Any] | None = None,
        targets: list[str] | None = None,
    ) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        plans = self.__dict__.setdefault("_plans", {})
        if wanted not in plans:
            plans[wanted] = order_nodes(self._graph_schema.minimal_graph_schema(list(wanted)))
        results = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name, needs in plans[wanted]:
                results[name] = self._instantiated_nodes[name](
                    *(results.get(need, need) for need in needs)
                )
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: results[name][1] for name in wanted}

    DaskGraphRunner.run = run
    return lambda: setattr(DaskGraphRunner, "run", original)
