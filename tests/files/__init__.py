"""Lists as programs save them; `manifest.json` says of each whether a program wrote it or it was rebuilt."""
