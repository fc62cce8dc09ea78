using System.Security.Cryptography.X509Certificates;
using Bridge.Frost.Signer;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Tests;

public sealed class DeploymentCheckTests : IDisposable
{
    private static readonly TestGroup Group = new(3, 5);

    private readonly EcdsaKey _identity = EcdsaKey.Generate();
    private readonly X509Certificate2 _certificate = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("guardian 2", TimeProvider.System.GetUtcNow()));
    private readonly KeyPackage _key = Group.Package(2);

    public static TheoryData<string, Func<GuardianSetDeployment, GuardianSetDeployment>> Contradictions => new()
    {
        { "not a member", set => set with { Members = [.. set.Members.Where(member => member.Index != 2)] } },
        { "TLS pin", set => WithSelf(set, member => member with { TlsPin = Keccak256.Hash("another").ToString() }) },
        { "identity", set => WithSelf(set, member => member with { Identity = "0x" + new string('7', 40) }) },
        { "no key share of epoch 2", set => set with { Epoch = 2 } },
        { "group key", set => set with { GroupKey = new TestGroup(3, 5, seed: 2).Key.GroupKey.ToString() } },
        { "threshold", set => set with { Threshold = 4 } },
    };

    public void Dispose()
    {
        _identity.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Problems_OneContradiction_NamesIt(string what, Func<GuardianSetDeployment, GuardianSetDeployment> change) =>
        Problems(change(Valid())).ShouldHaveSingleItem().ShouldContain(what);

    [Fact]
    public void Problems_ShareOfAnotherGuardian_NamesIt()
    {
        using var other = Group.Package(3);
        Problems(Valid(), other).ShouldHaveSingleItem().ShouldContain("of guardian 3");
    }

    [Fact]
    public void Problems_BothChainsWithOneNumber_NamesIt() => Problems(Valid(), evmChain: 2).ShouldHaveSingleItem().ShouldContain("both chains");

    [Fact]
    public void Problems_RightDeployment_None() => Problems(Valid()).ShouldBeEmpty();

    [Fact]
    public async Task Reader_NoQuorumSet_EverySourceHasToAnswer()
    {
        var up = new FakeChain(TransferBuilder.Evm);
        up.MineFinal();
        var down = new FakeChain(TransferBuilder.Evm) { Failure = new ChainReadException(ChainReadFailure.Unavailable, "down") };
        var chain = new WatchedChain(new FakeChainFamily("evm", up, down), 128);
        var options = new GuardianOptions { Index = 1, Listen = "https://127.0.0.1:1", HealthListen = "http://127.0.0.1:2" };

        (await Should.ThrowAsync<ChainReadException>(() => chain.Reader(options).ReadFinalizedHeadAsync(CancellationToken.None))).Failure.ShouldBe(ChainReadFailure.InsufficientSources);

        var loose = options with { Chains = new Dictionary<string, ChainOptions> { ["evm"] = new() { Quorum = 1 } } };
        (await chain.Reader(loose).ReadFinalizedHeadAsync(CancellationToken.None)).Height.ShouldBe(0UL);
        var excessive = options with { Chains = new Dictionary<string, ChainOptions> { ["evm"] = new() { Quorum = 3 } } };
        Should.Throw<GuardianOptionsException>(() => chain.Reader(excessive));
    }

    private static GuardianSetDeployment WithSelf(GuardianSetDeployment set, Func<GuardianDeployment, GuardianDeployment> change) =>
        set with { Members = [.. set.Members.Select(member => member.Index == 2 ? change(member) : member)] };

    private GuardianSetDeployment Valid() => new()
    {
        Epoch = 1,
        Threshold = 3,
        GroupKey = Group.Key.GroupKey.ToString(),
        Members = [.. Enumerable.Range(1, 5).Select(i => new GuardianDeployment
        {
            Index = (ushort)i,
            Url = $"https://127.0.0.1:{9000 + i}",
            TlsPin = i == 2 ? TlsPin.Of(_certificate).ToString() : Keccak256.Hash($"pin {i}").ToString(),
            Identity = i == 2 ? Hex.Encode(_identity.EvmAddress()) : Hex.Encode(Keccak256.Hash($"identity {i}").ToArray().AsSpan(12)),
            VerifyingShare = "",
        })],
    };

    private IReadOnlyList<string> Problems(GuardianSetDeployment guardians, KeyPackage? key = null, ushort evmChain = 1) => DeploymentCheck.Problems(
        new Deployment
        {
            Name = "test",
            BridgeId = TransferBuilder.Bridge.ToString(),
            Evm = new EvmDeployment { Chain = evmChain, EvmChainId = 31337, RpcUrls = ["http://127.0.0.1:1"], Vault = "", MarginAccounts = "", FromBlock = 0 },
            Solana = new SolanaDeployment { Chain = 2, RpcUrls = ["http://127.0.0.1:2"], Program = "" },
            Assets = [],
            Guardians = guardians,
            RelayerUrls = [],
        },
        new GuardianOptions { Index = 2, Listen = "https://127.0.0.1:1", HealthListen = "http://127.0.0.1:2" },
        _identity, _certificate, new Dictionary<GuardianEpoch, KeyPackage> { [GuardianEpoch.From(1)] = key ?? _key });
}
