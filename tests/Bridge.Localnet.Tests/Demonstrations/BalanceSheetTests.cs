using Bridge.Chains;
using Bridge.Localnet.Demonstrations;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests.Demonstrations;

public sealed class BalanceSheetTests
{
    private static readonly BalanceSheet Before = new(100, 10, 1000, 500);

    [Fact]
    public void After_TokenLeavingHome_FillsTheVaultAndMints() =>
        Before.After(Transfer(homeChain: 1)).ShouldBe(new BalanceSheet(100 - 70, 10 + 7, 1000 + 70, 500 + 7));

    [Fact]
    public void After_TokenComingHome_BurnsAndEmptiesTheVault() =>
        Before.After(Transfer(homeChain: 2)).ShouldBe(new BalanceSheet(100 - 70, 10 + 7, 1000 - 70, 500 - 7));

    [Fact]
    public void DifferencesTo_EveryFigureWrong_NamesEachOfThem() =>
        Before.DifferencesTo(new(101, 11, 1001, 501)).Count().ShouldBe(4);

    [Fact]
    public void DifferencesTo_TheSame_None() => Before.DifferencesTo(Before).ShouldBeEmpty();

    [Fact]
    public void AmountText_Fraction_IsInWholeTokens() => (Transfer(1) with { Amount = 1_250_500000 }).AmountText.ShouldBe("1250.5");

    private static DemoTransfer Transfer(ushort homeChain) => new(
        new AssetDeployment
        {
            Symbol = "T", Id = "", HomeChain = homeChain, CanonicalDecimals = 6, EvmToken = "", EvmDecimals = 7, SolanaMint = "", SolanaDecimals = 6,
        },
        new NamedChain(1, "evm"), new NamedChain(2, "solana"), TransferKind.Wallet, 7, Party(1), Party(2));

    private static PartyAddress Party(byte number) => PartyAddress.From(Bytes32.From([.. new byte[31], number]));

    /// <summary>A chain of which only name and number are ever asked.</summary>
    private sealed class NamedChain(ushort number, string name) : IChainFamily
    {
        public ChainId Chain => ChainId.From(number);

        public string Name => name;

        public string AddressForm => $"an address of {name}";

        public bool IsEachHeadWorthALook => name == "evm";

        public int DecimalsOf(AssetDeployment asset) => name == "evm" ? asset.EvmDecimals : asset.SolanaDecimals;

        public (string Symbol, int Decimals) NativeCurrency => throw new NotSupportedException();

        public IReadOnlyList<string> RpcUrls => throw new NotSupportedException();

        public ILockReader LockReader(string rpcUrl) => throw new NotSupportedException();

        public IReleaseReader ReleaseReader(string rpcUrl) => throw new NotSupportedException();

        public IAccountReader AccountReader(string rpcUrl) => throw new NotSupportedException();

        public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => throw new NotSupportedException();

        public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) => throw new NotSupportedException();

        public IRefundReader RefundReader(string rpcUrl) => throw new NotSupportedException();

        public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IOutflowReader OutflowReader(string rpcUrl) => throw new NotSupportedException();

        public IRiskReader RiskReader(string rpcUrl) => throw new NotSupportedException();

        public IControlChangeReader ControlChangeReader(string rpcUrl) => throw new NotSupportedException();

        public IProposalReader ProposalReader(string rpcUrl) => throw new NotSupportedException();

        public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => throw new NotSupportedException();

        public PartyAddress ParseAddress(string text) => throw new NotSupportedException();

        public string FormatAddress(PartyAddress address) => throw new NotSupportedException();
    }
}
