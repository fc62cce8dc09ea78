using System.Net.Sockets;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Guardian.Keys;

/// <summary>One signing process per guardian on one machine, whatever directory it works in.</summary>
/// <remarks>
/// A name in the kernel's abstract socket space, made from the identity: it belongs to the machine and not to a file, so a copy of the directory meets it
/// too, and it is gone with the process, however that ends. Other machines are met by <see cref="Hosting.OwnAddress"/>.
/// </remarks>
public sealed class ShareLock : IDisposable
{
    private readonly Socket _socket;

    private ShareLock(Socket socket) => _socket = socket;

    /// <summary>Takes the lock until the result is disposed or the process ends.</summary>
    /// <exception cref="ShareInUseException">Another process on this machine holds it.</exception>
    public static ShareLock Take(EcdsaKey identity)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // SECURITY: two daemons on one share have two journals that do not know of each other's intents (M37).
            socket.Bind(new UnixDomainSocketEndPoint($"\0bridge-guardian/{Hex.Encode(identity.EvmAddress())}"));
            return new ShareLock(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ShareInUseException("another process on this machine works with this guardian's keys, in this directory or in a copy of it: stop it first", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}

/// <summary>A second process with one guardian's keys.</summary>
public sealed class ShareInUseException(string message, Exception? innerException = null) : Exception(message, innerException);
