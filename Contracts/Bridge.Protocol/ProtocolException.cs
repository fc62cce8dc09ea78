namespace Bridge.Protocol;

/// <summary>Bytes, text or a number from outside do not have the form this protocol asks for. The message says what was expected and what came.</summary>
public sealed class ProtocolException : Exception
{
    /// <summary>Creates the error with what was expected and what came.</summary>
    public ProtocolException(string message) : base(message) { }

    /// <summary>Creates the error with its cause.</summary>
    public ProtocolException(string message, Exception innerException) : base(message, innerException) { }
}
