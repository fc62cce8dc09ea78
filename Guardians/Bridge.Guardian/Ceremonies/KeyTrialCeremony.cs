using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>What ends a keygen or refresh: several sets of t members, everybody in at least one, sign test messages with the shares as they lie on disk.</summary>
/// <remarks>
/// A certificate says that all have stored a share; that the stored shares sign is seen only by signing. Until then nobody calls the key usable. Commitments and shares are made anew
/// each time, so a trial that was interrupted is run again, by all, with the same command.
/// </remarks>
public sealed class KeyTrialCeremony(CeremonySeat seat, DataDirectory directory, Passphrase passphrase)
{
    /// <summary>The trial of a share that is stored; its signatures are in <c>trial-EPOCH-GENERATION.json</c> then.</summary>
    /// <exception cref="CeremonyAbortedException">The share is stored, certified and not tried.</exception>
    public async Task RunAsync(KeyRecord record, CancellationToken cancellationToken)
    {
        var certificate = CertificateFile.Load(directory.Certificate(record));
        // Another member may still wait for this one's confirmation.
        if (!seat.Board.IsShown(CeremonyPart.Certificate)) seat.Show(CeremonyPart.Certificate, certificate.Received()[seat.Participant]);
        try
        {
            // SECURITY: what is tried is what a restart will find, not what is still in memory.
            using var stored = GuardianKeys.Open(directory.Keys, passphrase);
            if (!stored.Shares.TryGetValue(record.Key, out var share)) throw new ProtocolException($"{directory.Keys} holds no share of epoch {record.Epoch}");
            var tried = await TryAsync(share, certificate.ToCertificate(), cancellationToken);
            tried.Save(directory.Trial(record));
            seat.Progress($"tried: {tried.Sets.Count} sets of {record.Threshold} signed with the stored shares, every member in one at least");
        }
        catch (Exception e) when (e is CeremonyAbortedException or KeyFileException or ProtocolException)
        {
            throw new CeremonyAbortedException(
                $"the new share is certified by all, but not tried yet, so do not use the key: {e.Message}. When it is mended, all members run the same command with the same file again; if some have finished, take over their trial file (guardian key tried)",
                (e as CeremonyAbortedException)?.Culprits ?? [], e)
            {
                IsStored = true,
            };
        }
    }

    private async Task<TrialFile> TryAsync(KeyPackage share, KeyCertificate certificate, CancellationToken cancellationToken)
    {
        var context = seat.Ceremony.KeyContext();
        using var round1 = KeyTrialRound1.Start(context, share, certificate, seat.Keys.Identity);
        seat.Show(CeremonyPart.TrialCommitments, round1.Broadcast);
        var round2 = CeremonySeat.Completed(CeremonyPart.TrialCommitments, round1.Next(await seat.CollectAsync(CeremonyPart.TrialCommitments, cancellationToken)));
        seat.Board.Await(CeremonyPart.TrialShares, seat.Others);
        seat.Show(CeremonyPart.TrialShares, round2.Broadcast);
        var signatures = CeremonySeat.Completed(CeremonyPart.TrialShares, round2.Finish(await seat.CollectAsync(CeremonyPart.TrialShares, cancellationToken)));
        return TrialFile.Of(share.State, KeyTrial.From(context, certificate), signatures);
    }
}
