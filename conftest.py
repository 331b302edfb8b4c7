"""The test kit of the chassis, for every package of the workspace."""

pytest_plugins = [
    "kontor_chassis.testing.plugin",
    "kontor_chassis.testing.planting",
    "kontor_chassis.testing.canaries",
]
