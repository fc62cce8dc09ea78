using Bridge.Frost;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Signing;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Signing;

/// <summary>Three of five sign with the real FROST signer, whatever up to two of them do; more bad ones than that stop it, and nothing false comes out.</summary>
public sealed class SigningCoordinatorTests
{
    private readonly DealtGroup _group = new(threshold: 3, count: 5);
    private readonly TransferBatch _batch = TransferBuilder.Batch(4);
    private readonly IReadOnlyList<FakeGuardian> _guardians;
    private readonly RelayerOptions _options = World.Options("127.0.0.1:1") with { SigningDeadlineMilliseconds = 2_000, ExclusionMilliseconds = 60_000 };
    private readonly GuardianStanding _standing;
    private readonly List<string> _waiting = [];

    public SigningCoordinatorTests()
    {
        _guardians = [.. _group.Keys.Select(key => new FakeGuardian(key, name => Task.FromResult(name == _batch.Id ? _batch : null)))];
        _standing = new GuardianStanding([1, 2, 3, 4, 5], _options, TimeProvider.System);
    }

    [Theory]
    [InlineData(Conduct.WrongShare, GuardianFault.InvalidShare)]
    [InlineData(Conduct.WrongDigest, GuardianFault.WrongDigest)]
    [InlineData(Conduct.MalformedCommitment, GuardianFault.BadCommitment)]
    [InlineData(Conduct.OthersCommitment, GuardianFault.BadCommitment)]
    [InlineData(Conduct.MalformedAnswer, GuardianFault.Malformed)]
    internal async Task SignAsync_TwoGuardiansCheat_SignsWithTheOthersAndNamesThem(Conduct conduct, GuardianFault fault)
    {
        // First in line, so that each of them is in an attempt.
        _guardians[4].Conduct = conduct;
        _guardians[1].Conduct = conduct;

        var completed = (await SignAsync()).ShouldBeOfType<SigningOutcome.Completed>();

        FrostVerifier.Verify(_group.Public.GroupKey, _batch.Digest(DealtGroup.Epoch), completed.Attestation.Signature).ShouldBeTrue();
        completed.Culprits.ShouldNotBeEmpty();
        completed.Culprits.ShouldAllBe(culprit => culprit.Fault == fault && (culprit.Guardian == 5 || culprit.Guardian == 2));
        _standing.Eligible().ShouldBe(new ushort[] { 1, 2, 3, 4, 5 }.Except(completed.Culprits.Select(culprit => culprit.Guardian)));
    }

    [Theory]
    [InlineData(Conduct.SilentAtCommit)]
    [InlineData(Conduct.SilentAtSign)]
    [InlineData(Conduct.Unreachable)]
    [InlineData(Conduct.RefusesSigning)]
    internal async Task SignAsync_TwoGuardiansAreSlowOrAway_OvertakesThemAndBlamesNobody(Conduct conduct)
    {
        _guardians[1].Conduct = conduct;
        _guardians[2].Conduct = conduct;

        var completed = (await SignAsync()).ShouldBeOfType<SigningOutcome.Completed>();

        completed.Culprits.ShouldBeEmpty();
        _standing.Eligible().Count.ShouldBe(5);
    }

    [Theory]
    [InlineData(Conduct.WrongShare)]
    [InlineData(Conduct.MalformedCommitment)]
    [InlineData(Conduct.MalformedAnswer)]
    internal async Task SignAsync_ThreeOfFiveCheat_AbortsAndNamesThem(Conduct conduct)
    {
        foreach (var guardian in _guardians.Take(3)) guardian.Conduct = conduct;

        var aborted = (await SignAsync()).ShouldBeOfType<SigningOutcome.Aborted>();

        aborted.Reason.ShouldBe(SigningFailure.Refused);
        aborted.Culprits.Select(culprit => culprit.Guardian).Order().ShouldBe(new ushort[] { 1, 2, 3 });
    }

    [Fact]
    public async Task SignAsync_ThreeOfFiveHoldAnotherDigest_AbortsAndBlamesNobody()
    {
        // It may be this relayer's own node that lies.
        foreach (var guardian in _guardians.Take(3)) guardian.Conduct = Conduct.WrongDigest;

        var aborted = (await SignAsync()).ShouldBeOfType<SigningOutcome.Aborted>();

        aborted.Reason.ShouldBe(SigningFailure.DigestsDiffer);
        aborted.Culprits.ShouldBeEmpty();
        _standing.Eligible().Count.ShouldBe(5);
    }

