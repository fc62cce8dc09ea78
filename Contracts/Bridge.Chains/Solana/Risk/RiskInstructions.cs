using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>The bridge program's instructions 12 and 13 (<c>Contracts/solana/README.md</c>, Instructions). A place that an action does not use holds config again.</summary>
internal sealed class RiskInstructions(BridgeAddresses addresses, BridgeId bridge)
{
    internal const byte RiskTag = 12, ExecuteTag = 13;

    /// <summary>Presents a paper. <paramref name="heldAsset"/> is the asset of the hold that an approval is about.</summary>
    public Instruction Risk(SolanaAddress payer, RiskPaper paper, AssetId? heldAsset) => new(
        addresses.Program,
        [.. Begin(payer), AccountMeta.Writable(Record(paper)), AccountMeta.Writable(Subject(paper.Action, heldAsset)), AccountMeta.ReadOnly(SystemProgram.Id)],
        [RiskTag, (byte)paper.Action.Kind, .. paper.Action.Words(), .. paper.Signatures.SelectMany(signature => signature.ToArray())]);

    /// <summary>Carries out what was scheduled under <paramref name="digest"/>.</summary>
    public Instruction Execute(SolanaAddress payer, RiskAction action, Bytes32 digest)
    {
        List<AccountMeta> accounts = [.. Begin(payer), AccountMeta.Writable(addresses.Proposal(digest)), AccountMeta.Writable(Changed(action)), AccountMeta.ReadOnly(SystemProgram.Id)];
        if (action is ListAsset list)
        {
            var mint = SolanaAddress.From(list.Token);
            accounts.AddRange(
                AccountMeta.Writable(addresses.MintIndex(mint)), AccountMeta.ReadOnly(mint),
                AccountMeta.ReadOnly(list.Mode == AssetMode.Custody ? addresses.Custody(mint) : mint));
        }

        return new(addresses.Program, accounts, [ExecuteTag, (byte)action.Kind, .. action.Words()]);
    }

    private AccountMeta[] Begin(SolanaAddress payer) =>
        [AccountMeta.WritableSigner(payer), AccountMeta.Writable(addresses.Config), AccountMeta.ReadOnly(BridgeInstructions.InstructionsSysvar)];

    private SolanaAddress Record(RiskPaper paper) => paper.Action switch
    {
        HoldAction hold => addresses.Hold(hold.Transfer),
        Veto veto => addresses.Proposal(veto.Proposal),
        var action when action.Kind.Loosens() => addresses.Proposal(paper.Digest),
        _ => addresses.Config,
    };

    private SolanaAddress Subject(RiskAction action, AssetId? heldAsset) => action switch
    {
        LevelAction level => ScopeAccount(level.Scope),
        LowerLimits lower => addresses.Asset(lower.Asset),
        SetLimits set => addresses.Asset(set.Asset),
        ApproveHold => heldAsset is { } asset ? addresses.Asset(asset) : addresses.Config,
        RejectHold reject => addresses.Void(reject.Transfer),
        _ => addresses.Config,
    };

    private SolanaAddress Changed(RiskAction action) => action switch
    {
        LevelAction level => ScopeAccount(level.Scope),
        SetLimits set => addresses.Asset(set.Asset),
        ListAsset list => addresses.Asset(AssetIdOf(list)),
        OpenLane open => addresses.Lane(open.OtherChain),
        _ => addresses.Config,
    };

    private SolanaAddress ScopeAccount(RiskScope scope) => scope.Kind == RiskScopeKind.Asset ? addresses.Asset(AssetId.From(scope.Value)) : addresses.Config;

    private AssetId AssetIdOf(ListAsset list) => AssetId.Of(bridge, list.HomeChain, list.HomeToken);
}
