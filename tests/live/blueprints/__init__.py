"""The client alone over real sockets; Home Assistant plays no part here."""
