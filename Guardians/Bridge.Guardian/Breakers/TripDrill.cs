using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Events;
using Bridge.Risk.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Breakers;

/// <summary>Before a guardian begins, shows that it would notice: a payment that nobody locked, put to a desk and a journal of its own with the rules in force, has to trip a breaker.</summary>
/// <remarks>A guardian that would not does not start. All that a trip needs has run once then, so that the first real one does not wait for it.</remarks>
public sealed class TripDrill(RuleSet rules, RiskThresholds thresholds, TimeProvider time) : IHostedService
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It noticed nothing.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        using var database = JournalDatabase.Open(":memory:");
        var journal = new RiskJournal(database, time);
        var desk = new RiskDesk(new RiskEngine(rules, thresholds), journal, new LockJournal(database), new SignIntentJournal(database, time), TimeSpan.Zero, time, NullLogger<RiskDesk>.Instance);
        var (source, destination, now) = (ChainId.From(1), ChainId.From(2), time.GetUtcNow());
        desk.Apply(new ReleaseSeen(now, TransferId.From(Lane.From(source, destination), 1), AssetId.From(Keccak256.Hash("drill")), 1, null, PayoutKind.Paid, "drill", 1));
        desk.Apply(new LocksRead(now + TimeSpan.FromSeconds(1), source, now + TimeSpan.FromSeconds(1), 1, 1));
        // SECURITY: a guardian that does not see a forged release protects nobody (W5).
        var found = desk.Breakers.FirstOrDefault(breaker => breaker.Condition == BreakerCondition.Tripped)
            ?? throw new InvalidOperationException("the rules in force do not notice a release that nobody locked");
        journal.Raised(found, new(destination.Value, found.Place.ToString(), found.Level, now, "drill"));
        _ = journal.Raised(found);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
