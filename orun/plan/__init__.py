"""The plan: its data, its canonical bytes and checksum, and how it is written and read back."""

from orun.plan.checksum import checksum, with_checksum
from orun.plan.decode import decode
from orun.plan.encode import UnencodableError, encode
from orun.plan.model import (
    API_VERSION,
    KIND,
    CompositionUse,
    EnvironmentState,
    Execution,
    Gate,
    GateMatch,
    Job,
    Metadata,
    Plan,
    PrunedEdge,
    RulesFile,
    SecretRef,
    Selection,
    SourceState,
    Spec,
    Step,
    Trigger,
)
from orun.plan.verify import verify
from orun.plan.write import write_plan
from orun.plan.yaml import encode_yaml

__all__ = [
    "API_VERSION",
    "KIND",
    "CompositionUse",
    "EnvironmentState",
    "Execution",
    "Gate",
    "GateMatch",
    "Job",
    "Metadata",
    "Plan",
    "PrunedEdge",
    "RulesFile",
    "SecretRef",
    "Selection",
    "SourceState",
    "Spec",
    "Step",
    "Trigger",
    "UnencodableError",
    "checksum",
    "decode",
    "encode",
    "encode_yaml",
    "verify",
    "with_checksum",
    "write_plan",
]
