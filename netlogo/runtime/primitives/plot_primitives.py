"""The plotting primitives of one world, on the plots which `plots` keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netlogo.errors import LogoError
from netlogo.runtime.maths.numbers import java_text, number_text, to_int
from netlogo.runtime.primitives.color import rgb_of
from netlogo.runtime.space.places import modulate
from netlogo.runtime.state.plots import Plot, PlotPen
from netlogo.runtime.values import check_list, check_number, wrong_type

if TYPE_CHECKING:
    from netlogo.runtime.world import World


class PlotPrimitives:
    """What a model does with its plots."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._plots = world.plots

    def _plot(self) -> Plot:
        plot = self._plots.current
        if plot is None:
            chosen = "Please select a current plot using the set-current-plot command"
            raise LogoError(f"There is no current plot. {chosen}.")
        return plot

    def _pen(self) -> PlotPen:
        plot = self._plot()
        if plot.current_pen is None:
            raise LogoError(f"Plot '{plot.name}' has no pens!")
        return plot.current_pen

    def _run(self, kind: str) -> None:
        if not self._plots.has_code:
            return
        world = self._world
        world.rng.swap(world.plot_rng)
        try:
            self._plots.run(kind)
        finally:
            world.rng.swap(world.plot_rng)

    def setup_plots(self) -> None:
        """Run the plots' setup code, which draws from a generator of its own."""
        self._run("setup")

    def update_plots(self) -> None:
        """Run the plots' update code, which draws from a generator of its own."""
        if self._world.updates_plots:
            self._run("update")

    def clear_plot(self) -> None:
        """Clear the current plot."""
        self._plot().clear()

    def clear_all_plots(self) -> None:
        """Clear all plots."""
        self._plots.clear_all()

    def set_current_plot(self, name: str) -> None:
        """Choose the current plot."""
        plot = self._plots.find(name)
        if plot is None:
            raise LogoError(f'no such plot: "{name}"')
        self._plots.current = plot

    def set_current_plot_pen(self, name: str) -> None:
        """Choose the current pen of the current plot."""
        plot = self._plot()
        pen = plot.pen(name)
        if pen is None:
            raise LogoError(f'There is no pen named "{name}" in the current plot')
        plot.current_pen = pen

    def create_temporary_plot_pen(self, name: str) -> None:
        """Make a pen, or choose it if there is one of that name."""
        plot = self._plot()
        plot.current_pen = plot.pen(name) or plot.add_pen(name)

    def plot(self, y: float) -> None:
        """Draw to the next x."""
        check_number(y)
        plot = self._plot()
        if plot.current_pen is not None:
            plot.plot(plot.current_pen, y)

    def plotxy(self, x: float, y: float) -> None:
        """Draw to a point."""
        check_number(x)
        check_number(y)
        plot = self._plot()
        if plot.current_pen is not None:
            plot.plotxy(plot.current_pen, x, y)

    def histogram(self, values: list[Any]) -> None:
        """Draw the distribution of the numbers in a list."""
        check_list(values)
        pen = self._pen()
        if pen.interval <= 0:
            raise LogoError(f"You cannot histogram with a plot-pen-interval of {number_text(pen.interval)}.")
        self._plot().histogram(pen, [value for value in values if value.__class__ is float])

    def set_histogram_num_bars(self, number: float) -> None:
        """Set the pen's interval so that the x range has so many bars."""
        bars = to_int(number)
        if bars < 1:
            raise LogoError(f"You cannot make a histogram with {bars} bars.")
        plot = self._plot()
        self._pen().interval = (plot.x_max - plot.x_min) / bars

    def _check_range(self, low: float, high: float) -> None:
        if low >= high:
            sizes = f"{java_text(low)} is greater than or equal to {java_text(high)}"
            raise LogoError(f"the minimum must be less than the maximum, but {sizes}")

    def set_plot_x_range(self, low: float, high: float) -> None:
        """Set the limits of the x axis."""
        self._check_range(low, high)
        plot = self._plot()
        plot.x_min, plot.x_max = low, high

    def set_plot_y_range(self, low: float, high: float) -> None:
        """Set the limits of the y axis."""
        self._check_range(low, high)
        plot = self._plot()
        plot.y_min, plot.y_max = low, high

    def _color(self, value: Any, primitive: str) -> int:
        if value.__class__ is float:
            return rgb_of(modulate(value))
        if value.__class__ is not list:
            raise wrong_type("a number or list", value)
        if any(part.__class__ is not float for part in value[:3]):
            raise LogoError(f"{primitive} an rgb list must contain only numbers")
        if len(value) < 3:
            raise LogoError(f"{primitive} an rgb list must contain three numbers, got {len(value)}")
        return rgb_of(value)

    def set_plot_pen_color(self, value: Any) -> None:
        """Set the pen's colour: a number or an RGB list."""
        self._pen().color = self._color(value, "SET-PLOT-PEN-COLOR")

    def set_plot_background_color(self, value: Any) -> None:
        """Set the plot's background: a number or an RGB list."""
        self._plot().background = self._color(value, "SET-PLOT-BACKGROUND-COLOR")

    def set_plot_pen_interval(self, interval: float) -> None:
        """Set how far the pen moves in x with each `plot`."""
        self._pen().interval = check_number(interval)

    def set_plot_pen_mode(self, mode: float) -> None:
        """Set the pen's mode: 0 line, 1 bars, 2 points."""
        number = to_int(mode)
        if not 0 <= number <= 2:
            raise LogoError(f"{number} is not a valid plot pen mode (valid modes are 0, 1, and 2)")
        self._pen().mode = number

    def plot_pen_up(self) -> None:
        """Lift the pen."""
        self._pen().is_down = False

    def plot_pen_down(self) -> None:
        """Lower the pen."""
        self._pen().is_down = True

    def plot_pen_hide(self) -> None:
        """Hide the pen's drawing."""
        self._pen().hidden = True

    def plot_pen_show(self) -> None:
        """Show the pen's drawing."""
        self._pen().hidden = False

    def plot_pen_reset(self) -> None:
        """Forget what the pen has drawn, and go back to its defaults."""
        self._pen().hard_reset()

    def plot_pen_exists_p(self, name: str) -> bool:
        """Whether the current plot has such a pen."""
        return self._plot().pen(name) is not None

    def auto_plot_on(self) -> None:
        """Let the ranges grow."""
        self._plot().autoplot = True

    def auto_plot_off(self) -> None:
        """Keep the ranges."""
        self._plot().autoplot = False

    def autoplot_p(self) -> bool:
        """Whether the ranges grow."""
        return self._plot().autoplot

    def plot_name(self) -> str:
        """Name of the current plot."""
        return self._plot().name

    def plot_x_min(self) -> float:
        """Lower limit of the x axis."""
        return self._plot().x_min

    def plot_x_max(self) -> float:
        """Upper limit of the x axis."""
        return self._plot().x_max

    def plot_y_min(self) -> float:
        """Lower limit of the y axis."""
        return self._plot().y_min

    def plot_y_max(self) -> float:
        """Upper limit of the y axis."""
        return self._plot().y_max
