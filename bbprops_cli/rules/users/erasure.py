"""What is left of a person who wants to be forgotten."""

from typing import Any

# Nobody can be told by these, and statistics need them.
KEPT = ("id", "subscription_tier", "subscription_status", "created_at", "updated_at")


def erased(identifier: str) -> dict[str, Any]:
    """The columns that named the person, and what stands there from now on; both databases take it as it is."""
    return {
        "email": f"erased-{identifier}@invalid",
        "clerk_user_id": f"erased:{identifier}",
        **dict.fromkeys(("supabase_user_id", "username", "full_name", "subscription_expires_at", "last_login_at")),
        "user_metadata": "{}",
        "is_active": False,
        "is_verified": False,
    }
