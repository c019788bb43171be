"""Questionnaires: instruments as data, the pure scoring and the pure schedule, answering, responses."""
