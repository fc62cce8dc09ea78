using Bridge.Frost.Curve;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Tests;

/// <summary>Three of five sign, step by step; each test is one thing that a signer or the network does.</summary>
public sealed class RoastCoordinatorTests
{
    private static readonly byte[] Message = [1, 2, 3];

    private readonly ClearGroup _group = new(3, 5);
    private readonly RoastCoordinator _coordinator;

    public RoastCoordinatorTests() => _coordinator = RoastCoordinator.From(_group.Public, Message, [.. _group.Public.Participants]);

    [Fact]
    public void Start_AllIsWell_AsksOneToSpareAndNeedsOneSession()
    {
        Asked(_coordinator.Start()).ShouldBe([1, 2, 3, 4]);
        Commit(1).ShouldBeEmpty();
        Commit(4).ShouldBeEmpty();
        var sign = Commit(2).ShouldHaveSingleItem().ShouldBeOfType<RoastAction.Sign>();
        sign.Package.Signers.ShouldBe([Id(1), Id(2), Id(4)]);
        Share(sign, 4).ShouldBeEmpty();
        Share(sign, 1).ShouldBeEmpty();

        var completed = Share(sign, 2).ShouldHaveSingleItem().ShouldBeOfType<RoastAction.Completed>();

        FrostVerifier.Verify(_group.Public.GroupKey, Message, completed.Signature).ShouldBeTrue();
        (_coordinator.Sessions, _coordinator.Culprits.Count).ShouldBe((1, 0));
        Commit(3).ShouldBeEmpty();
    }

    [Fact]
    public void Museum_M34_Receive_WrongShare_ExcludesItsSenderAndSetsTheOthersFree()
    {
        var sign = ToFirstSession();
        Share(sign, 1).ShouldBeEmpty();

        var actions = _coordinator.Receive(Id(2), sign.Session, new(Id(2), Scalar.One));

        _coordinator.Culprits.ShouldBe([new RoastCulprit(Id(2), RoastFault.InvalidShare)]);
        Asked(actions).ShouldBe([1, 5], ignoreOrder: true);
        // Its honest share comes too late, and so do new commitments.
        Share(sign, 2).ShouldBeEmpty();
        Commit(2).ShouldBeEmpty();
        _coordinator.Culprits.Count.ShouldBe(1);
    }

    [Fact]
    public void Receive_AnotherSignersCommitmentOrShare_BlamesWhoSentIt()
    {
        _coordinator.Start();
        _coordinator.Receive(Id(1), _group.Commit(Id(3)));
        _coordinator.Culprits.ShouldBe([new RoastCulprit(Id(1), RoastFault.OtherSigner)]);

        var sign = ToFirstSession(2, 3, 4);
        _coordinator.Receive(Id(2), sign.Session, _group.Sign(sign.Package, Id(3)));
        _coordinator.Culprits[^1].ShouldBe(new RoastCulprit(Id(2), RoastFault.OtherSigner));
        // The victim is not touched.
        Share(sign, 3).ShouldHaveSingleItem().ShouldBe(new RoastAction.Ask(Id(3)));
    }

    [Fact]
    public void Receive_LateUnsolicitedOrRepeated_ChangesNothing()
    {
        _coordinator.Receive(Id(1), _group.Commit(Id(1))).ShouldBeEmpty();
        var sign = ToFirstSession();
        _coordinator.Receive(Id(1), sign.Package.CommitmentOf(Id(1))!).ShouldBeEmpty();
        Share(sign, 1).ShouldBeEmpty();
        // A wrong share where none is waited for proves nothing: the right one is there.
        _coordinator.Receive(Id(1), sign.Session, new(Id(1), Scalar.One)).ShouldBeEmpty();
        _coordinator.Receive(Id(2), sign.Session + 1, new(Id(2), Scalar.One)).ShouldBeEmpty();
        _coordinator.Receive(Id(5), sign.Session, new(Id(5), Scalar.One)).ShouldBeEmpty();
        _coordinator.Receive(Id(4), sign.Session, new(Id(4), Scalar.One)).ShouldBeEmpty();
        _coordinator.Culprits.ShouldBeEmpty();
        Share(sign, 2).ShouldBeEmpty();
        Share(sign, 3).ShouldHaveSingleItem().ShouldBeOfType<RoastAction.Completed>();
    }

    [Fact]
    public void Museum_M34_Receive_CommitmentsThatWereSpent_AreNotUsedAgain()
    {
        _coordinator.Start();
        var old = _group.Commit(Id(1));
        _coordinator.Receive(Id(1), old);
        Commit(2);
        var sign = Commit(3).OfType<RoastAction.Sign>().ToArray().ShouldHaveSingleItem();
        Share(sign, 1);
        Share(sign, 2);
        _coordinator.Overtake(sign.Session);
        Commit(4).ShouldBeEmpty();
        Commit(2).ShouldBeEmpty();
        _coordinator.Receive(Id(1), old).ShouldBeEmpty();
        Commit(1).OfType<RoastAction.Sign>().ToArray().ShouldHaveSingleItem().Package.CommitmentOf(Id(1)).ShouldNotBe(old);
    }

    [Fact]
    public void Overtake_SlowSigner_TheOthersSignWithoutItAndItMayStillFinish()
    {
        var sign = ToFirstSession();
        Share(sign, 1);
        Share(sign, 2);
        Asked(_coordinator.Overtake(sign.Session)).ShouldBe([1, 2, 5]);
        Commit(4);
        Commit(1);
        var second = Commit(2).OfType<RoastAction.Sign>().ShouldHaveSingleItem();
        second.Session.ShouldBe(2);
        second.Package.Signers.ShouldNotContain(Id(3));

        // The slow one answers at last: the first session is as good as the second.
        Share(sign, 3).ShouldHaveSingleItem().ShouldBeOfType<RoastAction.Completed>();
    }

