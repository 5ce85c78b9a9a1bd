from probatio import *  # noqa: F403 - the name voluptuous stands for probatio in Home Assistant
