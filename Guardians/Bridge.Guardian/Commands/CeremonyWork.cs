using Bridge.Frost.Signer;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Commands;

/// <summary>What each kind of ceremony leaves behind, and what it tells the operator at its end.</summary>
internal sealed class CeremonyWork(DataDirectory data, Passphrase passphrase, GuardianKeys keys, Ceremony ceremony, TimeProvider time, TextWriter output)
{
    private readonly PendingKey _pending = new(data, passphrase);

    public Task RunAsync(CeremonyHost host, TimeSpan limit, bool supersede, CancellationToken cancellationToken)
    {
        _pending.RequireNoOther(ceremony);
        return ceremony.Kind switch
        {
            CeremonyKind.Repair => host.RunAsync(limit, (seat, stop) => new RepairCeremony(seat).RunAsync(stop), Repaired, cancellationToken),
            CeremonyKind.Rotate => RotateAsync(host, limit, supersede, cancellationToken),
            _ => MakeSharesAsync(host, limit, cancellationToken),
        };
    }

    private async Task MakeSharesAsync(CeremonyHost host, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (keys.Records.FirstOrDefault(record => record.Key == ceremony.Epoch) is { } held && (ceremony.Current is null || held.Generation > ceremony.Current.Version.Generation))
        {
            if (!File.Exists(data.Certificate(held)) || Ceremony.From(CertificateFile.Load(data.Certificate(held)).Ceremony).Id != ceremony.Id)
                throw new ProtocolException($"there is a key share of epoch {held.Epoch}, generation {held.Generation}, here already");
            output.WriteLine($"this {CeremonyCommand.NameOf(ceremony.Kind)} is finished here already: {KeyShowCommand.Describe(held)}");
            return;
        }

        if (_pending.Find() is not null) output.WriteLine("resuming: this guardian's share is on disk and waits for the others' confirmations");
        await host.RunAsync(limit, (seat, stop) => new KeyCeremony(seat, _pending).RunAsync(stop), certificate => Report(_pending.Activate(certificate, keys, time.GetUtcNow())), cancellationToken);
    }

    private async Task RotateAsync(CeremonyHost host, TimeSpan limit, bool supersede, CancellationToken cancellationToken)
    {
        using var database = JournalDatabase.Open(data.Journal);
        var journal = new RotationJournal(database, supersede, time);
        await host.RunAsync(limit, (seat, stop) => new RotationCeremony(seat, journal).RunAsync(stop), Rotated, cancellationToken);
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
        output.WriteLine($"  written         {data.Keys}, {data.GroupOf(record.Key)}{(record.Origin == KeyOrigin.Repair ? "" : $", {data.Certificate(record)}")}");
        output.WriteLine("  next            restart the daemon, give the relayers the new deployment.json (guardian deployment), back up the key (guardian key backup)");
    }
}
