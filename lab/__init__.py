"""A real Home Assistant and a simulated Pi on this machine, for the demo and the end-to-end tests."""
