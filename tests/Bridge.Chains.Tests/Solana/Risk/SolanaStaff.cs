using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Bridge.Testing;

namespace Bridge.Chains.Tests.Solana.Risk;

/// <summary>Risk staff, relayer and readers at the one node and program.</summary>
public abstract class SolanaStaff(SolanaBridge deployed)
{
    protected SolanaBridge Deployed => deployed;

    /// <summary>The transfer that was delivered last.</summary>
    protected Transfer? Last { get; private set; }

    protected IRiskReader Reader => deployed.Family.RiskReader(deployed.Node.RpcUrl);

    protected IControlChangeReader Changes => deployed.Family.ControlChangeReader(deployed.Node.RpcUrl);

    protected IReleaseReader Releases => deployed.Family.ReleaseReader(deployed.Node.RpcUrl);

    protected IRiskControl Control => deployed.Family.RiskControl(deployed.Node.RpcUrl, Keccak256.Hash("relayer").ToArray());

    protected IRefunder Refunder => deployed.Family.Refunder(deployed.Node.RpcUrl, Keccak256.Hash("relayer").ToArray());

    protected static AssetId IdOf(AssetDeployment asset) => AssetId.From(Bytes32.Parse(asset.Id));

    protected static ulong Soon() => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 86_400;

    protected static ApproveHold Approve(Transfer transfer, ulong nonce) =>
        new() { Chain = TransferBuilder.Solana, Nonce = nonce, NotAfter = Soon(), Source = TransferBuilder.Evm, Sequence = transfer.Id.Sequence, Leaf = transfer.Leaf() };

    protected static EcdsaKey Key(string name) => EcdsaKey.From(Keccak256.Hash(name).ToArray());

    protected static SignerAddress Address(string name)
    {
        using var key = Key(name);
        return SignerAddress.From(key.EvmAddress());
    }

    protected async Task<ulong> NonceAsync(string name = "officer 1") =>
        Math.Max(await Reader.ReadLastNonceAsync(Address(name), default), await Reader.ReadLastNonceAsync(Address("officer 2"), default)) + 1;

    protected Task<string> ActAsync(RiskAction action, params string[] signers)
    {
        var paper = new RiskPaper(TransferBuilder.Bridge, action);
        foreach (var name in signers)
        {
            using var key = Key(name);
            paper.Add(RiskSignature.Make(action, TransferBuilder.Bridge, key));
        }

        return Control.ActAsync(paper, default);
    }

    protected async Task LoosenAsync(Func<ulong, RiskAction> make)
    {
        var action = make(await NonceAsync());
        await ActAsync(action, "officer 1", "officer 2");
        await EventuallyAsync(() => Control.ExecuteAsync(action, default), "NotReady");
    }

    protected async Task<Transfer> NextAsync(AssetDeployment asset, ulong amount) => TransferBuilder.Transfer(await deployed.NextReleaseAsync(), amount: amount) with
    {
        Asset = IdOf(asset), Recipient = TransferBuilder.SolanaAccount($"controlled {asset.Symbol}"),
    };

    protected async Task<ReleaseOutcome> DeliverAsync(AssetDeployment asset, ulong amount, Transfer? transfer = null)
    {
        Last = transfer ?? await NextAsync(asset, amount);
        return (await deployed.Releaser().ReleaseAsync(SolanaBridge.Guardians.Attest(new([Last])), (_, _) => { }, default))[0];
    }

    protected async Task<DestinationState> StateAsync(Transfer transfer) =>
        (await Releases.ReadStatesAsync(transfer.Id.Lane, transfer.Id.Sequence, 1, ReadAt.Latest, default))[0];

    protected async Task<RefundFact> FactAsync(Func<RefundFact, bool> isIt)
    {
        var reader = deployed.Family.RefundReader(deployed.Node.RpcUrl);
        while (true)
        {
            if ((await reader.ReadFinalizedAsync(0, default)).Facts.FirstOrDefault(isIt) is { } fact) return fact;
            await Task.Delay(200);
        }
    }

    /// <summary>The refund of one transfer, once it is final.</summary>
    protected async Task<RefundFact> RefundedAsync(TransferId id)
    {
        var reader = deployed.Family.RefundReader(deployed.Node.RpcUrl);
        while (true)
        {
            if (await reader.FindRefundAsync(id, default) is { } fact) return fact;
            await Task.Delay(200);
        }
    }

    /// <summary>Does it as soon as the chain stops answering that it is too early.</summary>
    protected static async Task<string> EventuallyAsync(Func<Task<string>> act, string tooEarly)
    {
        while (true)
        {
            try
            {
                return await act();
            }
            catch (Exception e) when ((e is RiskRefusedException refused && refused.Error == tooEarly) || (e is WalletException && e.Message.Contains(tooEarly, StringComparison.Ordinal)))
            {
                await Task.Delay(200);
            }
        }
    }
}
