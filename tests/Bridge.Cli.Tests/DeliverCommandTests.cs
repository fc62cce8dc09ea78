using System.Net;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>A user takes a signed release to its destination, whatever the relayers do.</summary>
public sealed class DeliverCommandTests : IDisposable
{
    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();
    private readonly Attestation _signed = Signed(6, 7, 8);

    public DeliverCommandTests()
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(7));
        Shows(AttestedBatch.Of(_signed));
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Deliver_Signed_TheWholeBatchAsSignedAndTheOutcomeOfTheTransferAskedFor()
    {
        _cli.Solana.OnRelease = (_, id) => id.Sequence == 7 ? new ReleaseOutcome.Included("own-tx") : new ReleaseOutcome.AlreadyConsumed();
        (await _cli.RunAsync("deliver", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        var sent = _cli.Solana.Releases.ShouldHaveSingleItem();
        (sent.Epoch, sent.Signature, sent.Batch.Root).ShouldBe((_signed.Epoch, _signed.Signature, _signed.Batch.Root));
        _cli.Output.ShouldContain("released");
        _cli.Output.ShouldContain("own-tx");
    }

    [Theory]
    [InlineData(DestinationState.Released, "is paid on solana already")]
    [InlineData(DestinationState.Held, "held for two officers")]
    [InlineData(DestinationState.Voided, "is void")]
    public async Task Deliver_NotOpen_NothingIsSent(DestinationState state, string words)
    {
        _cli.Solana.State = state;
        await FailsAsync(words);
    }

    [Fact]
    public async Task Deliver_DestinationUnreadable_NothingIsSent()
    {
        _cli.Solana.IsUnreadable = true;
        await FailsAsync("does not answer");
    }

    public static TheoryData<string, AttestedBatch> Useless => new()
    {
        { "another transfer", AttestedBatch.Of(Signed(8, 9)) },
        { "another bridge", AttestedBatch.Of(new(new([TransferBuilder.Transfer(7) with { Bridge = BridgeId.From(Keccak256.Hash("another")) }]), GuardianEpoch.From(1), Signature)) },
        { "no transfers", new(1, Signature.ToString(), []) },
        { "half a transfer", new(1, Signature.ToString(), ["0x01"]) },
        { "no signature", new(1, "0x", AttestedBatch.Of(Signed(7)).Transfers) },
        { "zero signature", new(1, "0x" + new string('0', 192), AttestedBatch.Of(Signed(7)).Transfers) },
        { "no epoch", new(0, Signature.ToString(), AttestedBatch.Of(Signed(7)).Transfers) },
    };

    [Theory]
    [MemberData(nameof(Useless))]
    public async Task Deliver_RelayerShowsSomethingElse_NothingIsSent(string what, AttestedBatch shown)
    {
        Shows(shown);
        await FailsAsync("no relayer shows a signature", what);
    }

    [Fact]
    public async Task Deliver_NoRelayerHasIt_SaysWhatToDo()
    {
        _cli.Relayer = _ => new HttpResponseMessage(HttpStatusCode.NotFound);
        await FailsAsync("bridge refund 1-2-7");
        _cli.Relayer = _ => null;
        await FailsAsync("no relayer answers");
    }

    public static TheoryData<ReleaseOutcome, string> Refusals => new()
    {
        { new ReleaseOutcome.Limited(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)), "08:00:00 UTC" },
        { new ReleaseOutcome.Limited(null), "above the limits of solana" },
        { new ReleaseOutcome.Rejected("InvalidSignature"), "solana refuses the release: InvalidSignature" },
        { new ReleaseOutcome.Unknown("no answer"), "bridge status 1-2-7 --from-chain" },
        { new ReleaseOutcome.AlreadyConsumed(), "somebody else has delivered" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Deliver_Refused_SaysWhyAndWhatToDo(ReleaseOutcome outcome, string words)
    {
        _cli.Solana.OnRelease = (_, _) => outcome;
        (await _cli.RunAsync("deliver", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain(words);
    }

    [Fact]
    public async Task Deliver_OneRelayerShowsAForgery_TheOthersIsTaken()
    {
        var forged = AttestedBatch.Of(Signed(7));
        var answers = new Queue<AttestedBatch>([forged, AttestedBatch.Of(_signed)]);
        _cli.WithDeployment("http://relayer.test", "http://other.test").Relayer = _ => CliHarness.Json(answers.Dequeue());
        _cli.Solana.OnRelease = (attestation, _) => attestation.Batch.Root == _signed.Batch.Root ? new ReleaseOutcome.Included("own-tx") : new ReleaseOutcome.Rejected("InvalidSignature");
        (await _cli.RunAsync("deliver", "1-2-7", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Solana.Releases.Count.ShouldBe(2);
        _cli.Output.ShouldContain("own-tx");
    }

    private static GroupSignature Signature => GroupSignature.From([.. Keccak256.Hash("x").ToArray(), .. Keccak256.Hash("y").ToArray(), .. Keccak256.Hash("z").ToArray()]);

    private static Attestation Signed(params ulong[] sequences) =>
        new(new TransferBatch([.. sequences.Select(sequence => TransferBuilder.Transfer(sequence) with { Bridge = BridgeId.From(Keccak256.Hash("bridge")) })]), GuardianEpoch.From(1), Signature);

    private void Shows(AttestedBatch shown) => _cli.Relayer = request =>
        request.RequestUri!.AbsolutePath.EndsWith("/1-2-7/attestation", StringComparison.Ordinal) ? CliHarness.Json(shown) : new HttpResponseMessage(HttpStatusCode.NotFound);

    private async Task FailsAsync(string words, string? what = null)
    {
        (await _cli.RunAsync("deliver", "1-2-7")).ShouldBe(CliApplication.Failed, what);
        _cli.Errors.ShouldContain(words);
        _cli.Solana.Releases.ShouldBeEmpty(what);
    }
}
