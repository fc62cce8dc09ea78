using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signing;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.Tests;

/// <summary>Guardians with their identities, honest by default, that run a key generation stage by stage so that a test can interfere between.</summary>
internal sealed class GuardianSet : IDisposable
{
    internal GuardianSet(int threshold = 3, int count = 5, byte session = 1)
    {
        Identities = Enumerable.Range(1, count).ToDictionary(i => ParticipantId.From((ushort)i), _ => EcdsaKey.Generate());
        Context = ContextOf(threshold, session);
    }

    private GuardianSet(GuardianSet before, KeyGenerationContext context) => (Identities, Context, Before) = (before.Identities, context, before.Keys);

    internal Dictionary<ParticipantId, EcdsaKey> Identities { get; }

    internal KeyGenerationContext Context { get; }

    /// <summary>The shares that a refresh starts from.</summary>
    internal Dictionary<ParticipantId, GeneratedKey> Before { get; } = [];

    internal Dictionary<ParticipantId, KeyGenerationRound1> Round1 { get; private set; } = [];

    internal Dictionary<ParticipantId, KeyGenerationRound2> Round2 { get; private set; } = [];

    internal Dictionary<ParticipantId, KeyGenerationRound3> Round3 { get; private set; } = [];

    internal Dictionary<ParticipantId, GeneratedKey> Keys { get; private set; } = [];

    internal static ParticipantId Id(int value) => ParticipantId.From((ushort)value);

    internal KeyGenerationContext ContextOf(int threshold, byte session, byte bridge = 1, uint epoch = 1) => KeyGenerationContext.From(
        BridgeId.From(Filled(bridge)), GuardianEpoch.From(epoch), Filled(session), threshold, Members);

    /// <summary>The same guardians before a refresh of their key.</summary>
    internal GuardianSet ForRefresh(byte session = 2) => new(this, RefreshContext(session));

    internal KeyGenerationContext RefreshContext(byte session, KeyState? state = null) =>
        KeyGenerationContext.ForRefresh(Context.Bridge, Filled(session), state ?? Keys[Id(1)].Key.State, Members);

    internal IEnumerable<KeyGenerationMember> Members =>
        Identities.Select(identity => new KeyGenerationMember(identity.Key, PartyAddress.FromEvm(identity.Value.EvmAddress())));

    internal GuardianSet Start()
    {
        Round1 = Identities.ToDictionary(identity => identity.Key, identity => Before.TryGetValue(identity.Key, out var current)
            ? KeyGenerationRound1.Refresh(Context, current.Key, identity.Value)
            : KeyGenerationRound1.Start(Context, identity.Key, identity.Value));
        return this;
    }

    /// <summary>What everybody but <paramref name="recipient"/> broadcast in round 1.</summary>
    internal Dictionary<ParticipantId, ReadOnlyMemory<byte>> Broadcasts(int recipient) =>
        Round1.Where(stage => stage.Key != Id(recipient)).ToDictionary(stage => stage.Key, stage => stage.Value.Broadcast);

    internal Dictionary<ParticipantId, ReadOnlyMemory<byte>> SharesFor(int recipient) =>
        Round2.Where(stage => stage.Key != Id(recipient)).ToDictionary(stage => stage.Key, stage => stage.Value.Outgoing[Id(recipient)]);

    internal Dictionary<ParticipantId, ReadOnlyMemory<byte>> Confirmations(int recipient) =>
        Round3.Where(stage => stage.Key != Id(recipient)).ToDictionary(stage => stage.Key, stage => stage.Value.Broadcast);

    internal Round1Package[] Round1Packages() =>
        [.. Round1.Values.Select(stage => Round1Package.Decode(stage.Broadcast.Span[..^SignedPackage.SignatureSize]))];

    internal GuardianSet ToRound2()
    {
        Start();
        Round2 = Round1.ToDictionary(stage => stage.Key, stage => Completed(stage.Value.Next(Broadcasts(stage.Key.Value))));
        return this;
    }

    internal GuardianSet ToRound3()
    {
        ToRound2();
        Round3 = Round2.ToDictionary(stage => stage.Key, stage => Completed(stage.Value.Next(SharesFor(stage.Key.Value))));
        return this;
    }

    internal GuardianSet Generate()
    {
        ToRound3();
        Keys = Round3.ToDictionary(stage => stage.Key, stage => Completed(stage.Value.Finish(Confirmations(stage.Key.Value))));
        return this;
    }

    internal AggregationResult Sign(ReadOnlySpan<byte> message, params int[] signers)
    {
        var group = Keys[Id(1)].Key.Group;
        var nonces = signers.ToDictionary(Id, signer => FrostSigner.Commit(Keys[Id(signer)].Key));
        var package = SigningPackage.From(group, nonces.Values.Select(nonce => nonce.Commitment), message);
        return SignatureAggregator.Aggregate(package, nonces.Select(nonce =>
            FrostSigner.Sign(Keys[nonce.Key].Key, nonce.Value, package).ShouldBeOfType<SigningResult.Completed>().Share).ToArray());
    }

    internal static T Completed<T>(KeyGenerationResult<T> result) => result.ShouldBeOfType<KeyGenerationResult<T>.Completed>().Value;

    internal static void ShouldAbort<T>(KeyGenerationResult<T> result, KeyGenerationAbortReason reason, params int[] culprits)
    {
        var aborted = result.ShouldBeOfType<KeyGenerationResult<T>.Aborted>();
        aborted.Reason.ShouldBe(reason);
        aborted.Culprits.ShouldBe(culprits.Select(Id));
    }

    internal static Bytes32 Filled(byte value)
    {
        var bytes = new byte[32];
        bytes.AsSpan().Fill(value);
        return Bytes32.From(bytes);
    }

    public void Dispose()
    {
        foreach (var identity in Identities.Values) identity.Dispose();
        foreach (var key in Keys.Values) key.Key.Dispose();
    }
}
