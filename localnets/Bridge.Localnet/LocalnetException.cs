namespace Bridge.Localnet;

/// <summary>Something the person who started the local network can read and act on; shown without a stack trace.</summary>
internal sealed class LocalnetException(string message, Exception? innerException = null) : Exception(message, innerException);
