"""HACS' ``ge_spot``: quarters of hours in lists for today and tomorrow."""

from .adapter import AttributeAdapter, Provider, lists_in

PROVIDER = Provider(
    attributes=(
        AttributeAdapter(
            read=lists_in("today_interval_prices", "tomorrow_interval_prices")
        ),
    )
)
