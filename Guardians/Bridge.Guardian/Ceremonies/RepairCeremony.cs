using Bridge.Frost.Signer;
using Bridge.Frost.Signer.Repair;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>Runs one member's side of a repair: t helpers give one guardian the share again that it lost; nobody else learns it.</summary>
/// <remarks>
/// Round 1 of everybody → the same echo at all → parts between the helpers → each helper's sum for the recipient. Nothing changes at a helper, so a repair that
/// is interrupted is started again with a new session.
/// </remarks>
public sealed class RepairCeremony(CeremonySeat seat)
{
    /// <summary>The whole repair; the recipient gets its share, a helper null.</summary>
    /// <exception cref="CeremonyAbortedException">It ended without a share.</exception>
    public async Task<KeyPackage?> RunAsync(CancellationToken cancellationToken)
    {
        var context = seat.Ceremony.RepairContext();
        var receives = context.Recipient == seat.Participant;
        var otherHelpers = context.Helpers.Where(helper => helper != seat.Participant).Select(helper => helper.Value).ToList();
        using var round1 = receives ? RepairRound1.Receive(context, seat.Keys.Identity) : Help(context);
        seat.ShowRound1(round1.Broadcast);
        var heard = await seat.CollectAsync(CeremonyPart.Round1, cancellationToken);
        using var round2 = CeremonySeat.Completed(CeremonyPart.Round1, round1.Next(heard));
        // The recipient has nothing to give after its echo; everybody must have heard that.
        if (receives) seat.Board.Await(CeremonyPart.Echo, otherHelpers);
        await seat.EchoAsync(round2.Transcript, heard, cancellationToken);
        if (receives) return CeremonySeat.Completed(CeremonyPart.Sum, round2.Finish(await seat.CollectAsync(CeremonyPart.Sum, otherHelpers, cancellationToken)));

        seat.Board.Await(CeremonyPart.Round2, otherHelpers);
        seat.Board.Await(CeremonyPart.Sum, [context.Recipient.Value]);
        foreach (var (helper, part) in round2.Outgoing) seat.Board.Show(CeremonyPart.Round2, helper.Value, Hex.Encode(part.Span));
        var sum = CeremonySeat.Completed(CeremonyPart.Round2, round2.Sum(await seat.CollectAsync(CeremonyPart.Round2, otherHelpers, cancellationToken)));
        seat.Board.Show(CeremonyPart.Sum, context.Recipient.Value, Hex.Encode(sum.Span));
        seat.Progress($"this guardian's sum waits for guardian {context.Recipient}");
        return null;
    }

    private RepairRound1 Help(Frost.Repair.RepairContext context) => seat.Keys.Shares.TryGetValue(seat.Ceremony.Epoch, out var share)
        ? RepairRound1.Help(context, share, seat.Keys.Identity)
        : throw new ProtocolException($"there is no share of epoch {seat.Ceremony.Epoch} here that could help");
}
