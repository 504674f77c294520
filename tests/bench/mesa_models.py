"""Mesa's own examples as installed, and a forest fire on Mesa's grid, as users write it."""

from __future__ import annotations

from collections.abc import Callable

from mesa import Model
from mesa.discrete_space import FixedAgent, OrthogonalVonNeumannGrid
from mesa.examples.advanced.wolf_sheep.model import WolfSheep
from mesa.examples.basic.boid_flockers.model import BoidFlockers
from mesa.examples.basic.schelling.model import Schelling
from mesa.examples.basic.virus_on_network.model import VirusOnNetwork
from mesa.experimental.devs import ABMSimulator


class Tree(FixedAgent):
    """A tree that burns for one step and sets its four neighbours alight."""

    def __init__(self, model: Model, cell: object, state: str) -> None:
        super().__init__(model)
        self.cell = cell
        self.state = state

    def step(self) -> None:
        if self.state == "burning":
            for neighbour in self.cell.neighborhood.agents:
                if neighbour.state == "fine":
                    neighbour.state = "burning"
            self.state = "burnt"


class ForestFire(Model):
    """A wood whose left edge is on fire."""

    def __init__(self, width: int, height: int, density: float = 0.65, seed: int | None = None) -> None:
        super().__init__(seed=seed)
        self.grid = OrthogonalVonNeumannGrid((width, height), torus=False, capacity=1, random=self.random)
        for cell in self.grid.all_cells:
            if self.random.random() < density:
                Tree(self, cell, "burning" if cell.coordinate[0] == 0 else "fine")

    def step(self) -> None:
        self.agents.shuffle_do("step")


def predation(side: int) -> Callable[[], None]:
    simulator = ABMSimulator()
    model = WolfSheep(
        width=side,
        height=side,
        initial_sheep=round(side * side / 4),
        initial_wolves=round(side * side / 8),
        seed=1,
        simulator=simulator,
    )
    assert model.running
    return lambda: simulator.run_for(1)


def segregation(side: int) -> Callable[[], None]:
    return Schelling(width=side, height=side, seed=1).step


def flocking(population: int) -> Callable[[], None]:
    return BoidFlockers(population_size=population, seed=1).step


def fire(side: int) -> Callable[[], None]:
    return ForestFire(side, side, seed=1).step


def contact(population: int) -> Callable[[], None]:
    return VirusOnNetwork(
        num_nodes=population, initial_outbreak_size=population // 20, gain_resistance_chance=0.1, seed=1
    ).step
