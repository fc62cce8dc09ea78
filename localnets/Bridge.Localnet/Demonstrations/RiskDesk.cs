using Bridge.Chains;
using Bridge.Localnet.State;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Demonstrations;

/// <summary>Makes the action of a paper: for this chain, under this nonce, dead after this Unix second.</summary>
internal delegate RiskAction RiskDraft(ChainId chain, ulong nonce, ulong notAfter);

/// <summary>Risk staff at work: papers are made, signed with the officers' own keys and submitted by bob, who is nobody: a paper carries its authority itself.</summary>
internal sealed class RiskDesk : IDisposable
{
    private static readonly TimeSpan PaperLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly BridgeId _bridge;
    private readonly IReadOnlyList<EcdsaKey> _officers;
    private readonly Dictionary<ChainId, IRiskControl> _controls;
    private readonly TimeProvider _time;

    // An officer's nonces only go up, so papers are submitted one after the other.
    private readonly SemaphoreSlim _turn = new(1);
    private ulong _lastNonce;

    public RiskDesk(BridgeId bridge, ChainPair chains, StateDirectory state, DemoUser bob, TimeProvider time)
    {
        (_bridge, _time) = (bridge, time);
        _officers = [.. Enumerable.Range(1, 3).Select(index => EcdsaKey.From(Hex.Decode(File.ReadAllText(state.OfficerKey(index)).Trim())))];
        _controls = new()
        {
            [chains.Evm.Chain] = chains.Evm.RiskControl(chains.Evm.RpcUrls[0], bob.EvmSecret),
            [chains.Solana.Chain] = chains.Solana.RiskControl(chains.Solana.RpcUrls[0], bob.SolanaSecret),
        };
    }

    /// <summary>One officer tightens, at once, or says yes or no to a hold.</summary>
    /// <exception cref="RiskRefusedException">The chain says no.</exception>
    public async Task<RiskPaper> SignAsync(IChainFamily chain, int officer, RiskDraft draft, CancellationToken cancellationToken) => await SubmitAsync(chain, draft, [officer], cancellationToken);

    /// <summary>Two officers agree on what loosens; it is scheduled.</summary>
    public Task<RiskPaper> ScheduleAsync(IChainFamily chain, RiskDraft draft, CancellationToken cancellationToken) => SubmitAsync(chain, draft, [1, 2], cancellationToken);

    /// <summary>Carries out what was scheduled as soon as its delay is over.</summary>
    /// <exception cref="RiskRefusedException">It was vetoed, or cannot be done.</exception>
    public async Task ExecuteAsync(IChainFamily chain, RiskPaper paper, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _controls[chain.Chain].ExecuteAsync(paper.Action, cancellationToken);
                return;
            }
            catch (RiskRefusedException e) when (e.Error == "NotReady")
            {
                await Task.Delay(Poll, _time, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        foreach (var officer in _officers) officer.Dispose();
        _turn.Dispose();
    }

    private async Task<RiskPaper> SubmitAsync(IChainFamily chain, RiskDraft draft, int[] officers, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var now = _time.GetUtcNow();
            _lastNonce = Math.Max(_lastNonce + 1, (ulong)now.ToUnixTimeMilliseconds());
            var paper = new RiskPaper(_bridge, draft(chain.Chain, _lastNonce, (ulong)(now + PaperLife).ToUnixTimeSeconds()));
            foreach (var officer in officers) paper.Add(RiskSignature.Make(paper.Action, _bridge, _officers[officer - 1]));
            await _controls[chain.Chain].ActAsync(paper, cancellationToken);
            return paper;
        }
        finally
        {
            _turn.Release();
        }
    }
}
