"""Content for patients, relatives and caregivers: written, reviewed, published and searched. Knows no patient."""
