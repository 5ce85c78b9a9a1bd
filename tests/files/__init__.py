"""Lists as programs save them; `origins.json` says of each whether a program wrote it or it was rebuilt."""
