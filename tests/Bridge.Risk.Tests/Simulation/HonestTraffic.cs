using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Risk.Simulation;

/// <summary>
/// What one guardian sees of an honest bridge: two assets, two lanes, thousands of users, days and weeks with their rhythm, bursts, large transfers that are held, readers that
/// lag, a bucket on each chain, changes by risk staff, restarts of guardians. The same seed gives the same events.
/// </summary>
public sealed class HonestTraffic(int seed, double transfersPerHour = 800)
{
    public static readonly ChainId Evm = ChainId.From(1);
    public static readonly ChainId Solana = ChainId.From(2);
    public static readonly BridgeId Bridge = BridgeId.From(Keccak256.Hash("simulated bridge"));
    public static readonly RiskLimits Limits = new(MaxRelease: 1_000_000, Capacity: 30_000_000, RefillPerSecond: 5_000, HoldThreshold: 800_000);
    private static readonly Lane Out = Lane.From(Evm, Solana);
    private static readonly Lane Back = Lane.From(Solana, Evm);
    private const int Users = 4_000;

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _agenda = new();
    private readonly Queue<RiskEvent> _said = new();
    private readonly Dictionary<Lane, ulong> _sequences = new() { [Out] = 0, [Back] = 0 };
    private readonly Dictionary<(ChainId, AssetId), SimulatedBucket> _buckets = [];
    private readonly Dictionary<(ChainId, AssetId), Int128> _backing = [];
    private readonly Dictionary<ChainId, List<Transfer>> _waiting = new() { [Evm] = [], [Solana] = [] };
    private readonly Dictionary<ChainId, ulong> _consumed = new() { [Evm] = 0, [Solana] = 0 };
    private PartyAddress[][] _accounts = [];
    private DateTimeOffset _burstUntil = DateTimeOffset.MinValue;
    private long _order;
    private ulong _outflow;
    private int _left;
    private int _onTheWay;

    /// <summary>The asset whose home is the EVM chain, and the one whose home is Solana.</summary>
    public static readonly IReadOnlyList<(AssetId Id, ChainId Home)> Assets =
        [(AssetId.From(Keccak256.Hash("dollar")), Evm), (AssetId.From(Keccak256.Hash("sol")), Solana)];

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The last sequence of a lane.</summary>
    public ulong LastSequence(Lane lane) => _sequences[lane];

