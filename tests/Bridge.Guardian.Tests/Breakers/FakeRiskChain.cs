using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Tests;

/// <summary>A chain's control plane and outflow in memory: it takes papers as the contract does, and shows what a test lets out.</summary>
internal sealed class FakeRiskChain(ChainId chain) : IRiskReader, IRiskControl, IOutflowReader
{
    private readonly Lock _gate = new();

    public ChainId Chain => chain;

    public Dictionary<RiskScope, BreakerLevel> Levels { get; } = [];

    public List<RiskPaper> Papers { get; } = [];

    public List<OutflowFact> Facts { get; } = [];

    public ulong Height { get; set; } = 100;

    public bool IsDown { get; set; }

    /// <summary>Every answer waits for it.</summary>
    public Task Silence { get; set; } = Task.CompletedTask;

    /// <summary>What every paper is refused with; null while they are taken.</summary>
    public string? Refuses { get; set; }

    public ulong LastNonce { get; set; }

    public Dictionary<SignerAddress, RiskRole> Roles { get; } = [];

    /// <summary>Keys whose grant the source leaves out, though its state shows their role.</summary>
    public HashSet<SignerAddress> Withheld { get; } = [];

    public Dictionary<SignerAddress, ulong> Nonces { get; } = [];

    public Dictionary<Bytes32, ScheduledAction> Scheduled { get; } = [];

    public RiskDelays Delays { get; set; } = new(TimeSpan.FromHours(24), TimeSpan.FromHours(24), default, default, TimeSpan.FromHours(24), default);

    public Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken) =>
        Answer<IReadOnlyDictionary<RiskScope, BreakerLevel>>(() => scopes.ToDictionary(scope => scope, Levels.GetValueOrDefault));

    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => Answer(() => Nonces.GetValueOrDefault(account, LastNonce));

    public Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken) => Answer(() =>
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        if (paper.Action.Nonce <= LastNonce) throw new RiskRefusedException("NonceUsed", "the nonce was used");
        if (paper.Action is Veto) throw new RiskRefusedException("NothingToVeto", "nobody proposed it");
        var raise = (RaiseLevel)paper.Action;
        if (raise.Level <= Levels.GetValueOrDefault(raise.Scope)) throw new RiskRefusedException("LevelNotHigher", "the level is not higher");
        LastNonce = raise.Nonce;
        Levels[raise.Scope] = raise.Level;
        Papers.Add(paper);
        return $"paper {Papers.Count}";
    });

    public Task<OutflowFacts> ReadAsync(ulong fromHeight, CancellationToken cancellationToken) => Answer(() => new OutflowFacts([.. Facts.Where(fact => fact.Height >= fromHeight)], Height));

    public Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => Answer(() => Roles.GetValueOrDefault(account));

    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<ScheduledAction>>(() => [.. Scheduled.Values]);

    public Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) => Answer<IReadOnlyList<RoleHolder>>(() => [.. Roles.Where(role => !Withheld.Contains(role.Key)).Select(role => new RoleHolder(role.Key, role.Value))]);

    public Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) => Answer(() => Delays);

    public Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<T> Answer<T>(Func<T> answer)
    {
        await Silence;
        lock (_gate) return IsDown ? throw new ChainReadException(ChainReadFailure.Unavailable, "the node is down") : answer();
    }
}
