"""Whatever bytes and orders come."""
