"""Over real sockets, against the simulator."""
