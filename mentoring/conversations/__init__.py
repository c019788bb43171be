"""What a patient and their team write to each other: who answers, by when, and who has read it."""
