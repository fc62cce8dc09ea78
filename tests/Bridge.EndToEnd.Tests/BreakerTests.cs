using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Bridge.EndToEnd.Tests;

/// <summary>The group's key is stolen and nobody is awake. A network of its own: it ends cursed.</summary>
public sealed class BreakerTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new();
    private LocalnetFixture _localnet = null!;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Museum_M73_M20_StolenKey_IsHaltedOnBothChainsWithoutAnyHuman_AndTookLessThanTheLimits()
    {
        await using var localnet = new OwnLocalnet();
        _localnet = await localnet.StartAsync();
        var asset = _localnet.Asset("PYTH");
        var honest = await Movement.BeginAsync(_localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        await honest.LockAsync(2_000_000);
        await honest.ShouldBeReleasedAsync(Limit);

        using var stolen = new StolenKey(_localnet.State, _localnet.Deployment.Guardians.Threshold, GuardianEpoch.From(_localnet.Deployment.Guardians.Epoch));
        var begun = TimeProvider.System.GetUtcNow();
        var paid = await DrainAsync(stolen, asset);

        foreach (var chain in (IChainFamily[])[_localnet.Evm, _localnet.Solana])
        {
            await Eventually.TrueAsync(
                $"{chain.Name} is halted", Limit, async () => await chain.RiskReader(chain.RpcUrls[0]).ReadLevelAsync(RiskScope.Everything, CancellationToken.None) >= BreakerLevel.Stop,
                () => _localnet.Output);
        }

        // M20: whatever was signed, the chain let out no more than its bucket.
        var limits = await _localnet.Evm.AccountReader(_localnet.Evm.RpcUrls[0]).ReadLimitsAsync(asset, CancellationToken.None);
        var seconds = (ulong)(TimeProvider.System.GetUtcNow() - begun).TotalSeconds + 1;
        paid.ShouldBeGreaterThan(0ul, "the theft itself works, until it is seen");
        paid.ShouldBeLessThanOrEqualTo(limits.Capacity + (limits.RefillPerSecond * seconds));

        // The next one pays nothing.
        var late = await ReleaseAsync(stolen, Forged(asset, 2_000_000_000));
        late.ShouldNotBeOfType<ReleaseOutcome.Included>();

        IReadOnlyList<JsonObject> guardians = [];
        // The first that find it halt the chains, and the last may still be reading.
        await Eventually.TrueAsync("each guardian found it by itself", Limit, async () =>
        {
            guardians = await HealthAsync(_localnet.Facts.GuardianHealthUrls);
            return guardians.All(health => health["breakers"]!.AsArray().Count(breaker => breaker!["source"]!.GetValue<string>() == "release-without-lock") == 1);
        });
        guardians.ShouldAllBe(health => health["healthy"]!.GetValue<bool>() == false);
        // Several rules find the theft; the first paper of the first sentinel counts.
        var raised = guardians.SelectMany(health => health["breakers"]!.AsArray()).SelectMany(breaker => breaker!["raised"]!.AsArray().Select(one => (
            Chain: one!["chain"]!.ToString(), Milliseconds: (one["at"]!.GetValue<DateTimeOffset>() - breaker["since"]!.GetValue<DateTimeOffset>()).TotalMilliseconds, ByIt: one["transaction"] is not null))).ToList();
        raised.ShouldContain(one => one.ByIt, "a sentinel's own paper raised it");
        foreach (var chain in raised.Where(one => one.ByIt).GroupBy(one => one.Chain))
            output.WriteLine($"chain {chain.Key}: detection to halt {chain.Min(one => one.Milliseconds):0} ms; paid before it: {paid} units of {limits.Capacity} that the bucket would have let out");

        await NothingMoreIsLockedAsync();
    }

    // At level 5 a chain takes no lock either.
    private async Task NothingMoreIsLockedAsync()
    {
        var wallet = _localnet.Evm.Wallet(_localnet.Evm.RpcUrls[0], _localnet.Alice.EvmSecret);
        var recipient = _localnet.Solana.Wallet(_localnet.Solana.RpcUrls[0], _localnet.Alice.SolanaSecret).Address;
        await Should.ThrowAsync<WalletException>(() => wallet.LockAsync(new(_localnet.Asset("USDC"), _localnet.Solana.Chain, TransferKind.Wallet, 1_000_000, recipient), CancellationToken.None));
    }

    private async Task<ulong> DrainAsync(StolenKey stolen, AssetDeployment asset)
    {
        var paid = 0ul;
        for (var sequence = 1_000_000ul; sequence < 1_000_040; sequence++)
        {
            var forged = Forged(asset, sequence);
            if (await ReleaseAsync(stolen, forged) is not ReleaseOutcome.Included) break;
            paid += forged.Amount;
        }

        return paid;
    }

    private Transfer Forged(AssetDeployment asset, ulong sequence) => new()
    {
        Bridge = _localnet.Deployment.Bridge,
        Id = TransferId.From(Lane.From(_localnet.Solana.Chain, _localnet.Evm.Chain), sequence),
        Kind = TransferKind.Wallet,
        Asset = AssetId.From(Bytes32.Parse(asset.Id)),
        // Below the hold threshold of the local network, which would stop it by itself.
        Amount = 400_000_000_000,
        Sender = PartyAddress.From(Keccak256.Hash("nobody")),
        Recipient = Thief,
    };

    private PartyAddress Thief => _localnet.Evm.Wallet(_localnet.Evm.RpcUrls[0], _localnet.Alice.EvmSecret).Address;

    private async Task<ReleaseOutcome> ReleaseAsync(StolenKey stolen, Transfer forged)
    {
        var releaser = _localnet.Evm.Releaser(_localnet.Evm.RpcUrls[0], _localnet.Alice.EvmSecret);
        return (await releaser.ReleaseAsync(stolen.Forge(new([forged])), (_, _) => { }, CancellationToken.None))[0];
    }

    private async Task<IReadOnlyList<JsonObject>> HealthAsync(IReadOnlyList<string> urls)
    {
        var reports = new List<JsonObject>();
        foreach (var url in urls)
        {
            using var response = await _client.GetAsync(url);
            reports.Add((await response.Content.ReadFromJsonAsync<JsonObject>())!);
        }

        return reports;
    }

    private sealed class OwnLocalnet : IAsyncDisposable
    {
        private readonly LocalnetFixture _fixture = new();

        public async Task<LocalnetFixture> StartAsync()
        {
            await _fixture.InitializeAsync();
            return _fixture;
        }

        public async ValueTask DisposeAsync() => await _fixture.DisposeAsync();
    }
}
