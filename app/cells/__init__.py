"""What a recurrent cell is: its equations, and everything that follows from them without running."""
