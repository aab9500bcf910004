"""Whether a registry holds together: its files, its dialect, its strictness and its examples.

Every check takes the registry's directory and answers one sentence per fault; an empty answer is a pass.
"""

from pathlib import Path

from schema_registry.soundness.catalogue import catalogue_faults
from schema_registry.soundness.dialect import dialect_faults
from schema_registry.soundness.examples import example_faults
from schema_registry.soundness.files import file_faults
from schema_registry.soundness.identity import identity_faults
from schema_registry.soundness.strictness import strictness_faults

CHECKS = (
    file_faults,
    catalogue_faults,
    identity_faults,
    dialect_faults,
    strictness_faults,
    example_faults,
)


def faults(root: Path) -> list[str]:
    """Everything that is wrong with the registry at `root`."""
    return [fault for check in CHECKS for fault in check(root)]
