using Bridge.Guardian.Breakers.Control;
using Bridge.Guardian.Journal;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

/// <summary>The control plane of one chain as two sources show it, with two officers and a sentinel, and a watcher that looks each quarter of a minute.</summary>
public abstract class ControlPlaneTests : IDisposable
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);

    private ControlWatcher _watcher;

    private protected WatcherFixture Fixture { get; } = new();
    private protected FakeRiskChain[] Sources { get; } = [new(TransferBuilder.Evm), new(TransferBuilder.Evm)];
    private protected FakeGuardianKey Key { get; } = new(TransferBuilder.Evm);
    private protected FakeAccounts Accounts { get; } = new(TransferBuilder.Evm);
    private protected static SignerAddress One { get; } = Signer(1);

    private protected static SignerAddress Two { get; } = Signer(2);

    private protected static SignerAddress Sentinel { get; } = Signer(3);

    private protected static SignerAddress Stranger { get; } = Signer(9);


    protected ControlPlaneTests()
    {
        OnChain(chain => (chain.Roles[One], chain.Roles[Two], chain.Roles[Sentinel]) = (RiskRole.Officer, RiskRole.Officer, RiskRole.Sentinel));
        _watcher = Make();
    }

    public void Dispose()
    {
        Fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Restart()
    {
        Fixture.Restart();
        _watcher = Make();
    }

    private protected IEnumerable<AdminSeen> Seen => Fixture.Feed.Events.Cast<AdminSeen>();

    private protected void Make(string change)
    {
        switch (change)
        {
            case "role granted": OnChain(chain => chain.Roles[Stranger] = RiskRole.Officer); break;
            case "role revoked": OnChain(chain => chain.Roles.Remove(Sentinel)); break;
            case "role exchanged": OnChain(chain => chain.Roles[Sentinel] = RiskRole.Officer); break;
            case "limits raised": Accounts.Limits = Accounts.Limits with { Capacity = 2_000 }; break;
            case "limits lowered": Accounts.Limits = Accounts.Limits with { MaxRelease = 1 }; break;
            case "level raised": OnChain(chain => chain.Levels[RiskScope.Everything] = BreakerLevel.Cursed); break;
            case "level lowered": OnChain(chain => chain.Levels[RiskScope.Everything] = BreakerLevel.Normal); break;
            case "delays": OnChain(chain => chain.Delays = chain.Delays with { Loosen = TimeSpan.FromSeconds(1) }); break;
            case "key": Key.Epoch++; break;
        }
    }

    private protected Bytes32 Propose(RiskActionKind kind, TimeSpan ready)
    {
        var digest = Keccak256.Hash($"{kind} {Sources[0].Scheduled.Count}");
        var at = Fixture.Time.GetUtcNow() + ready;
        OnChain(chain =>
        {
            chain.Scheduled[digest] = new(digest, kind, at, at + chain.Delays.ExecuteWindow);
            foreach (var officer in (SignerAddress[])[One, Two]) chain.Nonces[officer] = chain.Nonces.GetValueOrDefault(officer) + 1;
        });
        return digest;
    }

    private protected void Execute(Bytes32 proposal, string change)
    {
        OnChain(chain => chain.Scheduled.Remove(proposal));
        Make(change);
    }

    // The guardian goes on looking.
    private protected async Task WaitAsync(TimeSpan wait)
    {
        for (var until = Fixture.Time.GetUtcNow() + wait; Fixture.Time.GetUtcNow() < until; Fixture.Time.Advance(TimeSpan.FromHours(1))) await StepAsync();
        await StepAsync();
    }

    private protected Task<bool> StepAsync()
    {
        Fixture.Time.Advance(Round);
        return _watcher.RunOnceAsync(CancellationToken.None);
    }

    private protected void OnChain(Action<FakeRiskChain> change)
    {
        foreach (var source in Sources) change(source);
    }

    private ControlWatcher Make() => new(
        [.. Sources.Select(source => new ControlReader(source, Key, Key, Accounts, [TestAsset.Usdc], [RiskScope.Everything, RiskScope.Lane(TransferBuilder.Solana)]))], 2,
        new RiskJournal(Fixture.Database, Fixture.Time), Fixture.Feed, Fixture.Time, NullLogger.Instance);

    private protected static SignerAddress Signer(byte name) => SignerAddress.From([.. new byte[19], name]);
}
