"""Questionnaires as data: their definitions, wordings, scoring and licences. The folders beside are the instruments."""
