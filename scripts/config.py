"""Make the labeling config of Label Studio from the ontology."""

from presscheck.document import shipped
from presscheck.formats.label_studio import config

config.write(shipped.schema("label_studio.xml"))
