"""What holds for the code as a whole: who may import whom, how large things grow, what they are called."""
