"""Who may change something on the server: administrators, and automations, which an administrator made."""

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser


async def async_require_administrator(hass: HomeAssistant, context: Context | None) -> None:
    """What `async_register_admin_service` asks of the caller of an action, for a press of a button.

    Raises:
        Unauthorized: a person without the rights of an administrator.
        UnknownUser: somebody who was removed meanwhile.
    """
    if context is None or context.user_id is None:
        return
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    if not user.is_admin:
        raise Unauthorized(context=context)
