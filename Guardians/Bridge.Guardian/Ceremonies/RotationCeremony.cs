using Bridge.Frost.Signer;
using Bridge.Frost.Signing;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>Runs one member's side of a rotation: t or more holders of the key in force sign, for each chain, that the new key takes over.</summary>
/// <remarks>
/// <para>What is signed follows from the ceremony file alone: the new key with the certificate of all its holders (checked by <see cref="Ceremony"/>), and the
/// chains. Round 1: a nonce commitment for each chain → the same echo at all → the intent in the journal → round 2: the signature shares. Everybody
/// adds them up and verifies.</para>
/// <para>A signer that holds a share of the new key hands over only when that key's stored shares were tried; one that holds none has to be told which key to expect.</para>
/// <para>Nonces live in this process only; an interrupted rotation is started again with a new session. The shares of the old key are used here and by the daemon at
/// the same time: both keep their intents in one journal, and neither ever sees the other's nonces.</para>
/// </remarks>
public sealed class RotationCeremony(CeremonySeat seat, RotationJournal journal, DataDirectory directory, GroupKey? expected)
{
    /// <summary>The whole rotation.</summary>
    /// <exception cref="CeremonyAbortedException">It ended without signatures.</exception>
    public async Task<RotationFile> RunAsync(CancellationToken cancellationToken)
    {
        var ceremony = seat.Ceremony;
        if (!seat.Keys.Shares.TryGetValue(ceremony.Epoch, out var share)) throw new ProtocolException($"there is no share of epoch {ceremony.Epoch} here that could sign");
        // SECURITY: the key that signs is this guardian's own, not what a file says it is.
        if (share.State.Hash != ceremony.Current!.Hash) throw new ProtocolException($"the ceremony's group is not the state of this guardian's key of epoch {ceremony.Epoch}: compare the group files");
        RequireKnownSuccessor();
        var chains = ceremony.File.Chains!;
        var nonces = chains.Select(_ => FrostSigner.Commit(share)).ToList();
        try
        {
            return await SignAsync(share, chains, nonces, cancellationToken);
        }
        finally
        {
            foreach (var pair in nonces) pair.Dispose();
        }
    }

    private async Task<RotationFile> SignAsync(KeyPackage share, IReadOnlyList<ushort> chains, List<SigningNonces> nonces, CancellationToken cancellationToken)
    {
        var ceremony = seat.Ceremony;
        seat.ShowRound1(RotationPackages.Encode(nonces.Select(pair => pair.Commitment)));
        var commitments = new SortedDictionary<ushort, IReadOnlyList<NonceCommitment>> { [seat.Index] = [.. nonces.Select(pair => pair.Commitment)] };
        foreach (var (sender, bytes) in await seat.CollectAsync(CeremonyPart.Round1, cancellationToken))
            commitments[sender.Value] = Read(CeremonyPart.Round1, sender.Value, () => RotationPackages.DecodeCommitments(sender, bytes.Span, chains.Count));
        await seat.EchoAsync(Keccak256.Hash([.. commitments.Values.SelectMany(list => RotationPackages.Encode(list))]), null, cancellationToken);

        var successor = ceremony.File.Successor!.Group;
        var rotation = new RotationFile(ceremony.Bridge.ToString(), ceremony.Epoch.Value, share.Group.GroupKey.ToString(), successor.Epoch, successor.GroupKey, []);
        var packages = chains.Select((chain, i) => SigningPackage.From(share.Group, commitments.Values.Select(list => list[i]), rotation.Digest(ChainId.From(chain)))).ToList();
        // SECURITY: on disk before a share exists, and never two different keys for one epoch of a chain (W10).
        journal.Record(ceremony, packages.Select(package => MessageDigest.From(Bytes32.From(package.Message.Span))));
        var own = packages.Select((package, i) => FrostSigner.Sign(share, nonces[i], package) is SigningResult.Completed(var made)
            ? made
            : throw new CeremonyAbortedException("this guardian's own signer refuses the package", [])).ToList();
        seat.Board.Await(CeremonyPart.Round2, seat.Others);
        seat.Board.Show(CeremonyPart.Round2, Hex.Encode([.. own.SelectMany(made => made.Value.ToArray())]));
        var shares = new Dictionary<ushort, IReadOnlyList<SignatureShare>> { [seat.Index] = own };
        foreach (var (sender, bytes) in await seat.CollectAsync(CeremonyPart.Round2, cancellationToken))
            shares[sender.Value] = Read(CeremonyPart.Round2, sender.Value, () => RotationPackages.DecodeShares(sender, bytes.Span, chains.Count));

        return rotation with { Signatures = [.. packages.Select((package, i) => SignatureAggregator.Aggregate(package, shares.Values.Select(list => list[i])) switch
        {
            AggregationResult.Completed(var signature) => new RotationSignature(chains[i], Hex.Encode(signature.ToArray())),
            AggregationResult.Aborted(var reason, var culprits) => throw new CeremonyAbortedException(
                $"chain {chains[i]}: {reason} by guardian {string.Join(", ", culprits)}", [.. culprits.Select(culprit => culprit.Value)]),
            var result => throw new InvalidOperationException($"unknown result {result}"),
        })] };
    }

    private void RequireKnownSuccessor()
    {
        var successor = seat.Ceremony.File.Successor!;
        seat.Progress($"hands over to epoch {successor.Group.Epoch}: {successor.Group.Threshold} of {successor.Group.VerifyingShares.Count}, group key {successor.Group.GroupKey}");
        foreach (var member in successor.Ceremony.Members) seat.Progress($"  new guardian {member.Index}, {member.Url}, identity {member.Identity}");
        // SECURITY: a certificate shows that some n identities made the key together, not whose they are: anybody can make up n of them. That they are the next guardians is known
        // only to one that is among them, and to a person who compared the key with them.
        var isHolder = seat.Keys.Shares.TryGetValue(GuardianEpoch.From(successor.Group.Epoch), out var next);
        if (isHolder && next!.Group.GroupKey.ToString() != successor.Group.GroupKey)
            throw new ProtocolException($"this guardian's own key of epoch {successor.Group.Epoch} is another than the one to hand over to");
        // SECURITY: a bridge that is handed over to a key that cannot sign is lost until officers act. That all confirmed a share shows nothing of what lies on their disks.
        if (isHolder && !IsTried(successor))
            throw new ProtocolException($"the key of epoch {successor.Group.Epoch} is not tried here: finish its keygen (guardian keygen, all of you, the same file), or take over the trial of a member that has (guardian key tried)");
        if (expected is { } told && told.ToString() != successor.Group.GroupKey)
            throw new ProtocolException($"the key to hand over to is {successor.Group.GroupKey}, not the expected {told}");
        if (!isHolder && expected is null)
            throw new ProtocolException($"this guardian holds no share of epoch {successor.Group.Epoch}, so it cannot know that key: compare it with the new guardians, then give it with --new-group-key");
    }

    private bool IsTried(CertificateFile successor) =>
        directory.Trial(successor.Group.Epoch, successor.Group.Generation) is var path && File.Exists(path) && TrialFile.Load(path).IsOf(successor);

    private static T Read<T>(CeremonyPart part, ushort sender, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ProtocolException e)
        {
            throw new CeremonyAbortedException($"{part} of guardian {sender} cannot be read: {e.Message}", [sender], e);
        }
    }
}
