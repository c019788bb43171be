"""What a person agreed to, word for word: versioned texts per purpose and language, consents that are never changed."""
