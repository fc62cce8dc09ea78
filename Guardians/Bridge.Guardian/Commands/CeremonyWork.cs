using Bridge.Frost.Signer;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary>What each kind of ceremony leaves behind, and what it tells the operator at its end.</summary>
internal sealed class CeremonyWork(DataDirectory data, Passphrase passphrase, GuardianKeys keys, Ceremony ceremony, RotationConsent consent, TimeProvider time, TextWriter output)
{
    private readonly PendingKey _pending = new(data, passphrase);

    public async Task RunAsync(CeremonyHost host, TimeSpan limit, CancellationToken cancellationToken)
    {
        _pending.RequireNoOther(ceremony);
        try
        {
            await (ceremony.Kind switch
            {
                CeremonyKind.Repair => host.RunAsync(limit, async (seat, stop) => Repaired(await new RepairCeremony(seat).RunAsync(stop)), cancellationToken),
                CeremonyKind.Rotate => RotateAsync(host, limit, cancellationToken),
                _ => MakeSharesAsync(host, limit, cancellationToken),
            });
        }
        catch (CeremonyAbortedException e)
        {
            if (e.Evidence is { } evidence)
            {
                var path = data.Blame(ceremony.Session);
                evidence.Save(path);
                output.WriteLine($"evidence {path}: give it to the other operators; each judges for itself: guardian blame {path} --ceremony FILE");
            }

            if (!e.IsStored && _pending.Find()?.Id == ceremony.Id)
                output.WriteLine("this guardian's new share is on disk (pending.key), the old one stays in use. Run the same command with the same file again; or, with the certificate of a member that has finished: guardian key activate");
            throw;
        }
    }

    private async Task MakeSharesAsync(CeremonyHost host, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (keys.Records.FirstOrDefault(record => record.Key == ceremony.Epoch) is { } held && (ceremony.Current is null || held.Generation > ceremony.Current.Version.Generation))
        {
            if (!File.Exists(data.Certificate(held)) || Ceremony.From(CertificateFile.Load(data.Certificate(held)).Ceremony).Id != ceremony.Id)
                throw new ProtocolException(
                    $"there is a key share of epoch {held.Epoch}, generation {held.Generation}, here already. If it came by a repair or a backup and you want to take part in its trial, copy certificate-{held.Epoch}-{held.Generation}.json of any member into {data.Path} first");
            if (_pending.Find()?.Id == ceremony.Id) _pending.Activate(CertificateFile.Load(data.Certificate(held)), keys, time.GetUtcNow());
            if (!File.Exists(data.Trial(held)))
            {
                output.WriteLine($"resuming: this guardian's share is stored and certified; its trial is missing. If the others have finished it: guardian key tried trial-{held.Epoch}-{held.Generation}.json with the file of any of them");
                await host.RunAsync(limit, (seat, stop) => TryAsync(seat, held, stop), cancellationToken);
                return;
            }

            output.WriteLine($"this {CeremonyCommand.NameOf(ceremony.Kind)} is finished here already: {KeyShowCommand.Describe(held)}");
            return;
        }

        if (_pending.Find() is not null) output.WriteLine("resuming: this guardian's share is on disk and waits for the others' confirmations");
        await host.RunAsync(
            limit,
            async (seat, stop) => await TryAsync(seat, _pending.Activate(await new KeyCeremony(seat, _pending).RunAsync(stop), keys, time.GetUtcNow()), stop),
            cancellationToken);
    }

    private async Task TryAsync(CeremonySeat seat, KeyRecord record, CancellationToken cancellationToken)
    {
        await new KeyTrialCeremony(seat, data, passphrase).RunAsync(record, cancellationToken);
        Report(record);
    }

    private async Task RotateAsync(CeremonyHost host, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var database = JournalDatabase.Open(data.Journal);
        var journal = new RotationJournal(database, consent.Supersede, time);
        await host.RunAsync(limit, async (seat, stop) => Rotated(await new RotationCeremony(seat, journal, data, consent.NewGroupKey).RunAsync(stop)), cancellationToken);
    }

    private void Rotated(RotationFile rotation)
    {
        var path = data.In($"rotation-{rotation.NewEpoch}.json");
        rotation.Save(path);
        output.WriteLine($"DONE: epoch {rotation.Epoch} hands over to epoch {rotation.NewEpoch} on chain {string.Join(" and ", rotation.Signatures.Select(signature => signature.Chain))}");
        output.WriteLine($"  new group key {rotation.NewGroupKey}");
        output.WriteLine($"  signed rotation {path}: public, the same at every signer; anyone may submit it: bridge rotate FILE --wait");
        output.WriteLine("  keep both shares until the chains have changed over; then guardian key retire");
    }

    private void Repaired(KeyPackage? share)
    {
        if (share is null)
        {
            output.WriteLine($"DONE: helped guardian {ceremony.File.Recipient}; nothing changed here");
            return;
        }

        using (share)
        {
            var record = KeyRecord.Of(share, KeyOrigin.Repair, time.GetUtcNow());
            new KeyStore(data, passphrase).Repair(share, record);
            Report(record);
        }
    }

    private void Report(KeyRecord record)
    {
        output.WriteLine($"DONE: {KeyShowCommand.Describe(record)}");
        output.WriteLine($"  group key       {record.GroupKey}");
        output.WriteLine($"  transcript      {record.Transcript}   compare it with the others: it is the same");
        output.WriteLine($"  verifying share {record.VerifyingShare}");
        output.WriteLine($"  written         {data.Keys}, {data.GroupOf(record.Key)}{(record.Origin == KeyOrigin.Repair ? "" : $", {data.Certificate(record)}, {data.Trial(record)}")}");
        output.WriteLine(record is { Origin: KeyOrigin.Keygen, Epoch: > 1 }
            ? "  next            back up the key (guardian key backup), then let the key in force hand over: guardian ceremony rotate, guardian rotate; this key signs nothing before"
            : "  next            restart the daemon, give the relayers the new deployment.json (guardian deployment), back up the key (guardian key backup)");
    }
}

/// <summary>What a person has decided about a rotation.</summary>
/// <param name="Supersede">Sign although another key was signed for that epoch.</param>
/// <param name="NewGroupKey">The key to hand over to, as the new guardians told it; null when this guardian is one of them.</param>
internal sealed record RotationConsent(bool Supersede, GroupKey? NewGroupKey);
