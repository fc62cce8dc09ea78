namespace Bridge.Chains.Deploying;

/// <summary>A deployment cannot go on, or is not what it should be; the message says why. Running it again goes on where it stopped.</summary>
public sealed class DeploymentException(string message, Exception? innerException = null) : Exception(message, innerException);
