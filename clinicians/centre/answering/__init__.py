"""How long the patients of a centre waited for an answer, beside what was promised."""