    [Fact]
    public void Sessions_NMinusTSignersFailInTheWorstOrder_StayAtNMinusTPlusOne()
    {
        // Each liar waits until it is in a session of its own and spoils that one.
        var pending = new Queue<RoastAction>(_coordinator.Start());
        GroupSignature? signature = null;
        for (var steps = 0; signature is null && steps < 200 && pending.TryDequeue(out var action); steps++)
        {
            switch (action)
            {
                case RoastAction.Ask ask:
                    Add(_coordinator.Receive(ask.Signer, _group.Commit(ask.Signer)));
                    break;
                case RoastAction.Sign sign:
                    var liar = sign.Package.Signers.FirstOrDefault(signer => signer.Value <= 2);
                    foreach (var signer in sign.Package.Signers.Where(signer => signer != liar)) Add(_coordinator.Receive(signer, sign.Session, _group.Sign(sign.Package, signer)));
                    if (liar != default) Add(_coordinator.Receive(liar, sign.Session, new(liar, Scalar.One)));
                    break;
                case RoastAction.Completed completed:
                    signature = completed.Signature;
                    break;
            }
        }

        signature.ShouldNotBeNull();
        _coordinator.Sessions.ShouldBeLessThanOrEqualTo(5 - 3 + 1);
        _coordinator.Culprits.Select(culprit => culprit.Signer).ShouldBe([Id(1), Id(2)], ignoreOrder: true);

        void Add(IEnumerable<RoastAction> actions)
        {
            foreach (var action in actions) pending.Enqueue(action);
        }
    }

    [Fact]
    public void Decline_InASession_FreesTheOthersAndPutsItOnProbation()
    {
        var sign = ToFirstSession();
        Share(sign, 1);
        Share(sign, 2);
        Asked(_coordinator.Decline(Id(3))).ShouldBe([1, 2, 5]);
        Asked(_coordinator.Retry(Id(3))).ShouldBe([3]);
        _coordinator.Retry(Id(3)).ShouldBeEmpty();
        Commit(3).ShouldBeEmpty();
        Commit(1).ShouldBeEmpty();
        Commit(4).ShouldBeEmpty();
        // Three stand ready, one on probation: the fourth is waited for, since four others are left.
        Commit(5).OfType<RoastAction.Sign>().ShouldHaveSingleItem().Package.Signers.ShouldBe([Id(1), Id(4), Id(5)]);
        _coordinator.Culprits.ShouldBeEmpty();
    }

    [Fact]
    public void Decline_SoManyThatTooFewAreLeft_UsesThoseOnProbation()
    {
        var sign = ToFirstSession();
        _coordinator.Decline(Id(1));
        _coordinator.Decline(Id(2));
        Asked(_coordinator.Decline(Id(3))).ShouldBeEmpty();
        Asked(_coordinator.Retry(Id(1))).ShouldBe([1]);
        Commit(4);
        Commit(5);
        Commit(1).OfType<RoastAction.Sign>().ShouldHaveSingleItem().Package.Signers.ShouldBe([Id(1), Id(4), Id(5)]);
    }

    [Fact]
    public void Exclude_UntilTooFewAreLeft_IsHopelessAndOver()
    {
        ToFirstSession();
        Asked(_coordinator.Exclude(Id(1))).ShouldBe([5]);
        _coordinator.Exclude(Id(1)).ShouldBeEmpty();
        _coordinator.Exclude(Id(2)).OfType<RoastAction.Hopeless>().ShouldBeEmpty();
        _coordinator.Exclude(Id(3)).ShouldHaveSingleItem().ShouldBeOfType<RoastAction.Hopeless>();
        Commit(5).ShouldBeEmpty();
        _coordinator.Overtake(1).ShouldBeEmpty();
        _coordinator.Culprits.ShouldBeEmpty();
    }

    [Fact]
    public void Start_FewerSignersThanTheThreshold_IsHopeless() =>
        RoastCoordinator.From(_group.Public, Message, [Id(1), Id(2)]).Start()[^1].ShouldBeOfType<RoastAction.Hopeless>();

    [Fact]
    public void From_StrangerTwiceOrZeroDigest_Throws()
    {
        Should.Throw<ProtocolException>(() => RoastCoordinator.From(_group.Public, Message, [Id(1), Id(2), Id(6)]));
        Should.Throw<ProtocolException>(() => RoastCoordinator.From(_group.Public, Message, [Id(1), Id(2), Id(2)]));
        Should.Throw<ProtocolException>(() => RoastCoordinator.From(_group.Public, Message, [Id(1), Id(2), Id(3)], spare: -1));
        Should.Throw<ProtocolException>(() => RoastCoordinator.From(_group.Public, default(MessageDigest), [Id(1), Id(2), Id(3)]));
    }

    private static ParticipantId Id(int value) => ParticipantId.From((ushort)value);

    private static IEnumerable<int> Asked(IEnumerable<RoastAction> actions) => actions.OfType<RoastAction.Ask>().Select(ask => (int)ask.Signer.Value);

    private IReadOnlyList<RoastAction> Commit(int signer) => _coordinator.Receive(Id(signer), _group.Commit(Id(signer)));

    private IReadOnlyList<RoastAction> Share(RoastAction.Sign sign, int signer) =>
        _coordinator.Receive(Id(signer), sign.Session, _group.Sign(sign.Package, Id(signer)));

    private RoastAction.Sign ToFirstSession(params int[] signers)
    {
        if (signers.Length == 0)
        {
            _coordinator.Start();
            signers = [1, 2, 3];
        }

        return signers.SelectMany(Commit).OfType<RoastAction.Sign>().ToArray().ShouldHaveSingleItem();
    }
}
