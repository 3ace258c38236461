"""The programme: competitions, their trades, and how far each trade has come."""
