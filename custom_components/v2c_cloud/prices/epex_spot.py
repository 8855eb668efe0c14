"""HACS' ``epex_spot``: a list in the attributes of its market and of its total price.

It is told per kWh, whatever the unit of the entity.
"""

from .adapter import AttributeAdapter, Provider, lists_in

PROVIDER = Provider(attributes=(AttributeAdapter(read=lists_in("data"), factor=1.0),))
