using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Chains.Rpc;

/// <summary>One call: a method and its positional parameters.</summary>
/// <param name="Method">As the node names it.</param>
/// <param name="Parameters">In order.</param>
public sealed record JsonRpcRequest(string Method, JsonArray Parameters);

/// <summary>The error object of JSON-RPC 2.0, section 5.1: the node was reached, and refused.</summary>
/// <param name="Code">The node's number; its meaning differs between nodes.</param>
/// <param name="Message">For people; nothing decides by it.</param>
/// <param name="Data">Whatever the node adds, as the revert data of a simulated call.</param>
public sealed record JsonRpcError(int Code, string Message, JsonElement? Data);

/// <summary>What a node answered to one call: a result (which may be JSON null) or an error.</summary>
public sealed record JsonRpcReply
{
    private readonly JsonElement _result;

    internal JsonRpcReply(string method, JsonElement result, JsonRpcError? error) => (Method, _result, Error) = (method, result, error);

    /// <summary>The call it answers.</summary>
    public string Method { get; }

    /// <summary>Null when there is a result.</summary>
    public JsonRpcError? Error { get; }

    /// <summary>The result.</summary>
    /// <exception cref="ChainReadException"><see cref="ChainReadFailure.Unavailable"/>: the node answered with an error; its inner exception is a <see cref="JsonRpcErrorException"/>.</exception>
    public JsonElement Result => Error is null
        ? _result
        : throw new ChainReadException(ChainReadFailure.Unavailable, $"{Method}: the node answered error {Error.Code}: {Error.Message}", new JsonRpcErrorException(Method, Error));
}

/// <summary>A node's error object as an exception: always the inner exception of a <see cref="ChainReadException"/>.</summary>
public sealed class JsonRpcErrorException : Exception
{
    /// <summary>Creates the error.</summary>
    public JsonRpcErrorException(string method, JsonRpcError error)
        : base($"{method}: {error.Code} {error.Message}") => Error = error;

    /// <summary>Code, message and data.</summary>
    public JsonRpcError Error { get; }
}
