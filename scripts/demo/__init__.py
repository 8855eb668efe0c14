"""A Home Assistant that is ready to use, with a simulated house around it."""
