using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Sessions;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Acting;

/// <summary>Asks for a level to be raised. <c>Scope</c>: "everything", "lane" or { "asset": symbol }.</summary>
internal sealed record TightenLevelRequest(string Chain, JsonElement Scope, byte Level, string Reason, string Confirm);

/// <summary>Limits as a page names them.</summary>
internal sealed record LimitValues(Amount MaxRelease, Amount Capacity, Amount RefillPerSecond, Amount HoldThreshold)
{
    public RiskLimits ToLimits() => new((ulong)MaxRelease.Units, (ulong)Capacity.Units, (ulong)RefillPerSecond.Units, (ulong)HoldThreshold.Units);

    public static LimitValues Of(AssetLimits limits) => Of(limits.ToLimits());

    public static LimitValues Of(RiskLimits limits) => new(Amount.Of(limits.MaxRelease), Amount.Of(limits.Capacity), Amount.Of(limits.RefillPerSecond), Amount.Of(limits.HoldThreshold));
}

/// <summary>Asks for limits to be lowered.</summary>
internal sealed record TightenLimitsRequest(string Chain, string Asset, LimitValues Limits, string Confirm);

/// <summary>One person tightens, at once: a typed confirmation, the server's sentinel key, both chains at the same time.</summary>
/// <remarks>
/// The intention is in the audit log before anything is sent, what became of it after. Each chain answers for itself: one that is down does not keep the other
/// from being halted. What is tightened here can only be loosened by two officers' own keys.
/// </remarks>
internal sealed class TightenDesk(
    Network network, SentinelKey sentinel, ChainControls controls, IReadOnlyDictionary<ChainId, ChainReader> readers, LevelHistory levels, LimitHistory limitHistory, AuditLog audit,
    TimeProvider time)
{
    private static readonly string[] LevelNames = ["normal", "watch", "slow", "hold", "stop", "cursed"];

    /// <summary>Raises a level.</summary>
    public async Task<ActionResult> RaiseAsync(TightenLevelRequest request, StaffSession session, CancellationToken cancellationToken)
    {
        if (request.Level is < 1 or > 5) throw ApiRefusedException.Bad($"level should be 1 to 5 and is {request.Level}");
        var (scopeName, scopeOf) = Scope(request.Scope);
        var boards = Boards(request.Chain);
        var reason = Reason(request.Reason);
        Confirm(request.Confirm, $"{LevelNames[request.Level]} {scopeName} on {request.Chain}");
        var level = (BreakerLevel)request.Level;
        Audit("tighten", session, ("chain", request.Chain), ("scope", scopeName), ("level", $"{request.Level}"), ("reason", request.Reason));

        // One paper where the scope has one name on every chain; a lane is named from each of its ends.
        var common = request.Chain == "all" && scopeName != "lane" ? sentinel.Raise(null, scopeOf(boards[0]), level, reason) : null;
        var outcomes = await Task.WhenAll(boards.Select(async board =>
        {
            var scope = scopeOf(board);
            levels.Expect(board.Chain, scope, level, request.Reason, $"dashboard ({session.User.Name})");
            var outcome = await SendAsync(board, common ?? sentinel.Raise(board.Chain, scope, level, reason), cancellationToken);
            if (outcome is { IsDone: true, Transaction: { } transaction }) levels.Transacted(board.Chain, scope, level, transaction);
            return outcome;
        }));
        return Finish(session, common ?? null, outcomes);
    }

    /// <summary>Lowers limits.</summary>
    public async Task<ActionResult> LowerAsync(TightenLimitsRequest request, StaffSession session, CancellationToken cancellationToken)
    {
        var board = network.Find(request.Chain) ?? throw ApiRefusedException.Bad("chain should be evm or solana");
        var asset = network.Asset(request.Asset) ?? throw ApiRefusedException.Bad("there is no such asset");
        Confirm(request.Confirm, $"lower {asset.Symbol} on {board.Name}");
        var limits = request.Limits.ToLimits();
        Audit("lowerLimits", session, ("chain", board.Name), ("asset", asset.Symbol), ("maxRelease", $"{limits.MaxRelease}"), ("capacity", $"{limits.Capacity}"),
            ("refillPerSecond", $"{limits.RefillPerSecond}"), ("holdThreshold", $"{limits.HoldThreshold}"));
        limitHistory.Expect(board.Chain, ChainBoard.IdOf(asset), limits, $"dashboard ({session.User.Name})");
        var paper = sentinel.Lower(board.Chain, ChainBoard.IdOf(asset), limits);
        return Finish(session, paper, [await SendAsync(board, paper, cancellationToken)]);
    }

    private async Task<ChainOutcome> SendAsync(ChainBoard board, RiskPaper paper, CancellationToken cancellationToken)
    {
        // SECURITY: a key that a chain counts as an officer's could loosen one day: this server does not use it (W8, M77).
        if (await IsOfficerAsync(board, cancellationToken)) return ChainOutcome.Refused(board.Name, "SentinelIsOfficer", $"the server's key is an officer on {board.Name}: revoke that role; until then it signs nothing there");
        var outcome = await controls.SendAsync(board.Chain, (control, stop) => control.ActAsync(paper, stop), cancellationToken);
        return outcome.Error == "LevelNotHigher" ? ChainOutcome.AlreadyStricter(board.Name, $"{board.Name} is at that level or a higher one already") : outcome;
    }

    private async Task<bool> IsOfficerAsync(ChainBoard board, CancellationToken cancellationToken)
    {
        try
        {
            return await readers[board.Chain].ReadRoleAsync(sentinel.Address, cancellationToken) == RiskRole.Officer;
        }
        catch (ChainReadException)
        {
            // A chain that answers nothing now may still take the paper: what was known of the key before decides.
            return board.RoleOf(sentinel.Address).TryGet(out var known) && known == RiskRole.Officer;
        }
    }

    private ActionResult Finish(StaffSession session, RiskPaper? paper, IReadOnlyList<ChainOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
            Audit("tightened", session, ("chain", outcome.Chain), ("outcome", outcome.Outcome), ("transaction", outcome.Transaction ?? ""), ("error", outcome.Error ?? ""), ("at", time.GetUtcNow().UtcDateTime.ToString("O")));
        return new(paper?.Digest.ToString(), outcomes);
    }

    private void Audit(string @event, StaffSession session, params (string Name, string Value)[] detail) => audit.Add(session.User.Name, session.Address.ToString(), @event, detail);

    private IReadOnlyList<ChainBoard> Boards(string chain) => chain == "all" ? network.Boards : network.Find(chain) is { } board ? [board] : throw ApiRefusedException.Bad("chain should be evm, solana or all");

    private (string Name, Func<ChainBoard, RiskScope> Of) Scope(JsonElement scope)
    {
        if (scope.ValueKind == JsonValueKind.String && scope.GetString() == "everything") return ("everything", _ => RiskScope.Everything);
        if (scope.ValueKind == JsonValueKind.String && scope.GetString() == "lane") return ("lane", board => RiskScope.Lane(board.Other));
        if (scope.ValueKind == JsonValueKind.Object && scope.EnumerateObject().ToArray() is [{ Name: "asset", Value: { ValueKind: JsonValueKind.String } symbol }] && network.Asset(symbol.GetString()!) is AssetDeployment asset)
            return (asset.Symbol, _ => RiskScope.Asset(ChainBoard.IdOf(asset)));
        throw ApiRefusedException.Bad("scope should be \"everything\", \"lane\" or { \"asset\": a symbol of the deployment }");
    }

    private static RiskReason Reason(string text)
    {
        try
        {
            return RiskReason.From(text);
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Bad(e.Message);
        }
    }

    // SECURITY: a halt by a slip of the hand is refused: the words say what, where and how far.
    private static void Confirm(string typed, string expected)
    {
        if (!string.Equals(typed, expected, StringComparison.Ordinal)) throw ApiRefusedException.Conflict("confirmation", $"type \"{expected}\" to confirm");
    }
}
