using System.Security.Cryptography;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>Runs one member's side of a key generation or a refresh.</summary>
/// <remarks>
/// <para>Round 1 packages → everybody's echo of them has to be the same, before any share is shown → round 2 shares, one for each member, encrypted →
/// this member's new share on disk as <b>pending</b> → everybody's signed confirmation of the outcome. All of them together are the certificate, and only it
/// makes the new share this guardian's share; until then the old one stays in use.</para>
/// <para>A member that is interrupted after its share is pending starts again with the same file: it confirms again and waits for the others, or takes
/// the certificate of a member that has it (<c>guardian key activate</c>). Interrupted before, the whole ceremony starts again with a new session. What follows is the
/// trial (<see cref="KeyTrialCeremony"/>).</para>
/// <para>Who breaks the protocol is named; then this member gives up, says so to the others, and nothing is changed.</para>
/// </remarks>
public sealed class KeyCeremony(CeremonySeat seat, PendingKey pending)
{
    /// <summary>The whole ceremony, up to the certificate; the new share is on disk as pending.</summary>
    /// <exception cref="CeremonyAbortedException">It ended without a certificate.</exception>
    public async Task<CertificateFile> RunAsync(CancellationToken cancellationToken)
    {
        using var round3 = pending.Resume(seat.Ceremony, seat.Keys.Identity) ?? await MakeShareAsync(cancellationToken);
        seat.Board.Await(CeremonyPart.Certificate, seat.Others);
        seat.Show(CeremonyPart.Certificate, round3.Broadcast);
        // The last stage gives the key out only with the confirmations of all n members of one outcome.
        var generated = CeremonySeat.Completed(CeremonyPart.Certificate, round3.Finish(await seat.CollectAsync(CeremonyPart.Certificate, cancellationToken)));
        using var share = generated.Key;
        seat.Progress($"group key {share.Group.GroupKey}, generation {share.Version.Generation}, confirmed by all {seat.Ceremony.Members.Count}; transcript {share.Version.Transcript}");
        return CertificateFile.Of(seat.Ceremony.File, GroupFile.Of(share), generated.Certificate);
    }

    private async Task<KeyGenerationRound3> MakeShareAsync(CancellationToken cancellationToken)
    {
        using var round1 = Start();
        seat.ShowRound1(round1.Broadcast);
        var heard = await seat.CollectAsync(CeremonyPart.Round1, cancellationToken);
        using var round2 = CeremonySeat.Completed(CeremonyPart.Round1, round1.Next(heard));
        await seat.EchoAsync(round2.Transcript, heard, cancellationToken);

        foreach (var (recipient, package) in round2.Outgoing) seat.Board.Show(CeremonyPart.Round2, recipient.Value, Hex.Encode(package.Span));
        var taken = round2.Next(await seat.CollectAsync(CeremonyPart.Round2, cancellationToken));
        seat.Minutes.Note(round2.Complaints);
        var round3 = CeremonySeat.Completed(CeremonyPart.Round2, taken);
        var share = round3.EncodePending();
        try
        {
            // SECURITY: on disk before it is confirmed: others who have all confirmations use the new key from then on.
            pending.Write(seat.Ceremony, share);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(share);
        }

        return round3;
    }

    private KeyGenerationRound1 Start()
    {
        var context = seat.Ceremony.KeyContext();
        if (context.Current is null) return KeyGenerationRound1.Start(context, seat.Participant, seat.Keys.Identity);
        return seat.Keys.Shares.TryGetValue(seat.Ceremony.Epoch, out var share)
            ? KeyGenerationRound1.Refresh(context, share, seat.Keys.Identity)
            : throw new ProtocolException($"there is no share of epoch {seat.Ceremony.Epoch} here that could be refreshed");
    }
}
