"""HACS' ``energidataservice`` of Denmark: lists for today and tomorrow."""

from .adapter import AttributeAdapter, Provider, lists_in

PROVIDER = Provider(
    attributes=(AttributeAdapter(read=lists_in("raw_today", "raw_tomorrow")),)
)
