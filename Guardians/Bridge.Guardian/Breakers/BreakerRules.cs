using Bridge.Guardian.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Breakers;

/// <summary>
/// Whether a breaker speaks against signing: this guardian's own (<see cref="RiskDesk"/>), then the levels that both chains show, and whether this guardian can see what leaves
/// the chains at all. Each guardian judges by itself; t that are deceived do not sign over the head of a chain that was halted.
/// </summary>
public sealed class BreakerRules(RiskDesk desk, LevelBoard levels, OutflowBoard outflow, TimeSpan maximumLag, TimeProvider time)
{
    /// <summary>Why not, null when nothing speaks against it.</summary>
    public Refusal? Refuse(SigningPurpose purpose, TransferBatch batch)
    {
        if (desk.Refuse(purpose, batch) is { } tripped) return tripped;
        var lane = batch.Id.Lane;
        foreach (var (chain, other) in (ReadOnlySpan<(ChainId, ChainId)>)[(lane.Destination, lane.Source), (lane.Source, lane.Destination)])
        {
            // SECURITY: what leaves a chain unseen cannot be judged: nothing more is signed until it is seen again (M75, W9).
            if (outflow[chain] is not { } readAt) return new Refusal(RefusalReason.InsufficientSources, $"what leaves chain {chain} was not read yet since the start");
            if (time.GetUtcNow() - readAt > maximumLag) return new Refusal(RefusalReason.InsufficientSources, $"what leaves chain {chain} was not read since {readAt:u}");
            foreach (var asset in batch.Transfers.Select(transfer => transfer.Asset).Distinct())
            {
                // SECURITY: levels that are not known are not level 0 (W9).
                if (levels.Level(chain, other, asset) is not { } level) return new Refusal(RefusalReason.InsufficientSources, $"the breaker levels of chain {chain} were not read yet since the start");
                // A refund is paid on the source and what it gives back is void: however far the destination is halted, it may go.
                if (purpose == SigningPurpose.Refund && chain == lane.Destination) continue;
                // SECURITY: a chain that was halted is not signed for. At level 3 the chain itself holds every release for two officers, so those go on; a void pays nobody.
                if (level >= (purpose == SigningPurpose.Void ? BreakerLevel.Cursed : BreakerLevel.Stop))
                    return new Refusal(RefusalReason.BreakerTripped, $"chain {chain} is at level {(byte)level} {level} for asset {asset}");
            }
        }

        return null;
    }

    /// <summary>A share left: what is signed for a release is pending until it is consumed.</summary>
    public void Signed(SigningPurpose purpose, TransferBatch batch)
    {
        if (purpose == SigningPurpose.Attestation) desk.Apply([.. batch.Transfers.Select(transfer => new AttestationSigned(time.GetUtcNow(), transfer.Id))]);
    }
}
