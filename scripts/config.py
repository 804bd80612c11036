"""Make the labeling config of Label Studio from the ontology."""

from presscheck import data
from presscheck.studio import config

config.write(data.schema("label_studio.xml"))
