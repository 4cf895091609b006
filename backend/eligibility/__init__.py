"""Records office, eligibility: who may register as unemployed, by a table with its rules."""
