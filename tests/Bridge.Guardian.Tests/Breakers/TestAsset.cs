using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

/// <summary>An asset as a deployment has it: at home on EVM with two more decimals than a canonical unit, on Solana with one more.</summary>
internal static class TestAsset
{
    public static AssetDeployment Usdc { get; } = new()
    {
        Symbol = "USDC",
        Id = TransferBuilder.Asset.ToString(),
        HomeChain = TransferBuilder.Evm.Value,
        CanonicalDecimals = 6,
        EvmToken = "0x0000000000000000000000000000000000000001",
        EvmDecimals = 8,
        SolanaMint = "11111111111111111111111111111111",
        SolanaDecimals = 7,
    };
}
