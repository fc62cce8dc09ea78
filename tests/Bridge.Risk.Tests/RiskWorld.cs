using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Events;
using Bridge.Risk.Rules;
using Bridge.Testing;

namespace Bridge.Risk.Tests;

/// <summary>Two chains and a reader of them: honest by default, each test changes one thing. The clock moves by a second with each event.</summary>
internal sealed class RiskWorld(RuleSet? rules = null)
{
    private readonly Dictionary<Lane, ulong> _sequences = [];
    private ulong _height = 100;

    public static ChainId Evm => TransferBuilder.Evm;

    public static ChainId Solana => TransferBuilder.Solana;

    public static Lane Out => TransferBuilder.EvmToSolana;

    public static Lane Back => TransferBuilder.SolanaToEvm;

    public static AssetId Asset => TransferBuilder.Asset;

    public static RiskLimits Limits { get; } = new(MaxRelease: 1_000_000, Capacity: 5_000_000, RefillPerSecond: 1_000, HoldThreshold: 900_000);

    /// <summary>A world in which only one rule runs.</summary>
    public static RiskWorld With(string rule) => new(RuleSet.Default.Only(rule));

    public RiskEngine Engine { get; } = new(rules ?? RuleSet.Default);

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public ulong Height => _height;

    public List<RiskEvent> History { get; } = [];

    public List<BreakerChange> Changes { get; } = [];

    /// <summary>How often a breaker began, or ended, or grew.</summary>
    public int Trips => Changes.Count(change => change.Before is null);

    public IReadOnlyList<BreakerChange> Say(RiskEvent @event)
    {
        History.Add(@event);
        var changes = Engine.Apply(@event);
        Changes.AddRange(changes);
        Now += TimeSpan.FromSeconds(1);
        _height++;
        return changes;
    }

    public void Pass(TimeSpan time)
    {
        Now += time;
        Say(new TimePassed(Now));
    }

    public Transfer NewTransfer(Lane? lane = null, ulong amount = 1_000, string sender = "sender", string recipient = "recipient")
    {
        var direction = lane ?? Out;
        var sequence = _sequences[direction] = _sequences.GetValueOrDefault(direction) + 1;
        return TransferBuilder.Transfer(sequence, direction, amount) with
        {
            Sender = direction.Source == Evm ? TransferBuilder.EvmAccount(sender) : TransferBuilder.SolanaAccount(sender),
            Recipient = direction.Destination == Evm ? TransferBuilder.EvmAccount(recipient) : TransferBuilder.SolanaAccount(recipient),
        };
    }

    public Transfer Lock(Lane? lane = null, ulong amount = 1_000, string sender = "sender", string recipient = "recipient") => Final(NewTransfer(lane, amount, sender, recipient));

    public Transfer Final(Transfer transfer)
    {
        Say(new LockFinal(Now, transfer, _height));
        return transfer;
    }

    public ReleaseSeen ReleaseOf(Transfer transfer, PayoutKind payout = PayoutKind.Paid) =>
        new(Now, transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, payout, $"0x{_height:x64}", _height);

    public void Release(Transfer transfer, PayoutKind payout = PayoutKind.Paid) => Say(ReleaseOf(transfer, payout));

    /// <summary>The whole chain is read: what is given is seen and not final.</summary>
    public void ReadLocks(ChainId chain, ulong? final = null, params Transfer[] notFinal)
    {
        var begun = Now;
        foreach (var transfer in notFinal) Say(new LockSeen(Now, transfer, _height));
        Say(new LocksRead(Now, chain, begun, final ?? _height, _height + 10));
    }

    public void ReadOutflow(ChainId chain) => Say(new OutflowRead(Now, chain, Now, _height));

    public void ReadLimits(RiskLimits? limits = null, ulong? available = null, ChainId? chain = null) =>
        Say(new LimitsRead(Now, chain ?? Solana, Asset, limits ?? Limits, available ?? (limits ?? Limits).Capacity));

    public BreakerLevel Level => Engine.Board.Level(Out, Asset);

    public Breaker? Breaker(string rule) => Engine.Board.Breakers.FirstOrDefault(breaker => breaker.Source == rule);
}
