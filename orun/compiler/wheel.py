"""Hatchling's hook: a wheel brings the built-in rules along compiled.

A container that plans once would otherwise parse and check them on every run, which takes longer
than all the rest. Only the build of a wheel imports this module; hatchling loads it by its path.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "orun/_data/compiled"
"""Where the modules stand inside the wheel."""


class CompileRules(BuildHookInterface[Any]):
    """Adds a generated module for everything that the built-in rules are asked."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Generate the modules and name them as the installed orun will look for them."""
        if version != "standard":
            return
        sys.path.insert(0, self.root)
        # The package is that of the tree being built, so it is imported once its path is known.
        from orun.compiler.cache import INSTALLED  # noqa: PLC0415 - see above
        from orun.compiler.outputs import (  # noqa: PLC0415 - see above
            CHECKS,
            COMPARED,
            PLAN,
        )
        from orun.compiler.rules import built_in, compile_module  # noqa: PLC0415 - see above

        self._directory = TemporaryDirectory()
        questions = (
            ("", PLAN, True),
            ("", COMPARED, False),
            ("checks", CHECKS, True),
        )
        for folder, outputs, reports in questions:
            key, text = compile_module(built_in(folder), outputs, INSTALLED, reports=reports)
            path = Path(self._directory.name) / f"{key}.py"
            path.write_text(text, encoding="utf-8")
            build_data["force_include"][str(path)] = f"{FOLDER}/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the generated files away again."""
        del build_data, artifact_path
        if version == "standard":
            self._directory.cleanup()
