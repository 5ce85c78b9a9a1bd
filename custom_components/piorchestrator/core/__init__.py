"""What the integration knows and decides: pure functions of data, without Home Assistant, sockets or clocks."""
