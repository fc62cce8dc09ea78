using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Breakers;

/// <summary>One chain as its sentinel uses it.</summary>
/// <param name="Name">As command lines call it.</param>
/// <param name="Reader">Shows nonces.</param>
/// <param name="Control">Takes papers.</param>
/// <param name="Purse">Pays for them.</param>
public sealed record SentinelChain(string Name, IRiskReader Reader, IRiskControl Control, SentinelPurse Purse)
{
    /// <summary>The chain through one source: a paper needs no agreement, and the chain decides about it.</summary>
    public static SentinelChain Of(IChainFamily family, string rpcUrl, SentinelAccounts accounts) =>
        new(family.Name, family.RiskReader(rpcUrl), family.RiskControl(rpcUrl, accounts.SecretOf(family.Name)), accounts.PurseOf(family, rpcUrl));
}

/// <summary>What would keep a guardian from raising a level.</summary>
/// <param name="Detail">What is wrong, in words.</param>
/// <param name="Remedy">What to do; null where the chain's own word for it is all that is known.</param>
public sealed record SentinelProblem(string Detail, string? Remedy = null)
{
    /// <summary>Both in one sentence.</summary>
    public override string ToString() => Remedy is null ? Detail : $"{Detail}: {Remedy}";
}

/// <summary>Signs papers for one chain with a guardian's identity key, and presents them there.</summary>
public sealed class SentinelPapers(BridgeId bridge, EcdsaKey identity, SentinelChain chain, TimeProvider time)
{
    private static readonly TimeSpan PaperLives = TimeSpan.FromMinutes(10);
    private static readonly Bytes32 Nothing = Keccak256.Hash("bridge/sentinel/rehearsal");
    private readonly Lock _nonces = new();
    private ulong _lastNonce;

    /// <summary>The chain.</summary>
    public ChainId Chain => chain.Reader.Chain;

    private SignerAddress Signer => SignerAddress.From(identity.EvmAddress());

    /// <summary>Tries what raising a level takes, with a paper that can do nothing: a veto of what nobody proposed.</summary>
    /// <returns>What would keep this guardian from raising one; null when nothing would.</returns>
    /// <remarks>The chain looks at the signer's role first and refuses the paper then, in the simulation: nothing is sent.</remarks>
    /// <exception cref="ChainReadException">Not known.</exception>
    public async Task<SentinelProblem?> RehearseAsync(CancellationToken cancellationToken)
    {
        if (await chain.Purse.ProblemAsync(cancellationToken) is { } poor) return poor;
        try
        {
            await ActAsync((nonce, notAfter) => new Veto { Chain = Chain, Nonce = nonce, NotAfter = notAfter, Proposal = Nothing }, cancellationToken);
            return new("it took a veto of what nobody proposed");
        }
        catch (RiskRefusedException e)
        {
            return e.Error switch
            {
                "NothingToVeto" => null,
                "NotSentinel" => new(
                    $"its identity {Signer} has not the role of a sentinel there",
                    $"two officers give it: bridge risk create grant-role --chain {chain.Name} --account {Signer} --role sentinel --out FILE"),
                _ => new(e.Message),
            };
        }
    }

    /// <summary>Makes an action of a nonce and the time when its paper dies, signs it and presents it.</summary>
    /// <exception cref="RiskRefusedException">The chain does not take it.</exception>
    /// <exception cref="ChainReadException">Not known whether it did.</exception>
    public async Task<string> ActAsync(Func<ulong, ulong, RiskAction> action, CancellationToken cancellationToken)
    {
        try
        {
            return await PresentAsync(action(NextNonce(0), NotAfter), cancellationToken);
        }
        catch (RiskRefusedException e) when (e.Error == "NonceUsed")
        {
            // This machine's clock is behind an earlier paper.
            var last = await chain.Reader.ReadLastNonceAsync(Signer, cancellationToken);
            return await PresentAsync(action(NextNonce(last), NotAfter), cancellationToken);
        }
    }

    private ulong NotAfter => (ulong)(time.GetUtcNow() + PaperLives).ToUnixTimeSeconds();

    private Task<string> PresentAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var paper = new RiskPaper(bridge, action);
        paper.Add(RiskSignature.Make(action, bridge, identity));
        return chain.Control.ActAsync(paper, cancellationToken);
    }

    // Milliseconds of the clock, as all papers'.
    private ulong NextNonce(ulong after)
    {
        lock (_nonces) return _lastNonce = Math.Max((ulong)time.GetUtcNow().ToUnixTimeMilliseconds(), Math.Max(_lastNonce, after) + 1);
    }
}
