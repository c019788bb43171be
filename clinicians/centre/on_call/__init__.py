"""Who answers outside the staffed hours, and what is signed where nobody does."""
