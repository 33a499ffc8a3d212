"""Ports for the servers that tests start beside each other."""

import random
import socket

# Below what the kernel gives to outgoing connections (ip_local_port_range, 32768 and up): a port
# found free here is not taken by somebody's connection before the server listens on it.
_OURS = range(20_000, 32_000)


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens."""
    while True:
        port = random.SystemRandom().choice(_OURS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
