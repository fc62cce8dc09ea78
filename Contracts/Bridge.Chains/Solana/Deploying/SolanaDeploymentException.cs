namespace Bridge.Chains.Solana.Deploying;

/// <summary>A step of a deployment did not happen; the message names the step and the chain's reason.</summary>
public sealed class SolanaDeploymentException(string message) : Exception(message);
