"""Asking servers on loopback, which speak no TLS."""

import ssl
from typing import Final

NO_CERTIFICATES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For `AsyncClient(verify=…)`: reading everybody's certificates anew for each client takes 30 ms."""
