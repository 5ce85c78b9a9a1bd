"""The whole integration under random scripts: whatever happened, it ends with the truth."""