    [Fact]
    public async Task SignAsync_ThreeAreSilent_AbortsAtTheDeadlineAndNamesTheSilent()
    {
        foreach (var guardian in _guardians.Take(3)) guardian.Conduct = Conduct.Unreachable;

        var aborted = (await SignAsync()).ShouldBeOfType<SigningOutcome.Aborted>();

        aborted.Reason.ShouldBe(SigningFailure.TooFewGuardians);
        aborted.Silent.Order().ShouldBe(new ushort[] { 1, 2, 3 });
        aborted.Culprits.ShouldBeEmpty();
        _waiting.ShouldContain("waiting for 1 more guardian");
    }

    [Fact]
    public async Task SignAsync_GuardiansSayNoForGood_AbortsWithoutWaitingForTheDeadline()
    {
        foreach (var guardian in _guardians.Take(3)) guardian.Refuses = _ => RefusalReason.ChainHalted;

        var aborted = (await SignAsync()).ShouldBeOfType<SigningOutcome.Aborted>();

        aborted.Reason.ShouldBe(SigningFailure.Refused);
        aborted.Refusers.ShouldAllBe(refuser => refuser.Reason == RefusalReason.ChainHalted);
        aborted.ToString().ShouldBe("guardians refuse: 3 × ChainHalted (a chain broke its finality; their operators decide)");
    }

    [Fact]
    public async Task SignAsync_LockIsNotFinalYetForMost_SignsAsSoonAsItIs()
    {
        var asked = 0;
        foreach (var guardian in _guardians.Take(4)) guardian.Refuses = _ => Interlocked.Increment(ref asked) <= 8 ? RefusalReason.NotFinal : null;

        (await SignAsync()).ShouldBeOfType<SigningOutcome.Completed>();
        _standing.Eligible().Count.ShouldBe(5);
    }

    [Fact]
    public async Task SignAsync_AllIsWell_AsksOneMoreGuardianThanNeeded()
    {
        // Nobody is slow, however busy the machine is: after a moment the rest would be asked too.
        (await Coordinator(_options with { OvertakeMilliseconds = 60_000 }).SignAsync(_batch, _waiting.Add, CancellationToken.None)).ShouldBeOfType<SigningOutcome.Completed>();

        _guardians.Sum(guardian => guardian.Commits).ShouldBe(4);
        _guardians.Sum(guardian => guardian.Signs).ShouldBe(3);
    }

    [Fact]
    public async Task SignAsync_CulpritRests_IsNotAskedAgainUntilTheTimeIsOver()
    {
        _guardians[1].Conduct = Conduct.WrongShare;
        var first = (await SignAsync()).ShouldBeOfType<SigningOutcome.Completed>();
        first.Culprits.ShouldBe([new Culprit(2, GuardianFault.InvalidShare)]);
        var asked = _guardians[1].Commits;

        (await SignAsync()).ShouldBeOfType<SigningOutcome.Completed>();
        _guardians[1].Commits.ShouldBe(asked);
    }

    [Fact]
    public async Task Verifies_SignatureOfAnotherBatch_IsFalse()
    {
        var completed = (await SignAsync()).ShouldBeOfType<SigningOutcome.Completed>();

        Coordinator().Verifies(_batch.Digest(DealtGroup.Epoch), completed.Attestation.Signature).ShouldBeTrue();
        Coordinator().Verifies(TransferBuilder.Batch(3).Digest(DealtGroup.Epoch), completed.Attestation.Signature).ShouldBeFalse();
    }

    private SigningCoordinator Coordinator(RelayerOptions? options = null) => new(
        _group.Public, DealtGroup.Epoch, _guardians, _standing, options ?? _options, TimeProvider.System, new RelayerMeter(), NullLogger<SigningCoordinator>.Instance);

    private Task<SigningOutcome> SignAsync() => Coordinator().SignAsync(_batch, _waiting.Add, CancellationToken.None);
}
