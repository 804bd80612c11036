"""Events: triggers, arguments, attributes, coreference."""
