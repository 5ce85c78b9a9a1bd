"""The promises of `design.md` §7, one file each, against a simulated Pi that is a process of its own."""
