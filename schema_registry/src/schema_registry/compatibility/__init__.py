"""Whether a registry may be merged: what is merged stays as it is, and everybody can read what is sent."""

from schema_registry.compatibility.baseline import BaselineMissing, merged_revision, registry_at
from schema_registry.compatibility.check import incompatibilities

__all__ = ["BaselineMissing", "incompatibilities", "merged_revision", "registry_at"]
