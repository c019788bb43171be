"""Messages to one person: written down first, sent later, and only if the reason for them still holds."""
