using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.EndToEnd.Tests;

/// <summary>The local network's three officers, with their own keys. What they sign is sent by bob, who has no role.</summary>
internal sealed class Officers : IDisposable
{
    private const string NotReady = "NotReady";

    private readonly BridgeId _bridge;
    private readonly IReadOnlyList<EcdsaKey> _keys;
    private readonly Dictionary<IChainFamily, IRiskControl> _controls;
    private ulong _nonce;

    public Officers(LocalnetFixture localnet)
    {
        byte[] Secret(string folder, string name) => Hex.Decode(File.ReadAllText(Path.Combine(localnet.State, folder, name)).Trim());
        _bridge = BridgeId.From(Bytes32.Parse(localnet.Deployment.BridgeId));
        _keys = [.. Enumerable.Range(1, 3).Select(index => EcdsaKey.From(Secret("officers", $"officer-{index}.key")))];
        _controls = new()
        {
            [localnet.Evm] = localnet.Evm.RiskControl(localnet.Evm.RpcUrls[0], Secret("users", "bob.evm.key")),
            [localnet.Solana] = localnet.Solana.RiskControl(localnet.Solana.RpcUrls[0], Secret("users", "bob.solana.key")),
        };
    }

    /// <summary>Their addresses, the same on both chains.</summary>
    public IReadOnlyList<SignerAddress> Addresses => [.. _keys.Select(key => SignerAddress.From(key.EvmAddress()))];

    /// <summary>One officer's paper.</summary>
    public Task<RiskPaper> SignAsync(IChainFamily chain, int officer, Func<ChainId, ulong, ulong, RiskAction> draft) => SubmitAsync(chain, draft, officer);

    /// <summary>Two officers agree; it is scheduled.</summary>
    public Task<RiskPaper> ScheduleAsync(IChainFamily chain, Func<ChainId, ulong, ulong, RiskAction> draft) => SubmitAsync(chain, draft, 1, 2);

    /// <summary>Two officers agree; it is carried out once the delay is over.</summary>
    public async Task LoosenAsync(IChainFamily chain, Func<ChainId, ulong, ulong, RiskAction> draft)
    {
        var paper = await ScheduleAsync(chain, draft);
        await Eventually.TrueAsync("the delay is over", TimeSpan.FromMinutes(1), async () =>
        {
            try
            {
                await _controls[chain].ExecuteAsync(paper.Action, CancellationToken.None);
                return true;
            }
            catch (RiskRefusedException e) when (e.Error == NotReady)
            {
                return false;
            }
        });
    }

    /// <summary>Lowers the largest release of an asset, and from which amount on one is held.</summary>
    public Task LowerAsync(IChainFamily chain, AssetDeployment asset, RiskLimits limits) => SignAsync(chain, 3, (id, nonce, notAfter) =>
        new LowerLimits { Chain = id, Nonce = nonce, NotAfter = notAfter, Asset = IdOf(asset), Limits = limits });

    public Task RaiseAsync(IChainFamily chain, AssetDeployment asset, BreakerLevel level) => SignAsync(chain, 3, (id, nonce, notAfter) =>
        new RaiseLevel { Chain = id, Nonce = nonce, NotAfter = notAfter, Scope = RiskScope.Asset(IdOf(asset)), Level = level, Reason = RiskReason.From("test") });

    public Task LowerLevelAsync(IChainFamily chain, AssetDeployment asset) => LoosenAsync(chain, (id, nonce, notAfter) =>
        new LowerLevel { Chain = id, Nonce = nonce, NotAfter = notAfter, Scope = RiskScope.Asset(IdOf(asset)), Level = BreakerLevel.Normal, Reason = RiskReason.From("test") });

    public Task ApproveAsync(IChainFamily chain, int officer, TransferId id, Bytes32 leaf) => SignAsync(chain, officer, (at, nonce, notAfter) =>
        new ApproveHold { Chain = at, Nonce = nonce, NotAfter = notAfter, Source = id.Lane.Source, Sequence = id.Sequence, Leaf = leaf });

    public Task RejectAsync(IChainFamily chain, int officer, TransferId id, Bytes32 leaf) => SignAsync(chain, officer, (at, nonce, notAfter) =>
        new RejectHold { Chain = at, Nonce = nonce, NotAfter = notAfter, Source = id.Lane.Source, Sequence = id.Sequence, Leaf = leaf });

    public void Dispose()
    {
        foreach (var key in _keys) key.Dispose();
    }

    private static AssetId IdOf(AssetDeployment asset) => AssetId.From(Bytes32.Parse(asset.Id));

    private async Task<RiskPaper> SubmitAsync(IChainFamily chain, Func<ChainId, ulong, ulong, RiskAction> draft, params int[] officers)
    {
        var now = TimeProvider.System.GetUtcNow();
        _nonce = Math.Max(_nonce + 1, (ulong)now.ToUnixTimeMilliseconds());
        var paper = new RiskPaper(_bridge, draft(chain.Chain, _nonce, (ulong)now.AddMinutes(10).ToUnixTimeSeconds()));
        foreach (var officer in officers) paper.Add(RiskSignature.Make(paper.Action, _bridge, _keys[officer - 1]));
        await _controls[chain].ActAsync(paper, CancellationToken.None);
        return paper;
    }
}
