using System.Security.Cryptography;
using Bridge.Frost;                       // GroupPublicKey, FrostVerifier, ParticipantId
using Bridge.Frost.Curve;                 // Point, Scalar
using Bridge.Frost.KeyGeneration;         // what a ceremony sends, and what it proves
using Bridge.Frost.Repair;
using Bridge.Frost.Signing;               // SigningPackage, SignatureAggregator, RoastCoordinator
using Bridge.Frost.Signer;                // KeyPackage, FrostSigner: from here on, secrets
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Repair;
using Bridge.Protocol;                    // Bytes32, GuardianEpoch, GroupSignature
using Bridge.Protocol.Cryptography;       // EcdsaKey
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

/// <summary>The examples of Guardians/Bridge.Frost/README.md, word for word, so that they stay true.</summary>
public sealed class ReadmeExampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("readme-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Examples_OfTheReadme_AreTheCodeBelow()
    {
        var code = Normalize(File.ReadAllText(RepositoryRoot.Combine("tests", "Bridge.Frost.Signer.Tests", "ReadmeExampleTests.cs")));
        var examples = File.ReadAllText(RepositoryRoot.Combine("Guardians", "Bridge.Frost", "README.md")).Split("```csharp\n")[1..];

        examples.Length.ShouldBe(8);
        foreach (var example in examples) code.ShouldContain(Normalize(example.Split("```")[0]));
    }

    [Fact]
    public void Example_FromKeyGenerationToAVerifiedSignature_Runs()
    {
        var keyFile = Path.Combine(_folder.FullName, "guardian-1.key");
        var passphrase = "from a file or descriptor"u8.ToArray();

        // Everyone knows everyone's identity address and agrees on a session number that was never used.
        EcdsaKey[] identities = [EcdsaKey.Generate(), EcdsaKey.Generate(), EcdsaKey.Generate()];
        var context = KeyGenerationContext.From(
            BridgeId.From(Bytes32.From(RandomNumberGenerator.GetBytes(32))),
            GuardianEpoch.From(1),
            session: Bytes32.From(RandomNumberGenerator.GetBytes(32)),
            threshold: 2,
            members: identities.Select((identity, i) => new KeyGenerationMember(ParticipantId.From((ushort)(i + 1)), PartyAddress.FromEvm(identity.EvmAddress()))));

        // Here all three run in one process; each would keep its own stage and send the bytes.
        var round1 = context.Members.Keys.Zip(identities, (id, identity) => KeyGenerationRound1.Start(context, id, identity)).ToArray();
        var heard = context.Members.Keys.Zip(round1, (id, stage) => KeyValuePair.Create(id, stage.Broadcast)).ToDictionary();

        var round2 = round1.Select(stage => Expect(stage.Next(heard))).ToArray();
        Dictionary<ParticipantId, ReadOnlyMemory<byte>> SharesFor(ParticipantId recipient) => context.Members.Keys.Zip(round2)
            .Where(sender => sender.First != recipient)
            .ToDictionary(sender => sender.First, sender => sender.Second.Outgoing[recipient]);

        var round3 = context.Members.Keys.Zip(round2, (id, stage) => Expect(stage.Next(SharesFor(id)))).ToArray();
        var confirmed = context.Members.Keys.Zip(round3, (id, stage) => KeyValuePair.Create(id, stage.Broadcast)).ToDictionary();

        GeneratedKey[] keys = [.. round3.Select(stage => Expect(stage.Finish(confirmed)))];

        static T Expect<T>(KeyGenerationResult<T> result) => result switch
        {
            KeyGenerationResult<T>.Completed(var value) => value,
            KeyGenerationResult<T>.Aborted(var reason, var culprits) => throw new InvalidOperationException($"{reason}: {string.Join(", ", culprits)}"),
            _ => throw new InvalidOperationException(),
        };

        // Keep the share: Argon2id and XChaCha20-Poly1305 under a passphrase, mode 0600, whole or not at all.
        using (var entries = new SecretEntries())
        {
            var encoded = keys[0].Key.Encode();
            entries.Set("frost", encoded);
            CryptographicOperations.ZeroMemory(encoded);
            KeyFile.Write(keyFile, passphrase, entries);
        }

        using var opened = KeyFile.Read(keyFile, passphrase);
        if (!opened.TryGet("frost", out var stored)) throw new InvalidOperationException("no share in this file");
        using var first = KeyPackage.Decode(stored);

        // Round one: each signer makes nonces, keeps them in memory and sends their commitment.
        var message = "release 17"u8.ToArray();
        using var nonces1 = FrostSigner.Commit(first);
        using var nonces3 = FrostSigner.Commit(keys[2].Key);

        // Over a network a commitment is 66 bytes and a share 32; whose they are says the connection, never the bytes.
        var commitmentSent = nonces3.Commitment.ToArray();
        var commitmentReceived = NonceCommitment.From(ParticipantId.From(3), commitmentSent);

        // Round two: each signer builds the package from the message it decided on itself, and answers once.
        var package = SigningPackage.From(first.Group, [nonces1.Commitment, commitmentReceived], message);
        SigningResult[] answers = [FrostSigner.Sign(first, nonces1, package), FrostSigner.Sign(keys[2].Key, nonces3, package)];

        // Anyone with the group's public key aggregates; no secret is involved.
        var result = SignatureAggregator.Aggregate(package, answers.OfType<SigningResult.Completed>().Select(answer => answer.Share));
        var signature = result switch
        {
            AggregationResult.Completed(var completed) => completed,
            AggregationResult.Aborted(var reason, var culprits) => throw new InvalidOperationException($"{reason}: {string.Join(", ", culprits)}"),
            _ => throw new InvalidOperationException(),
        };

        // Anyone with the 33 bytes of the group key verifies.
        var valid = FrostVerifier.Verify(first.Group.GroupKey, message, signature);

        valid.ShouldBeTrue();
        signature.ToRfc9591().Length.ShouldBe(65);
    }

    [Fact]
    public void Example_Robustly_Runs()
    {
        using var set = new GuardianSet(2, 3).Generate();
        var keys = set.Keys.ToDictionary(key => key.Key, key => key.Value.Key);
        var (group, message) = (keys[GuardianSet.Id(1)].Group, "release 18"u8.ToArray());

        // Here the signers are method calls; over a network, send what it asks for and call it with what comes back, from whom, whenever it comes.
        var coordinator = RoastCoordinator.From(group, message, [.. group.Participants]);
        var nonces = new Dictionary<ParticipantId, SigningNonces>();
        var todo = new Queue<RoastAction>(coordinator.Start());
        GroupSignature? signature = null;
        while (signature is null && todo.TryDequeue(out var action))
        {
            switch (action)
            {
                case RoastAction.Ask(var signer):
                    nonces[signer] = FrostSigner.Commit(keys[signer]);
                    Enqueue(coordinator.Receive(signer, nonces[signer].Commitment));
                    break;
                case RoastAction.Sign(var session, var package):
                    foreach (var signer in package.Signers)
                    {
                        if (FrostSigner.Sign(keys[signer], nonces[signer], package) is SigningResult.Completed(var share))
                            Enqueue(coordinator.Receive(signer, session, share));
                        else
                            Enqueue(coordinator.Decline(signer));
                    }

                    break;
                case RoastAction.Completed(var completed):
                    signature = completed;
                    break;
                case RoastAction.Hopeless:
                    throw new InvalidOperationException($"too few are left; caught: {string.Join(", ", coordinator.Culprits)}");
            }
        }

        // Over a network this is where you wait for more; here everybody has answered.
        if (signature is null) throw new InvalidOperationException("nothing is left to do and there is no signature");

        void Enqueue(IEnumerable<RoastAction> actions)
        {
            foreach (var next in actions) todo.Enqueue(next);
        }

        FrostVerifier.Verify(group.GroupKey, message, signature.Value).ShouldBeTrue();
    }

    [Fact]
    public void Example_WhoCheated_Runs()
    {
        using var set = new GuardianSet(2, 3).ToRound2();
        var (context, sender, round2, round1Packages, guilty) = (set.Context, GuardianSet.Id(2), set.Round2[GuardianSet.Id(1)], set.Round1Packages(), new HashSet<ParticipantId>());
        var received = set.SharesFor(1);
        var body = received[GuardianSet.Id(3)].ToArray()[..^SignedPackage.SignatureSize];
        body[^1] ^= 1;
        received[GuardianSet.Id(3)] = SignedPackage.Seal(SignedPackage.Round2, context, body, set.Identities[GuardianSet.Id(3)]);
        GuardianSet.ShouldAbort(round2.Next(received), KeyGenerationAbortReason.InvalidShares, 3);
        var heardHere = set.Round1[sender].Broadcast.Span;
        var heardElsewhere = KeyGenerationTests.Forge(set, 2, package => package with { EncryptionKey = package.Commitments[0] }).Span;

        // Of one sender: the round 1 package as this member heard it and as another did.
        if (CeremonyEvidence.IsEquivocation(context, sender, heardHere, heardElsewhere)) guilty.Add(sender);
        // Any signed package that no honest member makes.
        if (CeremonyEvidence.IsMisbehaviour(context, sender, heardHere)) guilty.Add(sender);
        // A share that only its recipient could open: its complaint opens it for everybody, of a ceremony from which no key comes any more.
        foreach (var complaint in round2.Complaints)
        {
            if (complaint.Judge(context, round1Packages) == ComplaintVerdict.AccusedIsGuilty) guilty.Add(complaint.Accused);
        }

        guilty.ShouldBe([GuardianSet.Id(2), GuardianSet.Id(3)], ignoreOrder: true);
    }

    [Fact]
    public void Example_RefreshAndRepair_Begin()
    {
        using var set = new GuardianSet(2, 3).Generate();
        var (current, identity, bridge, members) = (set.Keys[GuardianSet.Id(1)].Key, set.Identities[GuardianSet.Id(1)], set.Context.Bridge, set.Members);
        Refresh(GuardianSet.Filled(2)).ShouldNotBeEmpty();
        Repair(RepairContext.From(bridge, GuardianSet.Filled(3), current.State, GuardianSet.Id(3), members), current, set.Identities[GuardianSet.Id(3)]);

        byte[] Refresh(Bytes32 session)
        {
            var context = KeyGenerationContext.ForRefresh(bridge, session, current.State, members);
            using var round1 = KeyGenerationRound1.Refresh(context, current, identity);
            return round1.Broadcast.ToArray();
        }

        void Repair(RepairContext context, KeyPackage key, EcdsaKey recipientIdentity)
        {
            // At each helper, and at the one that lost its share.
            var helper = RepairRound1.Help(context, key, identity);
            var recipient = RepairRound1.Receive(context, recipientIdentity);
            helper.Broadcast.Length.ShouldBeGreaterThan(recipient.Broadcast.Length);
        }
    }

    private static string Normalize(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
