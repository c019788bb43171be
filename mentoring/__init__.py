"""Patients who improve become mentors: so far, who was nominated and when."""
