"""What a read shows, and an event should have shown before."""

from .state import ProvisioningState


def is_untold(known: ProvisioningState, read: ProvisioningState) -> bool:
    """Whether a read shows a session, or a state of one or of a board, that is not known.

    Everything else that a read may show has no event: the signal of a board, times, the allowlist.
    """
    before, after = known.session, read.session
    if after is not None and (before is None or (before.id, before.state) != (after.id, after.state)):
        return True
    if known.devices is read.devices:
        return False
    return any(
        (device := known.devices.get(mac)) is None or device.state != found.state
        for mac, found in read.devices.items()
    )
