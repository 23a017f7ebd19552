"""Go's text/template subset for steps, and the interpolation of values; knows only diagnostics."""

from orun.templates.interpolate import interpolate
from orun.templates.problem import TemplateProblem
from orun.templates.template import Template, compile_template

__all__ = ["Template", "TemplateProblem", "compile_template", "interpolate"]
