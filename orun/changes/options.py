"""What a user says about how changes are found and how far they reach."""

from __future__ import annotations

from msgspec import Struct


class ChangeOptions(Struct, frozen=True):
    """Where changes are looked for, and what a change of the intent or a composition reaches.

    `files` is a list of paths as they were typed; None if no list was given, since an empty list
    says that nothing changed. `base` and `head` are revisions in git's own spelling.
    `intent_impact` is `watch`, `all` or `none`, `composition_impact` is `types` or `none`.
    """

    files: tuple[str, ...] | None = None
    uncommitted: bool = False
    untracked: bool = False
    base: str | None = None
    head: str | None = None
    intent_impact: str = "watch"
    composition_impact: str = "types"

    def stated(self) -> list[tuple[str, str]]:
        """Return the options that say where changes are looked for, with their values."""
        flags = (("--uncommitted", self.uncommitted), ("--untracked", self.untracked))
        texts = (("--base", self.base), ("--head", self.head))
        listed = [] if self.files is None else [("--files", ",".join(self.files))]
        return [
            *listed,
            *((name, "") for name, given in flags if given),
            *((name, value) for name, value in texts if value is not None),
        ]
