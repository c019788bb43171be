"""What a person agreed to, word for word: versioned texts per purpose and language, answers that are never changed."""
