"""HACS' ``zonneplan_one``: a forecast in ten-millionths of a euro."""

from .adapter import AttributeAdapter, Provider, lists_in

PROVIDER = Provider(
    attributes=(AttributeAdapter(read=lists_in("forecast"), factor=1e-7),)
)
