"""Runs a Module in the learner's interpreter and reads back what it found."""
