using System.Security.Cryptography;
using System.Text.Json;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Guardian.Breakers;

/// <summary>
/// The accounts that pay the fees when this guardian raises a level: one secret per chain family, derived from the identity key (HKDF-SHA256), so that there is nothing more to back up.
/// They have no power; the paper carries the identity's signature. Their addresses are in <c>sentinel.json</c>; keep some native currency on them.
/// </summary>
public sealed class SentinelAccounts : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Dictionary<string, byte[]> _secrets = new(StringComparer.Ordinal);

    /// <summary>Derives the secrets for these chain families.</summary>
    public SentinelAccounts(EcdsaKey identity, params IEnumerable<string> families)
    {
        var key = new byte[32];
        identity.ExportSecret(key);
        foreach (var family in families)
            _secrets[family] = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt: [], System.Text.Encoding.UTF8.GetBytes($"bridge/sentinel-fees/v1/{family}"));
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>The secret that pays on a chain family.</summary>
    public ReadOnlyMemory<byte> SecretOf(string family) => _secrets[family];

    /// <summary>Writes the addresses of an identity, which are public.</summary>
    public static void Publish(string path, EcdsaKey identity)
    {
        using var accounts = new SentinelAccounts(identity, "evm", "solana");
        using var evm = EcdsaKey.From(accounts.SecretOf("evm").Span);
        using var solana = new Ed25519Key(accounts.SecretOf("solana").Span);
        File.WriteAllText(path, JsonSerializer.Serialize(new { evm = Hex.Encode(evm.EvmAddress()), solana = solana.Address.ToString() }, Json) + "\n");
    }

    /// <summary>Zeroes the secrets.</summary>
    public void Dispose()
    {
        foreach (var secret in _secrets.Values) CryptographicOperations.ZeroMemory(secret);
    }
}
