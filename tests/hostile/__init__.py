"""What a broken or hostile server may try, byte by byte, and what it must not achieve."""
