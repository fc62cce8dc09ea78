using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Protocol.Tests.Risk;

public sealed class RiskDescriptionTests
{
    private static readonly AssetId Asset = AssetId.From(Keccak256.Hash("asset"));

    public static TheoryData<int> Vectors => RiskVectors.Indices;

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Of_EveryAction_ShowsEveryMember(int index)
    {
        var action = RiskVectors.Action(index);
        var lines = new RiskDescription(Deployment()).Of(action);

        lines.Count.ShouldBeGreaterThanOrEqualTo(action.Schema.Members.Count - 1);
        lines[0].Text.ShouldNotBeEmpty();
        lines.Select(line => line.Label).ShouldContain("not after");
    }

    [Fact]
    public void Of_KnownNames_AreUsed()
    {
        var text = Text(new SetLimits { Chain = ChainId.From(2), Nonce = 1, NotAfter = 1800000000, Asset = Asset, Limits = new(1_500_000, 2_000_000_000, 1, ulong.MaxValue) });

        text.ShouldContain("set the limits of USDC on solana (2)");
        text.ShouldContain("1.5 USDC");
        text.ShouldContain("2000 USDC");
        text.ShouldContain("0.000001 USDC");
        text.ShouldContain("never");
        text.ShouldContain("2027-01-15 08:00:00 UTC");
    }

    [Fact]
    public void Of_NamesNobodyKnows_AreCalledUnknown()
    {
        var text = Text(new LowerLevel
        {
            Chain = ChainId.From(9),
            Nonce = 1,
            NotAfter = ulong.MaxValue,
            Scope = RiskScope.Asset(AssetId.From(Keccak256.Hash("other"))),
            Level = BreakerLevel.Normal,
            Reason = RiskReason.From("all clear"),
        });

        text.ShouldContain("UNKNOWN CHAIN 9");
        text.ShouldContain("UNKNOWN ASSET");
        text.ShouldContain("all clear");
        text.ShouldContain($"{ulong.MaxValue} seconds");
    }

    [Fact]
    public void ToString_ReasonWithControlCharacters_StaysHexadecimal()
    {
        RiskReason.From("a\u001b[2Jb").ToString().ShouldStartWith("0x");
        RiskReason.From("finality stalls").ToString().ShouldBe("finality stalls");
        Should.Throw<ProtocolException>(() => RiskReason.From(new string('x', 33)));
        Should.Throw<ProtocolException>(() => RiskReason.From(""));
    }

    private static string Text(RiskAction action) => string.Join('\n', new RiskDescription(Deployment()).Of(action).Select(line => $"{line.Label}: {line.Text}"));

    private static Deployment Deployment() => new()
    {
        Name = "test",
        BridgeId = RiskVectors.Bridge.ToString(),
        Evm = new() { Chain = 1, EvmChainId = 31337, RpcUrls = ["http://127.0.0.1:1"], Vault = "", MarginAccounts = "", FromBlock = 0 },
        Solana = new() { Chain = 2, RpcUrls = ["http://127.0.0.1:1"], Program = "" },
        Assets = [new() { Symbol = "USDC", Id = Asset.ToString(), HomeChain = 1, CanonicalDecimals = 6, EvmToken = "", EvmDecimals = 6, SolanaMint = "", SolanaDecimals = 6 }],
        Guardians = new() { Epoch = 1, Threshold = 3, GroupKey = "", Members = [] },
        RelayerUrls = [],
    };
}
