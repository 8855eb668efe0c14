"""What JSON can hold."""

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None
