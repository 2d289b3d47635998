"""What is an e-mail address, and how it is stored."""

from bbprops_cli.errors import InvalidInput


def address(text: str) -> str:
    """The address as it is stored: trimmed, Unicode in one form, lower-case; raises InvalidInput. Asks no server."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise InvalidInput(f"email: {text[:60]!r} is no e-mail address: {str(error).rstrip('.')}.") from error
