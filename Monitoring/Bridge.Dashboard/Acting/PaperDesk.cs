using Bridge.Chains;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Sessions;
using Bridge.Dashboard.Users;
using Bridge.Dashboard.Views;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Acting;

/// <summary>A paper as it travels, also as a file of <c>bridge risk</c>.</summary>
internal sealed record PaperDraft(string Action, Dictionary<string, string> Fields, string Digest, IReadOnlyList<string> Signatures);

/// <summary>A signature from an officer's wallet.</summary>
internal sealed record SignatureRequest(string Signature);

/// <summary>Keeps unsigned papers, collects signatures made elsewhere, and sends complete ones. Nothing here can sign.</summary>
/// <remarks>
/// Every digest is derived from the fields here, whatever the request says (M39). A signature counts when it is its signer's over that digest and the chains
/// know the signer in the role that the action asks for; the chains judge again. Sending takes the officers' signatures and a key that pays fees.
/// </remarks>
internal sealed class PaperDesk(
    Network network, PaperStore papers, TransferQueries transfers, ChainControls controls, IReadOnlyDictionary<ChainId, ChainReader> readers, LevelHistory levels, LimitHistory limits,
    SignerNames names, ForeignBook foreign, AuditLog audit, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockPoll = TimeSpan.FromSeconds(1);
    private const int MaxOpen = 500;

    /// <summary>Takes a paper in.</summary>
    public async Task<StoredPaper> CreateAsync(PaperDraft draft, StaffSession session, CancellationToken cancellationToken)
    {
        var paper = Read(draft);
        RequireDevice(paper.Action, session);
        CheckFrame(paper.Action);
        CheckHold(paper.Action);
        foreach (var signature in draft.Signatures)
        {
            var parsed = Signature(signature);
            await CheckSignerAsync(paper, parsed, cancellationToken);
            Add(() => paper.Add(parsed));
        }

        if (papers.Open().Count >= MaxOpen) throw ApiRefusedException.Conflict("conflict", $"{MaxOpen} papers are open: withdraw some first");
        Audit("paperCreated", session, paper, ("action", paper.Action.Kind.ToString()), ("fields", string.Join(", ", RiskFields.Of(paper.Action).Select(field => $"{field.Key} {field.Value}"))));
        if (!papers.Add(paper, session.User.Name, ChainsOf(paper.Action).Select(board => board.Chain))) throw ApiRefusedException.Conflict("conflict", "there is a paper with this digest already");
        return Find(paper.Digest);
    }

    /// <summary>Adds a signature.</summary>
    public async Task<StoredPaper> SignAsync(Bytes32 digest, SignatureRequest request, StaffSession session, CancellationToken cancellationToken)
    {
        var stored = FindOpen(digest);
        RequireDevice(stored.Paper.Action, session);
        CheckHold(stored.Paper.Action);
        var signature = Signature(request.Signature);
        var signer = await CheckSignerAsync(stored.Paper, signature, cancellationToken);
        await CheckNoncesAsync(stored, [.. stored.Paper.Signers, signer], cancellationToken);
        Audit("paperSigned", session, stored.Paper, ("signer", signer.ToString()));
        Add(() => papers.Sign(digest, signature));
        return Find(digest);
    }

    /// <summary>Sends a complete paper to every chain of it that has not taken it yet.</summary>
    public async Task<ActionResult> SubmitAsync(Bytes32 digest, StaffSession session, CancellationToken cancellationToken)
    {
        var stored = FindOpen(digest);
        RequireDevice(stored.Paper.Action, session);
        CheckHold(stored.Paper.Action);
        if (!stored.Paper.IsComplete) throw ApiRefusedException.Conflict("conflict", $"{stored.Paper.Action.Kind.SignaturesNeeded() - stored.Paper.Signatures.Count} signature(s) are missing");
        Audit("paperSubmitted", session, stored.Paper);
        if (!stored.Paper.Action.Kind.Loosens()) Expect(stored.Paper);
        return await EachAsync(stored, PaperChainState.NotSubmitted, session, "paperSent", async (on, board) =>
        {
            var outcome = await controls.SendAsync(on.Chain, (control, stop) => control.ActAsync(stored.Paper, stop), cancellationToken);
            if (!stored.Paper.Action.Kind.Loosens()) Transacted(on.Chain, stored.Paper.Action, outcome);
            if (outcome.IsDone && !stored.Paper.Action.Kind.Loosens()) papers.Record(digest, on with { State = PaperChainState.Done, Transaction = outcome.Transaction });
            else if (outcome.IsDone) papers.Record(digest, on with { State = PaperChainState.Scheduled, Transaction = outcome.Transaction });
            return outcome;
        });
    }

    /// <summary>Executes what has waited its delay.</summary>
    public async Task<ActionResult> ExecuteAsync(Bytes32 digest, StaffSession session, CancellationToken cancellationToken)
    {
        var stored = FindOpen(digest);
        if (!stored.Paper.Action.Kind.Loosens()) throw ApiRefusedException.Conflict("conflict", $"{stored.Paper.Action.Kind} takes effect when it is submitted");
        Audit("paperExecuted", session, stored.Paper);
        Expect(stored.Paper);
        return await EachAsync(stored, PaperChainState.Ready, session, "paperExecutionSent", async (on, board) =>
        {
            var outcome = await controls.SendAsync(on.Chain, (control, stop) => ExecuteAsync(control, stored.Paper.Action, stop), cancellationToken);
            if (outcome.IsDone) papers.Record(digest, on with { State = PaperChainState.Done, Transaction = outcome.Transaction });
            Transacted(on.Chain, stored.Paper.Action, outcome);
            return outcome;
        });
    }

    /// <summary>Takes a paper back that was sent nowhere.</summary>
    public void Withdraw(Bytes32 digest, StaffSession session)
    {
        var stored = FindOpen(digest);
        Audit("paperWithdrawn", session, stored.Paper);
        if (!papers.Withdraw(digest)) throw ApiRefusedException.Conflict("conflict", "it was sent to a chain already: only a veto ends it");
    }

    /// <summary>Pays a held release that two officers approved on chain.</summary>
    public async Task<ActionResult> ExecuteHoldAsync(TransferId id, StaffSession session, CancellationToken cancellationToken)
    {
        var board = network.Find(id.Lane.Destination) ?? throw ApiRefusedException.NotFound("there is no such chain");
        // SECURITY: only what this server read as locked and final on the source is ever sent to be paid (W2).
        if (transfers.Find(id) is not { FinalAt: not null } entry) throw ApiRefusedException.NotFound($"this server has not seen transfer {id} as final on its source: it is never paid from here");
        audit.Add(session.User.Name, session.Address.ToString(), "holdExecuted", ("transfer", id.ToString()));
        var outcome = await controls.SendAsync(board.Chain, (control, stop) => control.ExecuteHoldAsync(entry.Transfer, stop), cancellationToken);
        audit.Add(session.User.Name, session.Address.ToString(), "holdExecutionSent", ("transfer", id.ToString()), ("outcome", outcome.Outcome), ("transaction", outcome.Transaction ?? ""), ("error", outcome.Error ?? ""));
        return new(null, [outcome]);
    }

    /// <summary>The chains that a paper is for.</summary>
    public IReadOnlyList<ChainBoard> ChainsOf(RiskAction action) => action.Chain is { } chain ? network.Find(chain) is { } board ? [board] : [] : network.Boards;

    private RiskPaper Read(PaperDraft draft)
    {
        var schema = RiskSchema.All.FirstOrDefault(candidate => candidate.Kind.ToString() == draft.Action) ?? throw ApiRefusedException.Bad("there is no such risk action");
        try
        {
            var paper = new RiskPaper(network.Deployment.Bridge, RiskFields.Read(schema, draft.Fields));
            // SECURITY: the digest of the request decides nothing; one that the fields do not give was tampered with or is another deployment's (M39).
            if (Bytes32.Parse(draft.Digest) != paper.Digest) throw ApiRefusedException.Conflict("tampered", $"the fields give the digest {paper.Digest} in this deployment, and the paper says {draft.Digest}");
            return paper;
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Bad(e.Message);
        }
    }

    // SECURITY: a phone tightens and never loosens; an approval lets money go, so it counts as loosening here.
    private static void RequireDevice(RiskAction action, StaffSession session)
    {
        if ((action.Kind.Loosens() || action.Kind == RiskActionKind.ApproveHold) && !session.MayLoosen) throw ApiRefusedException.Phone();
    }

    private void CheckFrame(RiskAction action)
    {
        var now = (ulong)time.GetUtcNow().ToUnixTimeSeconds();
        if (action.NotAfter <= now || action.NotAfter > now + (ulong)Longest.TotalSeconds) throw ApiRefusedException.Bad("notAfter should be in the next 30 days");
        if (ChainsOf(action).Count == 0) throw ApiRefusedException.Bad($"this deployment has no chain {action.Chain}");
    }

    private void CheckHold(RiskAction action)
    {
        if (action is not HoldAction hold) return;
        var locked = transfers.Find(hold.Transfer) is { FinalAt: not null } entry ? entry.Transfer.Leaf() : (Bytes32?)null;
        // SECURITY: approved is only what this server read as locked and final on the source, by exactly that leaf (W2, M39).
        if (hold is ApproveHold && locked is null) throw ApiRefusedException.Conflict("tampered", $"this server has not seen transfer {hold.Transfer} as final on its source: it must not be approved");
        if (hold is ApproveHold && locked != hold.Leaf) throw ApiRefusedException.Conflict("tampered", $"the source's lock gives the leaf {locked}, and the paper says {hold.Leaf}");
        // A forged release has no lock: it is rejected by the leaf under which the destination holds it.
        if (hold is RejectHold && hold.Leaf != locked && !(network.Find(hold.Transfer.Lane.Destination) is { } board && board.Holds.TryGet(out var held) && held.Any(other => other.Id == hold.Transfer && other.Leaf == hold.Leaf)))
            throw ApiRefusedException.Conflict("tampered", $"no lock and no hold of transfer {hold.Transfer} has the leaf {hold.Leaf}");
    }

    private async Task<SignerAddress> CheckSignerAsync(RiskPaper paper, RiskSignature signature, CancellationToken cancellationToken)
    {
        var signer = Recover(paper, signature);
        var confirmed = false;
        string? unread = null;
        foreach (var board in ChainsOf(paper.Action))
        {
            try
            {
                var role = await readers[board.Chain].ReadRoleAsync(signer, cancellationToken);
                // SECURITY: a stranger's signature, or a sentinel's under what needs officers, is no signature (W8, M77).
                if (!(role == RiskRole.Officer || (role == RiskRole.Sentinel && paper.Action.Kind.IsOpenToSentinels())))
                    throw ApiRefusedException.Conflict("tampered", $"{signer} has the role {role} on {board.Name}, or signed something else: the digest here is {paper.Digest}");
                confirmed = true;
            }
            catch (ChainReadException e)
            {
                unread = e.Message;
            }
        }

        // SECURITY: could-not-check is no yes (M75); the chain that does answer is enough, because each judges for itself again.
        return confirmed ? signer : throw ApiRefusedException.Unavailable($"nobody can say whether {signer} may sign: {unread}");
    }

    private static SignerAddress Recover(RiskPaper paper, RiskSignature signature)
    {
        try
        {
            return signature.Signer(paper.Digest);
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Conflict("tampered", e.Message);
        }
    }

    // A signature that no chain takes fills a place for nothing. A chain that cannot say may take it: each judges again.
    private async Task CheckNoncesAsync(StoredPaper stored, IReadOnlyList<SignerAddress> signers, CancellationToken cancellationToken)
    {
        string? used = null;
        foreach (var on in stored.Chains.Where(on => on.State == PaperChainState.NotSubmitted))
        {
            try
            {
                var lasts = await Task.WhenAll(signers.Select(async signer => (Signer: signer, Nonce: await readers[on.Chain].ReadLastNonceAsync(signer, cancellationToken))));
                var late = lasts.Where(last => last.Nonce >= stored.Paper.Action.Nonce).ToList();
                if (late.Count == 0) return;
                used = $"{network.NameOf(on.Chain)}: {PaperBook.NonceUsed(names.Of(late[0].Signer), late[0].Nonce, stored.Paper.Action)}";
            }
            catch (ChainReadException)
            {
                return;
            }
        }

        if (used is not null) throw ApiRefusedException.Conflict("conflict", used);
    }

    private static RiskSignature Signature(string text)
    {
        try
        {
            return RiskSignature.Parse(text);
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Bad(e.Message);
        }
    }

    private static void Add(Action add)
    {
        try
        {
            add();
        }
        catch (ProtocolException e)
        {
            throw ApiRefusedException.Conflict("conflict", e.Message);
        }
    }

    private async Task<ActionResult> EachAsync(StoredPaper stored, PaperChainState state, StaffSession session, string @event, Func<PaperOnChain, ChainBoard, Task<ChainOutcome>> act)
    {
        var due = stored.Chains.Where(on => on.State == state).Select(on => (On: on, Board: network.Find(on.Chain))).Where(due => due.Board is not null).ToList();
        if (due.Count == 0) throw ApiRefusedException.Conflict("conflict", state == PaperChainState.Ready ? "it is not ready on any chain" : "it was sent to every chain of it already");
        var outcomes = await Task.WhenAll(due.Select(entry => act(entry.On, entry.Board!)));
        foreach (var outcome in outcomes) Audit(@event, session, stored.Paper, ("chain", outcome.Chain), ("outcome", outcome.Outcome), ("transaction", outcome.Transaction ?? ""), ("error", outcome.Error ?? ""));
        return new(stored.Paper.Digest.ToString(), outcomes);
    }

    // By this server's clock the delay is over; a chain's clock is some seconds behind it.
    private async Task<string> ExecuteAsync(IRiskControl control, RiskAction action, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await control.ExecuteAsync(action, cancellationToken);
            }
            catch (RiskRefusedException e) when (e.Error == "NotReady")
            {
                await Task.Delay(ClockPoll, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellationToken.IsCancellationRequested) throw;
            }
        }
    }

    // What comes of it is known by its signers as soon as it is seen.
    private void Expect(RiskPaper paper)
    {
        foreach (var board in ChainsOf(paper.Action))
        {
            if (paper.Action is LevelAction level) levels.Expect(board.Chain, level.Scope, level.Level, level.Reason.ToString(), names.Of(paper.Signers));
            else if (paper.Action is LimitAction limit) limits.Expect(board.Chain, limit.Asset, limit.Limits, names.Of(paper.Signers));
        }
    }

    private void Transacted(ChainId chain, RiskAction action, ChainOutcome outcome)
    {
        if (action is LevelAction level && outcome is { IsDone: true, Transaction: { } transaction }) levels.Transacted(chain, level.Scope, level.Level, transaction);
    }

    private StoredPaper Find(Bytes32 digest) => papers.Find(digest) ?? throw ApiRefusedException.NotFound("there is no such paper");

    private StoredPaper FindOpen(Bytes32 digest)
    {
        var stored = Find(digest);
        if (stored.Withdrawn) throw ApiRefusedException.Conflict("conflict", "it was withdrawn");
        return stored.Closed ? throw ApiRefusedException.Conflict("conflict", "it has ended") : stored;
    }

    private void Audit(string @event, StaffSession session, RiskPaper paper, params (string Name, string Value)[] detail) =>
        audit.Add(session.User.Name, session.Address.ToString(), @event, [("digest", paper.Digest.ToString()), .. Ends(paper), .. detail]);

    // A veto is a digest of a digest: the log says what it ends.
    private IEnumerable<(string Name, string Value)> Ends(RiskPaper paper) => paper.Action is Veto veto ? [("ends", foreign.Sentence(veto.Proposal) ?? "")] : [];
}
