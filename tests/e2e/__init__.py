"""The product in a real Home Assistant with a real browser, as processes of their own."""
