using System.Text.Json;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Transport;

namespace Bridge.Dashboard.Configuration;

/// <summary>What others need to know of a dashboard, as <c>public.json</c>.</summary>
/// <param name="Url">Its page.</param>
/// <param name="Sentinel">Address to be granted the sentinel role on both chains.</param>
/// <param name="TlsPin">What guardians recognise it by when it reads observations.</param>
/// <param name="FeeAddresses">Accounts that pay fees, by chain name.</param>
internal sealed record DashboardPublicFacts(string Url, string Sentinel, string TlsPin, DashboardFeeAddresses FeeAddresses);

/// <summary>Accounts that pay fees.</summary>
internal sealed record DashboardFeeAddresses(string Evm, string Solana);

/// <summary>Makes a dashboard's files.</summary>
internal static class DashboardSetup
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="ConfigurationException">Bad settings, or the directory holds a dashboard already: keys are never overwritten.</exception>
    public static DashboardPublicFacts Create(DashboardDirectory directory, DashboardOptions options, TimeProvider time)
    {
        var errors = DashboardOptionsCheck.Errors(options);
        if (errors.Count > 0) throw new ConfigurationException(errors);
        try
        {
            directory.Create();
            var certificate = PinnedTls.CreateCertificate("dashboard", time.GetUtcNow());
            SecretFile.Write(directory.Certificate, certificate);
            using var loaded = PinnedTls.LoadCertificate(certificate);
            var facts = new DashboardPublicFacts(
                options.Listen, EvmAddressOf(directory.SentinelKey), TlsPin.Of(loaded).ToString(),
                new(EvmAddressOf(directory.FeeKey("evm")), SecretFile.MakeKey(directory.FeeKey("solana"), SolanaAddressOf)));
            File.WriteAllText(directory.Options, options.ToJson());
            File.WriteAllText(directory.PublicFacts, JsonSerializer.Serialize(facts, Json) + "\n");
            return facts;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"cannot set up the dashboard: {e.Message}"]);
        }
    }

    private static string EvmAddressOf(string file) => SecretFile.MakeKey(file, secret =>
    {
        using var key = EcdsaKey.From(secret);
        return EvmAddress.From(key.EvmAddress()).ToString();
    });

    private static string SolanaAddressOf(byte[] secret)
    {
        using var key = new Ed25519Key(secret);
        return key.Address.ToString();
    }
}
