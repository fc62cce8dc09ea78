namespace Bridge.SolanaLinker;

/// <summary>The object cannot become an SBPFv3 program; the message says what and where.</summary>
public sealed class LinkException(string message) : Exception(message);
