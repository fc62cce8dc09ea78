using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace Bridge.Frost.Signer.KeyFiles;

/// <summary>Named secrets that go into one key file: the key package, the identity key, the TLS key. Pinned, never shown, zeroed on dispose.</summary>
public sealed class SecretEntries : IDisposable
{
    /// <summary>Longest name in UTF-8 bytes.</summary>
    public const int MaximumNameSize = 64;

    /// <summary>Longest secret in bytes.</summary>
    public const int MaximumValueSize = 64 * 1024;

    /// <summary>Most secrets in one file.</summary>
    public const int MaximumCount = 64;

    private readonly SortedDictionary<string, byte[]> _entries = new(StringComparer.Ordinal);

    /// <summary>The names, in order.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Copies a secret in, over an older one of that name; the caller zeroes its own copy.</summary>
    /// <exception cref="ProtocolException">Name or secret empty or too long, or too many secrets.</exception>
    public void Set(string name, ReadOnlySpan<byte> secret)
    {
        if (Encoding.UTF8.GetByteCount(name) is 0 or > MaximumNameSize) throw new ProtocolException($"secret's name should be 1 to {MaximumNameSize} bytes");
        if (secret.Length is 0 or > MaximumValueSize) throw new ProtocolException($"secret should be 1 to {MaximumValueSize} bytes and is {secret.Length}");
        if (_entries.Count >= MaximumCount && !_entries.ContainsKey(name)) throw new ProtocolException($"a key file should hold at most {MaximumCount} secrets");
        Remove(name);
        var copy = GC.AllocateArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(copy);
        _entries[name] = copy;
    }

    /// <summary>The secret of that name. The memory is this object's: it is zeroed on dispose and when the name is set or removed.</summary>
    public bool TryGet(string name, out ReadOnlySpan<byte> secret)
    {
        var found = _entries.TryGetValue(name, out var entry);
        secret = entry;
        return found;
    }

    /// <summary>Zeroes and forgets a secret.</summary>
    public bool Remove(string name)
    {
        if (!_entries.Remove(name, out var entry)) return false;
        CryptographicOperations.ZeroMemory(entry);
        return true;
    }

    /// <summary>Names only.</summary>
    public override string ToString() => string.Join(", ", _entries.Keys.Select(name => $"{name}: <redacted>"));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in _entries.Values) CryptographicOperations.ZeroMemory(entry);
        _entries.Clear();
    }

    // count 1 ‖ per entry, by name: name length 1 ‖ name ‖ value length 4 ‖ value
    internal byte[] Encode()
    {
        var size = 1 + _entries.Sum(entry => 5 + Encoding.UTF8.GetByteCount(entry.Key) + entry.Value.Length);
        var bytes = GC.AllocateArray<byte>(size, pinned: true);
        bytes[0] = (byte)_entries.Count;
        var rest = bytes.AsSpan(1);
        foreach (var (name, value) in _entries)
        {
            var length = Encoding.UTF8.GetBytes(name, rest[1..]);
            rest[0] = (byte)length;
            BinaryPrimitives.WriteInt32BigEndian(rest[(1 + length)..], value.Length);
            value.CopyTo(rest[(5 + length)..]);
            rest = rest[(5 + length + value.Length)..];
        }

        return bytes;
    }

    internal static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretEntries? entries)
    {
        entries = null;
        if (bytes.IsEmpty || bytes[0] > MaximumCount) return false;
        var result = new SecretEntries();
        var count = bytes[0];
        var rest = bytes[1..];
        while (count-- > 0)
        {
            if (!result.TryRead(ref rest))
            {
                result.Dispose();
                return false;
            }
        }

        if (!rest.IsEmpty)
        {
            result.Dispose();
            return false;
        }

        entries = result;
        return true;
    }

    private bool TryRead(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] is 0 or > MaximumNameSize || rest.Length < 5 + rest[0] || !Utf8.IsValid(rest.Slice(1, rest[0]))) return false;
        var name = Encoding.UTF8.GetString(rest.Slice(1, rest[0]));
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest[(1 + rest[0])..]);
        rest = rest[(5 + rest[0])..];
        if (length is 0 or > MaximumValueSize || length > (uint)rest.Length || (_entries.Count > 0 && string.CompareOrdinal(_entries.Keys.Last(), name) >= 0)) return false;
        if (Encoding.UTF8.GetByteCount(name) > MaximumNameSize) return false;
        Set(name, rest[..(int)length]);
        rest = rest[(int)length..];
        return true;
    }
}
