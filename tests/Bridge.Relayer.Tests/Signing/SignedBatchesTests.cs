using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Signing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Signing;

/// <summary>A signature is shown for what awaits its release, and for nothing else: whoever delivers it pays fees for it.</summary>
public sealed class SignedBatchesTests
{
    private readonly TransferBoard _board = new(TimeProvider.System, retained: 10, chain => $"chain {chain}");
    private readonly SignedBatches _signed;

    public SignedBatchesTests()
    {
        _signed = new SignedBatches(_board);
        foreach (var sequence in (ulong[])[1, 2]) _board.Finalize(FakeChain.Final(new(Transfer(sequence), new(new(5, Keccak256.Hash("block")), "tx")), new(9, Keccak256.Hash("head"))), live: true);
    }

    [Fact]
    public void Find_NotSigned_IsNone() => _signed.Find(Transfer(1).Id).ShouldBeNull();

    [Fact]
    public void Find_SignedTogether_EachHasTheWholeBatch()
    {
        var both = Sign(1, 2);
        _signed.Keep(both);
        foreach (var sequence in (ulong[])[1, 2]) _signed.Find(Transfer(sequence).Id).ShouldBeSameAs(both);
    }

    [Fact]
    public void Find_SignedAnew_IsTheNewest()
    {
        _signed.Keep(Sign(1, 2));
        var alone = Sign(1);
        _signed.Keep(alone);
        _signed.Find(Transfer(1).Id).ShouldBeSameAs(alone);
    }

    [Fact]
    public void Find_EndedSince_IsNoneAndTheOthersStay()
    {
        _signed.Keep(Sign(1, 2));
        _board.Released(Transfer(1).Id, new("tx", null, false), live: true);
        _signed.Find(Transfer(1).Id).ShouldBeNull();
        _signed.Find(Transfer(2).Id).ShouldNotBeNull();
    }

    [Fact]
    public void Find_EndedBeforeItWasKept_IsNone()
    {
        _board.Released(Transfer(1).Id, new("tx", null, false), live: true);
        _signed.Keep(Sign(1, 2));
        _signed.Find(Transfer(1).Id).ShouldBeNull();
        _signed.Find(Transfer(2).Id).ShouldNotBeNull();
    }

    private static Transfer Transfer(ulong sequence) => TransferBuilder.Transfer(sequence, TransferBuilder.SolanaToEvm);

    private static Attestation Sign(params ulong[] sequences) =>
        new(new TransferBatch([.. sequences.Select(Transfer)]), GuardianEpoch.From(1), GroupSignature.From([.. Keccak256.Hash("x").ToArray(), .. Keccak256.Hash("y").ToArray(), .. Keccak256.Hash("z").ToArray()]));
}
