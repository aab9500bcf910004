"""`python -m schema_registry` is `schema-registry`."""

import sys

from schema_registry.cli import main

sys.exit(main())
