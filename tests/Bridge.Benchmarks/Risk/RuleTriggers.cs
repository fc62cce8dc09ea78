using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Tests;

namespace Bridge.Benchmarks;

/// <summary>For each rule: what has to happen first, and the event in which it finds something.</summary>
internal static class RuleTriggers
{
    public static IReadOnlyDictionary<string, Func<RiskWorld, RiskEvent>> All { get; } = new Dictionary<string, Func<RiskWorld, RiskEvent>>(StringComparer.Ordinal)
    {
        ["release-without-lock"] = world => Read(world, () => world.Release(world.NewTransfer())),
        ["over-released"] = world => Read(world, () => world.Say(world.ReleaseOf(world.Lock()) with { Amount = 2_000 })),
        ["under-backed"] = world =>
        {
            world.Lock();
            world.Say(new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, AssetMode.Custody, 1, world.Height));
            return new OutflowRead(world.Now, RiskWorld.Evm, world.Now, world.Height);
        },
        ["supply-over-custody"] = world => Read(world, () =>
        {
            world.Say(new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, AssetMode.Custody, 1_000, world.Height));
            world.Say(new BackingRead(world.Now, RiskWorld.Solana, RiskWorld.Asset, AssetMode.Mint, 1_000_000, world.Height));
        }),
        ["broken-finality"] = world => new FinalityBroken(world.Now, RiskWorld.Evm, "the head went back"),
        ["missing-transcript"] = world => new TranscriptsCounted(world.Now, TransferId.From(RiskWorld.Out, 1), 1, 5, 0, 3),
        ["unwitnessed-signature"] = world => new TranscriptsCounted(world.Now, TransferId.From(RiskWorld.Out, 1), 3, 1, 0, 3),
        ["consumed-mismatch"] = world =>
        {
            world.Release(world.Lock());
            world.Say(new ConsumedCounted(world.Now, RiskWorld.Out, 7, world.Height));
            return new OutflowRead(world.Now, RiskWorld.Solana, world.Now, world.Height);
        },
        ["unscheduled-change"] = world => new AdminSeen(world.Now, RiskWorld.Evm, "limits", Authorised: false, "capacity", null),
        ["secret-reuse"] = world => new ReuseSeen(world.Now, "a share in two places"),
        ["refund-without-void"] = world =>
        {
            var transfer = world.Lock();
            world.Release(transfer);
            return new TransferRefunded(world.Now, transfer.Id, null, world.Height);
        },
        ["equal-amounts"] = world =>
        {
            for (var i = 0; i < 4; i++) world.Release(world.Lock(amount: 600_000));
            return world.ReleaseOf(world.Lock(amount: 600_000));
        },
        ["bucket-use"] = world => new LimitsRead(world.Now, RiskWorld.Solana, RiskWorld.Asset, RiskWorld.Limits, 0),
        ["large-transfer"] = world => new LockFinal(world.Now, world.NewTransfer(amount: 950_000), world.Height),
        ["outflow-spike"] = world =>
        {
            for (var hour = 0; hour < 200; hour++)
            {
                world.Release(world.Lock(RiskWorld.Back));
                world.Pass(TimeSpan.FromMinutes(59));
            }

            for (var i = 0; i < 3; i++) world.Release(world.Lock(RiskWorld.Back));
            return world.ReleaseOf(world.Lock(RiskWorld.Back, amount: 100_000));
        },
        ["new-recipient"] = world =>
        {
            for (var i = 0; i < 100; i++) world.Lock(amount: 10, recipient: $"known {i}");
            return new LockFinal(world.Now, world.NewTransfer(amount: 500_000, recipient: "fresh"), world.Height);
        },
        ["concentrated-inflow"] = world =>
        {
            for (var i = 0; i < 30; i++) world.Lock(amount: 10, sender: $"account {i}");
            return new LockFinal(world.Now, world.NewTransfer(amount: 1_000_000, sender: "whale"), world.Height);
        },
        ["sources-apart"] = world => new SourcesCompared(world.Now, RiskWorld.Evm, 3, 3, Agreed: false),
        ["finality-lag"] = world =>
        {
            for (var i = 0; i < 20; i++)
            {
                world.Say(new FinalityRead(world.Now, RiskWorld.Evm, 1_000, 1_030));
                world.Pass(TimeSpan.FromMinutes(1));
            }

            return new FinalityRead(world.Now, RiskWorld.Evm, 1_000, 2_000);
        },
        ["thin-quorum"] = world => new GuardiansCounted(world.Now, 3, 3, 5),
        ["price-trouble"] = world => new PriceRead(world.Now, Keccak256.Hash("SOL"), world.Now - TimeSpan.FromHours(1), 10, 5),
        ["recent-admin"] = world => new AdminSeen(world.Now, RiskWorld.Evm, "limits", Authorised: true, "capacity", null),
        ["overdue-transfer"] = world =>
        {
            world.Lock();
            return new TimePassed(world.Now + TimeSpan.FromHours(1));
        },
        ["unverified-release"] = world =>
        {
            world.Release(world.NewTransfer());
            return new TimePassed(world.Now + TimeSpan.FromHours(1));
        },
        ["withheld-lock"] = world => new LockMissing(world.Now, TransferId.From(RiskWorld.Out, 99), 3),
    };

    private static LocksRead Read(RiskWorld world, Action first)
    {
        first();
        return new(world.Now, RiskWorld.Evm, world.Now, world.Height, world.Height);
    }
}
