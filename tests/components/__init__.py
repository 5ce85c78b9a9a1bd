"""The glue inside a Home Assistant, against the simulator."""
