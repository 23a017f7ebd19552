"""The relations and attributes that are read from a result; what none of them needs is left out."""

PLAN = (
    "active",
    "added_step",
    "advisory_edge",
    "change_detection",
    "chosen_profile",
    "compared_revision",
    "comparison",
    "component_optional_secret_env",
    "component_path",
    "dependency_mode",
    "edge",
    "edge_condition",
    "env",
    "gate",
    "instance",
    "instance_job",
    "job",
    "kept_step",
    "labels",
    "matched",
    "mode_trigger",
    "parameters",
    "patched_step",
    "path",
    "policies",
    "profile_of",
    "profile_trigger",
    "promotion",
    "pruned",
    "reason_selected",
    "replaced_step",
    "retries",
    "runs_on",
    "scope_of_trigger",
    "secret_env",
    "step",
    "subscribed",
    "timeout",
    "uses",
)

COMPARED = ("compared_revision", "scope_of_trigger")
"""What has to be known before changes are looked for."""

CHECKS = ("told", "verdict")
