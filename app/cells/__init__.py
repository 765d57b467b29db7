"""What a recurrent cell is: its equations, and all that follows without running them."""
