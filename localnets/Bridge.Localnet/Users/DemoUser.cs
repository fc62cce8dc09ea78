using System.Security.Cryptography;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Localnet.State;
using Bridge.Protocol.Cryptography;

namespace Bridge.Localnet.Users;

/// <summary>A person with an account on each chain. The keys lie in <c>users/</c> as hexadecimal, for the command line to find.</summary>
internal sealed class DemoUser
{
    private readonly byte[] _evmSecret;
    private readonly byte[] _solanaSecret;

    private DemoUser(string name, byte[] evmSecret, EvmAddress evmAddress, byte[] solanaSecret, SolanaAddress solanaAddress)
    {
        (Name, _evmSecret, _solanaSecret) = (name, evmSecret, solanaSecret);
        (EvmAddress, SolanaAddress) = (evmAddress, solanaAddress);
    }

    public string Name { get; }

    public EvmAddress EvmAddress { get; }

    public SolanaAddress SolanaAddress { get; }

    /// <summary>secp256k1 key of the EVM account.</summary>
    public ReadOnlyMemory<byte> EvmSecret => _evmSecret;

    /// <summary>Ed25519 seed of the Solana account.</summary>
    public ReadOnlyMemory<byte> SolanaSecret => _solanaSecret;

    /// <summary>Makes the person with fresh keys and writes the key files.</summary>
    public static DemoUser Create(string name, StateDirectory state)
    {
        var evm = new byte[32];
        var solana = RandomNumberGenerator.GetBytes(32);
        using var evmKey = EcdsaKey.Generate();
        using var solanaKey = new Ed25519Key(solana);
        evmKey.ExportSecret(evm);
        var user = new DemoUser(name, evm, EvmAddress.From(evmKey.EvmAddress()), solana, solanaKey.Address);
        StateDirectory.WriteSecret(Path.Combine(state.Users, $"{name}.evm.key"), user._evmSecret);
        StateDirectory.WriteSecret(Path.Combine(state.Users, $"{name}.solana.key"), user._solanaSecret);
        return user;
    }

    public override string ToString() => Name;
}
