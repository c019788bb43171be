"""Printed pages: fonts that cover every name, the page, letterhead, QR code, language and title. Knows no model."""
