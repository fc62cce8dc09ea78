using System.Buffers.Binary;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>Reads the vault's control plane.</summary>
internal sealed class EvmRiskReader(EvmRpc rpc, EvmContracts contracts) : IRiskReader
{
    private const int HoldWords = 10;
    private const int HoldsPerPage = 100;
    private const ulong StillHeld = 2;

    private static readonly Bytes32 Scheduled = Keccak256.Hash("Scheduled(bytes32,uint8,uint64)");
    private static readonly Bytes32 RoleGranted = Keccak256.Hash("RoleGranted(address,uint8)");

    private readonly RiskContract _contract = new(rpc, contracts);
    private readonly LogRange _range = new();

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken)
    {
        var asked = scopes.Distinct().ToList();
        var answers = await rpc.CallAsync([.. asked.Select(scope => (Level(scope), BlockTag.Latest))], cancellationToken);
        return asked.Zip(answers).ToDictionary(pair => pair.First, pair => Level(EvmContracts.UInt64(pair.Second, "level")));
    }

    private EvmCall Level(RiskScope scope) => new(contracts.Vault, AbiEncoder.Call("level(uint8,bytes32)", AbiValue.Of((byte)scope.Kind), AbiValue.Of(scope.Value)));

    private static BreakerLevel Level(ulong level) => level <= (ulong)BreakerLevel.Cursed ? (BreakerLevel)level : throw Invalid($"a breaker level should be 0 to 5 and is {level}");

    /// <inheritdoc/>
    public async Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken)
    {
        var role = await ControlAsync("role", AbiEncoder.Call("role(address)", AbiValue.Of(account.Padded)), cancellationToken);
        return role <= (ulong)RiskRole.Sentinel ? (RiskRole)role : throw Invalid($"a role should be 0 to 2 and is {role}");
    }

    /// <inheritdoc/>
    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) =>
        ControlAsync("lastNonce", AbiEncoder.Call("lastNonce(address)", AbiValue.Of(account.Padded)), cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken)
    {
        var readyAt = await ControlAsync("scheduled", AbiEncoder.Call("scheduled(bytes32)", AbiValue.Of(digest)), cancellationToken);
        return readyAt == 0 ? null : Time(readyAt);
    }

    /// <inheritdoc/>
    public async Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken)
    {
        var reader = new AbiReader(await rpc.CallAsync(new EvmCall(contracts.Vault, AbiEncoder.Call("delays()")), BlockTag.Latest, cancellationToken), "delays");
        var seconds = new TimeSpan[6];
        for (var i = 0; i < seconds.Length; i++) seconds[i] = TimeSpan.FromSeconds(reader.UInt64());
        reader.End();
        return new(seconds[0], seconds[1], seconds[2], seconds[3], seconds[4], seconds[5]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken)
    {
        var count = await VaultAsync("holdCount", AbiEncoder.Call("holdCount()"), cancellationToken);
        var held = new List<HeldRelease>();
        for (ulong from = 0; from < count; from += HoldsPerPage)
        {
            var page = await rpc.CallAsync(
                new EvmCall(contracts.Vault, AbiEncoder.Call("holds(uint256,uint256)", AbiValue.Of(from), AbiValue.Of(HoldsPerPage))), BlockTag.Latest, cancellationToken);
            held.AddRange(new AbiReader(page, "holds").Words(HoldWords).Chunk(HoldWords).Where(hold => Number(hold[9]) == StillHeld).Select(Held));
        }

        return [.. held.OrderBy(hold => hold.HeldAt)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) => [.. (await ReadScheduledLogsAsync(cancellationToken)).Select(found => found.Action)];

    /// <summary>Everything that is scheduled now with the event that scheduled it, the first to be ready first.</summary>
    internal async Task<IReadOnlyList<(ScheduledAction Action, EvmLog Log)>> ReadScheduledLogsAsync(CancellationToken cancellationToken)
    {
        var found = new List<(ScheduledAction Action, EvmLog Log)>();
        var window = (await ReadDelaysAsync(cancellationToken)).ExecuteWindow;
        foreach (var log in (await LogsAsync(Scheduled, cancellationToken)).DistinctBy(log => log.Topics[1]))
        {
            // What became of it since, the contract says.
            if (await ReadScheduledAsync(log.Topics[1], cancellationToken) is not { } readyAt) continue;
            var kind = (RiskActionKind)new AbiReader(log.Data, "Scheduled").UInt8();
            found.Add(Enum.IsDefined(kind) ? (new(log.Topics[1], kind, readyAt, readyAt + window), log) : throw Invalid($"there is no risk action {kind}"));
        }

        return [.. found.OrderBy(entry => entry.Action.ReadyAt)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken)
    {
        var holders = new List<RoleHolder>();
        foreach (var account in (await LogsAsync(RoleGranted, cancellationToken)).Select(log => SignerAddress.From(log.Topics[1].ToArray().AsSpan(12))).Distinct())
        {
            var role = await ReadRoleAsync(account, cancellationToken);
            if (role != RiskRole.None) holders.Add(new(account, role));
        }

        return [.. holders.OrderBy(holder => holder.Role).ThenBy(holder => holder.Account.Padded)];
    }

    private async Task<IReadOnlyList<EvmLog>> LogsAsync(Bytes32 topic, CancellationToken cancellationToken)
    {
        var control = await _contract.AddressAsync(cancellationToken);
        var head = await rpc.NewestBlockAsync(cancellationToken);
        var all = new List<EvmLog>();
        for (var from = contracts.FromBlock; from <= head.Height;)
        {
            var (logs, through) = await _range.ReadAsync(from, head.Height, (first, last) => rpc.LogsAsync(control, first, last, [[topic]], cancellationToken));
            // SECURITY: the exact emitter (M02).
            if (logs.Any(log => !log.Is(control, topic) || log.Topics.Count != 2)) throw Invalid($"{rpc.Endpoint} showed another log than it was asked for");
            all.AddRange(logs);
            from = through + 1;
        }

        return all;
    }

    // leaf ‖ source ‖ sequence ‖ asset ‖ kind ‖ amount ‖ recipient ‖ heldAt ‖ approvals ‖ state
    private HeldRelease Held(Bytes32[] words)
    {
        try
        {
            var id = TransferId.From(Lane.From(ChainId.From(checked((ushort)Number(words[1]))), Chain), Number(words[2]));
            return new(id, words[0], AssetId.From(words[3]), Number(words[5]), Time(Number(words[7])), checked((int)Number(words[8])));
        }
        catch (Exception e) when (e is ProtocolException or OverflowException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a hold cannot be used: {e.Message}", e);
        }
    }

    private async Task<ulong> VaultAsync(string what, byte[] data, CancellationToken cancellationToken) =>
        EvmContracts.UInt64(await rpc.CallAsync(new EvmCall(contracts.Vault, data), BlockTag.Latest, cancellationToken), what);

    private async Task<ulong> ControlAsync(string what, byte[] data, CancellationToken cancellationToken) =>
        EvmContracts.UInt64(await rpc.CallAsync(new EvmCall(await _contract.AddressAsync(cancellationToken), data), BlockTag.Latest, cancellationToken), what);

    private static ulong Number(Bytes32 word)
    {
        var bytes = word.ToArray();
        return bytes.AsSpan(0, 24).ContainsAnyExcept((byte)0) ? throw Invalid($"a number should fit 64 bits and is {word}") : BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(24));
    }

    private static DateTimeOffset Time(ulong seconds) => seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
        : throw Invalid($"{seconds} is no time");

    private static ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, why);
}
