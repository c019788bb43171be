"""Level 3: groups of people who write to each other, with mentors and clinicians who answer for them."""
