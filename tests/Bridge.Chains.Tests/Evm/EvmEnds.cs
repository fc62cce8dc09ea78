using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>
/// Transfers that ended in every way, on the real contracts, some hundred blocks apart: 1 is paid; 2 and 3 are one batch, of which 3 is held and paid later; 4 is claimable; 5 is held; 6 was
/// held and is void; 7 is void at once; 8 was held and is claimable; 9 is open.
/// </summary>
public sealed class EvmEnds : IAsyncLifetime
{
    public const ulong HeldThenPaid = 3;

    public const ulong Open = 9;

    private const ulong HoldThreshold = 5_000;

    private static readonly string[] Officers = ["officer 1", "officer 2"];

    private readonly Dictionary<ulong, ReleaseRecord?> _expected = [];
    private IReleaser _releaser = null!;
    private ulong _nonce;

    internal EvmBridge Bridge { get; } = new();

    /// <summary>What the transactions were, by sequence.</summary>
    internal IReadOnlyDictionary<ulong, ReleaseRecord?> Expected => _expected;

    /// <summary>In which block 3 was held.</summary>
    internal ulong HoldHeight { get; private set; }

    /// <summary>In which block 3 was paid.</summary>
    internal ulong PaymentHeight { get; private set; }

    internal ulong HeadHeight { get; private set; }

    public async Task InitializeAsync()
    {
        await Bridge.InitializeAsync();
        _releaser = await Bridge.ReleaserAsync();
        foreach (var officer in Officers.Select(AddressOf))
            await Bridge.Governor.CallAsync(Bridge.Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(officer.Padded), AbiValue.Of((byte)RiskRole.Officer)), default);
        foreach (var asset in new[] { Bridge.Usdc, Bridge.Wsol })
            await Bridge.LimitAsync(EvmAddress.Parse(asset.EvmToken), 1_000_000_000_000, 1_000_000_000_000, 1_000_000, HoldThreshold);
        // Nobody has locked USDC: a push of it fails.
        var (held, voided, claimable) = (Bridge.Incoming(3, HoldThreshold), Bridge.Incoming(6, HoldThreshold), Bridge.Incoming(8, HoldThreshold, Bridge.Usdc));
        _expected[1] = new(await ReleaseAsync(Bridge.Incoming(1)), null, false);
        await Bridge.Node.MineAsync(300);
        var batch = await ReleaseAsync(Bridge.Incoming(2), held);
        HoldHeight = await HeightAsync();
        _expected[2] = new(batch, null, false);
        _expected[4] = new(await ReleaseAsync(Bridge.Incoming(4, 100, Bridge.Usdc)), null, true);
        _expected[5] = _expected[6] = new(null, await ReleaseAsync(Bridge.Incoming(5, HoldThreshold), voided), false);
        var holding = await ReleaseAsync(claimable);
        await Bridge.Node.CallAsync("anvil_mine", 70, 1);
        await VoidAsync(voided);
        await VoidAsync(Bridge.Incoming(7));
        _expected[HeldThenPaid] = new(await PayAsync(held), batch, false);
        PaymentHeight = await HeightAsync();
        await Bridge.Node.MineAsync(20);
        _expected[8] = new(await PayAsync(claimable), holding, true);
        await Bridge.Node.MineAsync(40);
        HeadHeight = await HeightAsync();
        _expected[7] = _expected[Open] = null;
    }

    public Task DisposeAsync() => Bridge.DisposeAsync();

    private IRiskControl Control => Bridge.Family.RiskControl(Bridge.Node.RpcUrl, AnvilNode.Secret);

    private async Task<string> ReleaseAsync(params Transfer[] transfers)
    {
        var outcomes = await _releaser.ReleaseAsync(Bridge.Attest(transfers), (_, _) => { }, default);
        return outcomes.Select(outcome => outcome is ReleaseOutcome.Held(var held) ? held : outcome.ShouldBeOfType<ReleaseOutcome.Included>().Transaction).Distinct().ShouldHaveSingleItem();
    }

    private async Task VoidAsync(Transfer transfer) =>
        (await Bridge.Refunder().VoidAsync(transfer, GuardianEpoch.From(1), Bridge.SignVoid(transfer), default)).ShouldBeOfType<RefundOutcome.Included>();

    private async Task<string> PayAsync(Transfer transfer)
    {
        foreach (var officer in Officers)
        {
            var approval = new ApproveHold { Chain = TransferBuilder.Evm, Nonce = ++_nonce, NotAfter = await SoonAsync(), Source = transfer.Id.Lane.Source, Sequence = transfer.Id.Sequence, Leaf = transfer.Leaf() };
            var paper = new RiskPaper(TransferBuilder.Bridge, approval);
            using var key = EcdsaKey.From(Keccak256.Hash(officer).ToArray());
            paper.Add(RiskSignature.Make(approval, TransferBuilder.Bridge, key));
            await Control.ActAsync(paper, default);
        }

        return await Control.ExecuteHoldAsync(transfer, default);
    }

    private async Task<ulong> HeightAsync() => Convert.ToUInt64((string)(await Bridge.Node.CallAsync("eth_blockNumber"))!, 16);

    // By the chain's clock, which runs ahead.
    private async Task<ulong> SoonAsync() => Convert.ToUInt64((string)(await Bridge.Node.CallAsync("eth_getBlockByNumber", "latest", false))!["timestamp"]!, 16) + 86_400;

    private static SignerAddress AddressOf(string name)
    {
        using var key = EcdsaKey.From(Keccak256.Hash(name).ToArray());
        return SignerAddress.From(key.EvmAddress());
    }
}
