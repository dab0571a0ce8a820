"""What the integration and leak tests stand on: servers, certificates, the proxy, relays.

Everything listens on loopback, on ports below 32768 (higher ones collide with ephemeral ports in TIME_WAIT), and dies
with the process that started it.
"""