    /// <summary>A block or slot every second; what leaves a chain has heights of its own, one for each payment.</summary>
    public ulong Height => (ulong)(Now - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;

    /// <summary>Everything that is seen until this many transfers have been made, read and released.</summary>
    public IEnumerable<RiskEvent> Events(int transfers)
    {
        _left = transfers;
        MakeUsers();
        foreach (var chain in new[] { Evm, Solana }) foreach (var (asset, _) in Assets) _buckets[(chain, asset)] = new(Limits, Now);
        Every(TimeSpan.FromSeconds(transfersPerHour < 200 ? 20 : 15), Read);
        Every(TimeSpan.FromMinutes(1), Look);
        Every(TimeSpan.FromHours(9), Restart);
        Every(TimeSpan.FromDays(6), () => Say(new AdminSeen(Now, Chain(), "limits", Authorised: true, "capacity changed", null)));
        Every(TimeSpan.FromDays(1), () => _burstUntil = Now + TimeSpan.FromMinutes(10 + _random.Next(20)));
        Read();
        NextLock();
        while (_agenda.TryDequeue(out var next, out var when))
        {
            Now = when.At;
            next();
            while (_said.TryDequeue(out var @event)) yield return @event;
            if (_left == 0 && _onTheWay == 0 && _waiting.Values.All(list => list.Count == 0)) break;
        }
    }

    private ChainId Chain() => _random.Next(2) == 0 ? Evm : Solana;

    private void MakeUsers()
    {
        PartyAddress Account(ChainId chain)
        {
            var bytes = new byte[32];
            _random.NextBytes(bytes.AsSpan(chain == Evm ? 12 : 0));
            return PartyAddress.From(Bytes32.From(bytes));
        }

        _accounts = [.. Enumerable.Range(0, Users).Select(_ => new[] { Account(Evm), Account(Solana), Account(Evm), Account(Solana) })];
    }

    // Twice as many at noon as on average, a third of that at night, and less on Sundays; five times as many in a burst.
    private double Rhythm()
    {
        var day = 1 + (0.7 * Math.Sin((Now.TimeOfDay.TotalHours - 6) * Math.PI / 12));
        var week = Now.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.6 : 1.1;
        return day * week * (Now < _burstUntil ? 5 : 1);
    }

    private void NextLock()
    {
        if (_left == 0) return;
        var wait = TimeSpan.FromHours(-Math.Log(1 - _random.NextDouble()) / (transfersPerHour * Rhythm()));
        At(wait, () =>
        {
            _left--;
            MakeLock();
            NextLock();
        });
    }

    private void MakeLock()
    {
        var (asset, home) = Assets[_random.Next(4) == 0 ? 1 : 0];
        var amount = Amount();
        var lane = _random.Next(2) == 0 ? Out : Back;
        // Nobody burns what was never minted.
        if (lane.Source != home && _backing.GetValueOrDefault((lane.Source, asset)) < amount) lane = lane == Out ? Back : Out;
        // Some users move often, most rarely.
        var user = _accounts[(int)(Users * Math.Pow(_random.NextDouble(), 3))];
        var (from, to) = lane == Out ? (user[0], user[_random.Next(10) == 0 ? 3 : 1]) : (user[1], user[_random.Next(10) == 0 ? 2 : 0]);
        var transfer = new Transfer
        {
            Bridge = Bridge, Id = TransferId.From(lane, ++_sequences[lane]), Kind = TransferKind.Wallet, Asset = asset, Amount = amount,
            Sender = from, Recipient = to,
        };
        _onTheWay++;
        Move(lane.Source, transfer.Asset, @lock: true, transfer.Amount);
        _waiting[lane.Source].Add(transfer);
        // Final for everybody after a while; this reader sees it so when it reads, and one in a hundred times much later than the others.
        At(TimeSpan.FromSeconds(13), () => At(TimeSpan.FromSeconds(3 + (20 * _random.NextDouble())), () => Release(transfer, 0)));
    }

    // Round amounts are common; the rest is lognormal with a median of 600 units.
    private ulong Amount()
    {
        if (_random.Next(4) == 0) return (ulong)(100 * (1 + _random.Next(10)) * (int)Math.Pow(10, _random.Next(3)));
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return (ulong)Math.Clamp(600 * Math.Exp(1.8 * normal), 1, 999_999);
    }

    private void Release(Transfer transfer, int attempt)
    {
        var chain = transfer.Id.Lane.Destination;
        var held = transfer.Amount >= Limits.HoldThreshold;
        if (!held && !_buckets[(chain, transfer.Asset)].Take(transfer.Amount, Now))
        {
            At(TimeSpan.FromSeconds(30), () => Release(transfer, attempt + 1));
            return;
        }

        _onTheWay--;
        _consumed[chain]++;
        if (!held) Move(chain, transfer.Asset, @lock: false, transfer.Amount);
        Say(Seen(transfer, held ? PayoutKind.Held : _random.Next(1_000) == 0 ? PayoutKind.Claimable : PayoutKind.Paid));
        if (!held) return;
        At(TimeSpan.FromHours(1 + (6 * _random.NextDouble())), () =>
        {
            Move(chain, transfer.Asset, @lock: false, transfer.Amount);
            Say(new HoldEnded(Now, transfer.Id, $"hold {transfer.Id}", ++_outflow));
        });
    }

    private ReleaseSeen Seen(Transfer transfer, PayoutKind payout) =>
        new(Now, transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, payout, $"release {transfer.Id}", ++_outflow);

    private void Move(ChainId chain, AssetId asset, bool @lock, ulong amount)
    {
        var custody = Assets.First(one => one.Id == asset).Home == chain;
        _backing[(chain, asset)] = _backing.GetValueOrDefault((chain, asset)) + (custody == @lock ? amount : -(Int128)amount);
    }

    private void Read()
    {
        foreach (var chain in new[] { Evm, Solana })
        {
            foreach (var (asset, home) in Assets)
            {
                var amount = _backing.GetValueOrDefault((chain, asset));
                Say(new BackingRead(Now, chain, asset, home == chain ? AssetMode.Custody : AssetMode.Mint, (UInt128)Int128.Max(0, amount), _outflow));
            }

            // One reading in a hundred is of a node that lags a minute.
            var final = Height - (_random.Next(100) == 0 ? 75UL : 13UL);
            var waiting = _waiting[chain];
            foreach (var transfer in waiting.ToList())
            {
                if (LockedAt(transfer) <= final)
                {
                    Say(new LockFinal(Now, transfer, LockedAt(transfer)));
                    waiting.Remove(transfer);
                }
                else
                {
                    Say(new LockSeen(Now, transfer, LockedAt(transfer)));
                }
            }

            Say(new LocksRead(Now, chain, Now, final, Height));
            Say(new ConsumedCounted(Now, chain == Solana ? Out : Back, _consumed[chain], _outflow));
            Say(new OutflowRead(Now, chain, Now, _outflow));
        }
    }

    private readonly Dictionary<TransferId, ulong> _lockedAt = [];

    private ulong LockedAt(Transfer transfer) => _lockedAt.TryGetValue(transfer.Id, out var height) ? height : _lockedAt[transfer.Id] = Height;

    private void Look()
    {
        foreach (var chain in new[] { Evm, Solana })
        {
            Say(new FinalityRead(Now, chain, Height - (ulong)(12 + _random.Next(6)), Height));
            Say(new SourcesCompared(Now, chain, 3, _random.Next(500) == 0 ? 2 : 3, Agreed: true));
            foreach (var (asset, _) in Assets) Say(new LimitsRead(Now, chain, asset, Limits, _buckets[(chain, asset)].Available(Now)));
        }

        Say(new GuardiansCounted(Now, 5, 3, 5));
        Say(new PriceRead(Now, Keccak256.Hash("SOL"), Now - TimeSpan.FromSeconds(_random.Next(20)), _random.Next(60), 5));
        Say(new TimePassed(Now));
    }

    // Two guardians are updated at once.
    private void Restart() => Say(new GuardiansCounted(Now, 3, 3, 5));

    private void Say(RiskEvent @event) => _said.Enqueue(@event);

    private void At(TimeSpan wait, Action then) => _agenda.Enqueue(then, (Now + wait, _order++));

    private void Every(TimeSpan time, Action work) => At(time, () =>
    {
        work();
        Every(time, work);
    });

    private sealed class SimulatedBucket(RiskLimits limits, DateTimeOffset since)
    {
        private double _level = limits.Capacity;
        private DateTimeOffset _at = since;

        public ulong Available(DateTimeOffset now) => (ulong)Math.Min(limits.Capacity, _level + (limits.RefillPerSecond * (now - _at).TotalSeconds));

        public bool Take(ulong amount, DateTimeOffset now)
        {
            (_level, _at) = (Available(now), now);
            if (_level < amount) return false;
            _level -= amount;
            return true;
        }
    }
}
