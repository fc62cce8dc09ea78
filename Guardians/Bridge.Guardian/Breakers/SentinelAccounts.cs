using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Guardian.Breakers;

/// <summary>What pays the fees on one chain.</summary>
/// <param name="Reader">Shows what it holds.</param>
/// <param name="Account">The account.</param>
/// <param name="Shown">The account in the chain's own form.</param>
/// <param name="Symbol">Of the native currency.</param>
/// <param name="Decimals">Of the native currency.</param>
public sealed record SentinelPurse(IAccountReader Reader, PartyAddress Account, string Shown, string Symbol, int Decimals)
{
    /// <summary>Why it cannot pay; null when it holds 0.01 of the native currency, which pays for a level at 100 gwei of gas, or on Solana for its accounts and hundreds of signatures.</summary>
    /// <exception cref="ChainReadException">Not known.</exception>
    public async Task<SentinelProblem?> ProblemAsync(CancellationToken cancellationToken) =>
        await Reader.ReadNativeBalanceAsync(Account, cancellationToken) < BigInteger.Pow(10, Decimals - 2) ? new($"its account {Shown} holds less than 0.01 {Symbol} for fees", "send it some") : null;
}

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

    /// <summary>The account that pays on a chain.</summary>
    public SentinelPurse PurseOf(IChainFamily family, string rpcUrl)
    {
        var account = AddressOf(family.Name);
        return new(family.AccountReader(rpcUrl), account, family.FormatAddress(account), family.NativeCurrency.Symbol, family.NativeCurrency.Decimals);
    }

    /// <summary>Writes the addresses of an identity, which are public.</summary>
    public static void Publish(string path, EcdsaKey identity)
    {
        using var accounts = new SentinelAccounts(identity, "evm", "solana");
        var (evm, solana) = (EvmAddress.From(accounts.AddressOf("evm")), SolanaAddress.From(accounts.AddressOf("solana")));
        File.WriteAllText(path, JsonSerializer.Serialize(new { evm = Hex.Encode(evm.ToArray()), solana = solana.ToString() }, Json) + "\n");
    }

    private PartyAddress AddressOf(string family)
    {
        if (family == "solana")
        {
            using var solana = new Ed25519Key(_secrets[family]);
            return solana.Address.ToParty();
        }

        using var evm = EcdsaKey.From(_secrets[family]);
        return EvmAddress.From(evm.EvmAddress()).ToParty();
    }

    /// <summary>Zeroes the secrets.</summary>
    public void Dispose()
    {
        foreach (var secret in _secrets.Values) CryptographicOperations.ZeroMemory(secret);
    }
}
