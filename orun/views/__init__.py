"""Views: a plan as text for people. Pure functions that read nothing and print nothing."""

from orun.views.barriers import Vias
from orun.views.component import component, component_meant, components
from orun.views.dag import dag
from orun.views.dependencies import dependencies
from orun.views.summary import summary

__all__ = ["Vias", "component", "component_meant", "components", "dag", "dependencies", "summary"]
