using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>Real transfers of the local network's user, for the page to show.</summary>
internal static class Money
{
    /// <summary>Locks an amount (canonical units) of a symbol; alice pays, and is paid.</summary>
    public static async Task<LockReceipt> LockAsync(this DeskFixture desk, string symbol, bool fromEvm, ulong amount, TransferKind kind = TransferKind.Wallet)
    {
        var (source, destination) = fromEvm ? (desk.Evm, desk.Solana) : (desk.Solana, desk.Evm);
        var asset = desk.Deployment.Assets.Single(candidate => candidate.Symbol == symbol);
        var recipient = destination.Wallet(destination.RpcUrls[0], Secret(desk, destination.Name)).Address;
        return await source.Wallet(source.RpcUrls[0], Secret(desk, source.Name)).LockAsync(new(asset, destination.Chain, kind, amount, recipient), CancellationToken.None);
    }

    private static byte[] Secret(DeskFixture desk, string chain) => Hex.Decode(File.ReadAllText(Path.Combine(desk.State, "users", $"alice.{chain}.key")).Trim());
}
