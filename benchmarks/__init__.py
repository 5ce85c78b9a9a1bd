"""How much work something is, in ratios of one run: numbers of two machines cannot be compared, ratios can."""
