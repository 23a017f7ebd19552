"""References to stacks in a registry: `ghcr.io/acme/stack:v1`, by tag or by digest.

The grammar is that of the OCI distribution specification ("Pulling manifests"), with the registry
in front as docker and oras write it, and perhaps `oci://` before that.
"""

import re
from typing import NamedTuple

_NAME = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(
    rf"(?:oci://)?(?P<registry>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?)"
    rf"/(?P<repository>{_NAME}(?:/{_NAME})*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
    r"(?:@sha256:(?P<digest>[0-9a-f]{64}))?"
)
_LONGEST = 512


class Reference(NamedTuple):
    """A stack in a registry; `digest` is that of its manifest, as `sha256-` and hex."""

    registry: str
    repository: str
    tag: str
    digest: str | None

    @property
    def directory(self) -> str:
        """The layout's path in the cache; tools take a colon in it for the begin of a tag."""
        return f"oci/{self.registry.replace(':', '_')}/{self.repository}"

    def at(self, digest: str | None) -> str:
        """Return the reference as tools take it, by digest if one is given, else by tag."""
        version = f":{self.tag}" if digest is None else f"@{digest.replace('-', ':', 1)}"
        return f"{self.registry}/{self.repository}{version}"


def parse_reference(text: str) -> Reference | None:
    """Parse `[oci://]REGISTRY/REPOSITORY[:TAG][@sha256:HEX]`; without a tag it is `latest`."""
    match = _REFERENCE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or not _is_registry(match["registry"]):
        return None
    digest = match["digest"]
    return Reference(
        match["registry"],
        match["repository"],
        match["tag"] or "latest",
        f"sha256-{digest}" if digest else None,
    )


def _is_registry(host: str) -> bool:
    """Tell whether the first part is a host, which as in docker's names needs a dot or a port."""
    return ("." in host and ".." not in host) or ":" in host or host == "localhost"
