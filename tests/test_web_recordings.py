"""What is said aloud, over plain HTTP: kept, heard, played, erased."""
