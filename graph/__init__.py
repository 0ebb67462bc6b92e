"""Reading an edition, building, checking and storing its dataset."""
