// Whoever computes with a network speaks of its hyperparameters.
@_exported public import Configuration
