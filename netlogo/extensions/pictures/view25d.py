"""The `view2.5d` extension: other views of the world, for which there is no window.

Views are counted and keep their settings, so that a model goes on; nothing is shown.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, ClassVar

from netlogo.extensions.base import Extension, a_number, a_string, failure

if TYPE_CHECKING:
    from netlogo.runtime.world import World

_LOG = logging.getLogger(__name__)
_SETTINGS = {
    "z-scale": [1.0],
    "observer-angles": [0.0, 0.0],
    "observer-distance": [0.0],
    "observer-xy-focus": [0.0, 0.0],
}


class View25dExtension(Extension):
    """Primitives of `view2.5d`."""

    name = "view2.5d"
    signatures: ClassVar[str] = """
patch-view : string reporter|command
turtle-view : string turtleset reporter|command
decorate-patch-view : string
undecorate-patch-view : string
update-patch-view : string
update-all-patch-views : ()
update-turtle-view : string turtleset
remove-patch-view : string
remove-turtle-view : string
remove-all-patch-views : ()
remove-all-turtle-views : ()
count-windows : -> number
set-z-scale : string number
get-z-scale : string -> number
set-turtle-stem-thickness : string number
set-turtle-stem-color : string reporter|command
get-observer-angles : string -> list
set-observer-angles : string number number
get-observer-distance : string -> number
set-observer-distance : string number
get-observer-xy-focus : string -> list
set-observer-xy-focus : string number number
show-links-xy-plane : string
show-links-xyz : string
"""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._patch_views: dict[str, dict[str, list[Any]]] = {}
        self._turtle_views: dict[str, dict[str, list[Any]]] = {}

    def _open(self, views: dict[str, dict[str, list[Any]]], title: Any) -> None:
        if not self._patch_views and not self._turtle_views:
            _LOG.info("view2.5d: there is no window, so that the views are not shown")
        views[a_string(title)] = {name: list(values) for name, values in _SETTINGS.items()}

    def _view(self, title: Any) -> dict[str, list[Any]]:
        found = self._patch_views.get(a_string(title)) or self._turtle_views.get(title)
        if found is None:
            raise failure(f"Can't find window named {title}")
        return found

    def patch_view(self, title: Any, height: Any) -> None:
        """Open a view in which patches are as high as a reporter says."""
        self._open(self._patch_views, title)

    def turtle_view(self, title: Any, turtles: Any, height: Any) -> None:
        """Open a view in which turtles are as high as a reporter says."""
        self._open(self._turtle_views, title)

    def decorate_patch_view(self, title: Any) -> None:
        """Show turtles in a view of patches, too."""
        self._view(title)

    undecorate_patch_view = decorate_patch_view
    update_patch_view = decorate_patch_view
    show_links_xy_plane = decorate_patch_view
    show_links_xyz = decorate_patch_view

    def update_all_patch_views(self) -> None:
        """Show the world as it is now."""

    def update_turtle_view(self, title: Any, turtles: Any) -> None:
        """Show these turtles as they are now."""
        self._view(title)

    def remove_patch_view(self, title: Any) -> None:
        """Close a view of patches."""
        self._patch_views.pop(a_string(title), None)

    def remove_turtle_view(self, title: Any) -> None:
        """Close a view of turtles."""
        self._turtle_views.pop(a_string(title), None)

    def remove_all_patch_views(self) -> None:
        """Close all views of patches."""
        self._patch_views.clear()

    def remove_all_turtle_views(self) -> None:
        """Close all views of turtles."""
        self._turtle_views.clear()

    def count_windows(self) -> float:
        """How many views are open."""
        return float(len(self._patch_views) + len(self._turtle_views))

    def set_z_scale(self, title: Any, scale: Any) -> None:
        """Choose how high 1 is."""
        self._view(title)["z-scale"] = [a_number(scale)]

    def get_z_scale(self, title: Any) -> float:
        """How high 1 is."""
        return float(self._view(title)["z-scale"][0])

    def set_turtle_stem_thickness(self, title: Any, thickness: Any) -> None:
        """Choose how thick the stems below turtles are."""
        self._view(title)

    def set_turtle_stem_color(self, title: Any, color: Any) -> None:
        """Choose the colour of the stems below turtles."""
        self._view(title)

    def set_observer_angles(self, title: Any, heading: Any, pitch: Any) -> None:
        """Choose from where is looked."""
        self._view(title)["observer-angles"] = [a_number(heading), a_number(pitch)]

    def get_observer_angles(self, title: Any) -> list[Any]:
        """From where is looked: heading and pitch."""
        return list(self._view(title)["observer-angles"])

    def set_observer_distance(self, title: Any, distance: Any) -> None:
        """Choose from how far is looked."""
        self._view(title)["observer-distance"] = [a_number(distance)]

    def get_observer_distance(self, title: Any) -> float:
        """From how far is looked."""
        return float(self._view(title)["observer-distance"][0])

    def set_observer_xy_focus(self, title: Any, x: Any, y: Any) -> None:
        """Choose where is looked at."""
        self._view(title)["observer-xy-focus"] = [a_number(x), a_number(y)]

    def get_observer_xy_focus(self, title: Any) -> list[Any]:
        """Where is looked at."""
        return list(self._view(title)["observer-xy-focus"])


EXTENSION = View25dExtension
