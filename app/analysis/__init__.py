"""What is read off a run: where its gradient goes, what it remembers, what is wrong with it."""
