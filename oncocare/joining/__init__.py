"""From an invitation to a page of one's own: information, consent, an account, and what care needs to know."""
