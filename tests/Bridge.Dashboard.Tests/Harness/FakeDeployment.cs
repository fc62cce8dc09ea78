using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;

namespace Bridge.Dashboard.Tests.Harness;

/// <summary>The public facts that tests run with. The asset's name is what an attacker would choose.</summary>
internal static class FakeDeployment
{
    public const string Symbol = "<img src=x onerror=alert(1)>";

    /// <summary>The generator: a point that is a valid group key.</summary>
    public static GroupKey Key { get; } = GroupKey.From(Hex.Decode("0x0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

    public static EcdsaKey GuardianIdentity { get; } = EcdsaKey.From(Keccak256.Hash("guardian 1").ToArray());

    public static Deployment Make() => new()
    {
        Name = "test", BridgeId = TransferBuilder.Bridge.ToString(), RelayerUrls = ["http://relayer.test"],
        Evm = new() { Chain = 1, EvmChainId = 31337, RpcUrls = ["http://evm.test"], Vault = "0x", MarginAccounts = "0x", FromBlock = 0 },
        Solana = new() { Chain = 2, RpcUrls = ["http://solana.test"], Program = "p" },
        Assets = [new() { Symbol = Symbol, Id = TransferBuilder.Asset.ToString(), HomeChain = 1, CanonicalDecimals = 6, EvmToken = "0x", EvmDecimals = 6, SolanaMint = "m", SolanaDecimals = 6 }],
        Guardians = new()
        {
            Epoch = 1, Threshold = 1, GroupKey = Hex.Encode(Key.ToArray()),
            Members = [new() { Index = 1, Url = "https://127.0.0.1:1", TlsPin = Keccak256.Hash("pin").ToString(), Identity = Hex.Encode(GuardianIdentity.EvmAddress()), VerifyingShare = "" }],
        },
    };
}
