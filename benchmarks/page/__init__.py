"""How fast the page comes, plays and follows an edit, in a real Chromium."""
