"""Of one module each, without a server."""
