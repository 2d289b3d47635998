"""Personal data of a user: the address as it is stored, and what is left of a person after an erasure."""

from typing import Any

from bbprops_cli.errors import InvalidInput

# These columns do not identify anybody, and statistics need them.
KEPT = ("id", "subscription_tier", "subscription_status", "created_at", "updated_at")


def normalized_email(text: str) -> str:
    """The address as it is stored: trimmed, Unicode in one form, lower-case.

    Checks the syntax only and asks no mail server. Raises InvalidInput for what is not a valid address.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        reason = reason[:1].lower() + reason[1:]
        raise InvalidInput(f"email: {text[:60]!r} is not a valid address: {reason}.") from error


def erased(identifier: str) -> dict[str, Any]:
    """The columns that identified a user, and what replaces their values; `identifier` keeps unique columns unique."""
    return {
        "email": f"erased-{identifier}@invalid",
        "clerk_user_id": f"erased:{identifier}",
        **dict.fromkeys(("supabase_user_id", "username", "full_name", "subscription_expires_at", "last_login_at")),
        "user_metadata": "{}",
        "is_active": False,
        "is_verified": False,
    }
