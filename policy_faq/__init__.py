"""Reading room: official policy texts, reviewed answers and the search over them."""
