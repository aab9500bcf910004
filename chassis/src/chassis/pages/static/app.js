// What every page runs; charts are fetched only where there is one.
