"""The rules of the validators, of the layers and of the repository, as tests."""
