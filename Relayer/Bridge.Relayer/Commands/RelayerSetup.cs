using System.Text.Json;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Transport;
using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Commands;

/// <summary>What others have to know of this relayer: guardians its pin, whoever pays its fees its addresses.</summary>
internal sealed record RelayerPublicFacts(string Name, string Url, string TlsPin, RelayerFeeAddresses FeeAddresses);

/// <summary>Accounts that pay fees.</summary>
internal sealed record RelayerFeeAddresses(string Evm, string Solana);

/// <summary>Makes a relayer's directory.</summary>
internal static class RelayerSetup
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="ConfigurationException">Bad settings, or the directory holds a relayer already: keys are never overwritten.</exception>
    public static RelayerPublicFacts Create(RelayerDirectory directory, RelayerOptions options, TimeProvider time)
    {
        var errors = RelayerOptionsCheck.Errors(options);
        if (errors.Count > 0) throw new ConfigurationException(errors);
        try
        {
            directory.Create();
            var certificate = PinnedTls.CreateCertificate(options.Name, time.GetUtcNow());
            SecretFile.Write(directory.Certificate, certificate);
            using var loaded = PinnedTls.LoadCertificate(certificate);
            var facts = new RelayerPublicFacts(
                options.Name, options.Listen, TlsPin.Of(loaded).ToString(), new RelayerFeeAddresses(MakeEvmKey(directory), MakeSolanaKey(directory)));
            File.WriteAllText(directory.Options, options.ToJson());
            File.WriteAllText(directory.PublicFacts, JsonSerializer.Serialize(facts, Json) + "\n");
            return facts;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"cannot set up the relayer: {e.Message}"]);
        }
    }

    private static string MakeEvmKey(RelayerDirectory directory)
    {
        using var key = SecretFile.MakeKey(directory.FeeKey("evm"), secret => EcdsaKey.From(secret));
        return EvmAddress.From(key.EvmAddress()).ToString();
    }

    private static string MakeSolanaKey(RelayerDirectory directory)
    {
        using var key = SecretFile.MakeKey(directory.FeeKey("solana"), secret => new Ed25519Key(secret));
        return key.Address.ToString();
    }
}
