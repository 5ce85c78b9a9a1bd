"""Tests of the simulator, by a plain client over real sockets."""
