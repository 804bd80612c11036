"""Label Studio: its labeling config, documents as tasks, exports as documents."""
