using System.Security.Cryptography;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Localnet.Relayers;
using Bridge.Localnet.State;
using Bridge.Protocol.Cryptography;

namespace Bridge.Localnet.Witnesses;

/// <summary>The accounts of the witness.</summary>
/// <param name="FeeAddresses">Pay for its papers; the one on the EVM chain is the sentinel that signs them.</param>
internal sealed record WitnessIdentity(FeeAddresses FeeAddresses)
{
    /// <summary>The daemon's directory.</summary>
    public const string Directory = "witness";

    /// <summary>Makes both keys and writes them where the witness finds them.</summary>
    public static WitnessIdentity Create(StateDirectory state)
    {
        var home = state.DaemonDirectory(Directory);
        using var sentinel = EcdsaKey.Generate();
        Span<byte> secret = stackalloc byte[32];
        sentinel.ExportSecret(secret);
        StateDirectory.WriteSecret(Path.Combine(home, "sentinel.key"), secret);
        RandomNumberGenerator.Fill(secret);
        using var fee = new Ed25519Key(secret);
        StateDirectory.WriteSecret(Path.Combine(home, "solana-fee.key"), secret);
        secret.Clear();
        return new(new FeeAddresses(EvmAddress.From(sentinel.EvmAddress()).ToString(), fee.Address.ToString()));
    }
}
