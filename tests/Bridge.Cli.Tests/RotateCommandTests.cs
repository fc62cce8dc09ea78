using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Shouldly;

namespace Bridge.Cli.Tests;

public sealed class RotateCommandTests : IDisposable
{
    internal static readonly GroupKey Old = Key(1), New = Key(2), Other = Key(3);

    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Rotate_Wait_SubmitsWaitsAndActivatesOnBothChains()
    {
        _cli.Evm.ChainIsBehind = 1;
        (await RunAsync("--wait")).ShouldBe(CliApplication.Done, _cli.Output);
        // Each chain its own signature.
        _cli.Evm.Rotations.ShouldBe(["rotate 2 1", "activate"]);
        _cli.Solana.Rotations.ShouldBe(["rotate 2 2", "activate"]);
        Said.ShouldContain("evm: the key of epoch 2 is in force");
        Said.ShouldContain("solana: the key of epoch 2 is in force");
    }

    [Fact]
    public async Task Rotate_WithoutWait_SaysUntilWhenAndByWhichDigestItCanBeStopped()
    {
        (await RunAsync()).ShouldBe(CliApplication.Done);
        _cli.Evm.Rotations.ShouldBe(["rotate 2 1"]);
        Said.ShouldContain($"may veto {Keccak256.Hash("digest")} until");
    }

    [Fact]
    public async Task Rotate_Again_DoesNothingTwice()
    {
        (await RunAsync("--wait")).ShouldBe(CliApplication.Done);
        (await RunAsync("--wait")).ShouldBe(CliApplication.Done);
        _cli.Evm.Rotations.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Rotate_OneChainNamed_TheOtherIsLeftAlone()
    {
        (await RunAsync("--to", "solana", "--wait")).ShouldBe(CliApplication.Done);
        _cli.Solana.Rotations.ShouldBe(["rotate 2 2", "activate"]);
        _cli.Evm.Rotations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotate_TimeIsOver_StillOnItsWay()
    {
        _cli.Evm.RotationDelay = _cli.Solana.RotationDelay = TimeSpan.FromDays(1);
        (await RunAsync("--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
    }

    [Fact]
    public async Task Rotate_AnotherKeyWaits_IsNotActivated()
    {
        _cli.Evm.Pending = new(GuardianEpoch.From(2), Other, Keccak256.Hash("theirs"), TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(1));
        (await RunAsync("--wait", "--to", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Evm.Rotations.ShouldBeEmpty();
        Said.ShouldContain($"veto --proposal {Keccak256.Hash("theirs")}");
    }

    [Fact]
    public async Task Rotate_AnotherKeyIsInForceForThatEpoch_SaysSo()
    {
        _cli.Evm.InForce = _cli.Evm.InForce with { Epoch = GuardianEpoch.From(2), Key = Other };
        (await RunAsync("--wait", "--to", "evm")).ShouldBe(CliApplication.Failed);
        Said.ShouldContain("is in force for epoch 2");
    }

    [Fact]
    public async Task Rotate_OneChainRefuses_TheOtherGoesOn()
    {
        _cli.Evm.Refuses = "Vetoed";
        (await RunAsync("--wait")).ShouldBe(CliApplication.Failed);
        Said.ShouldContain("evm: Vetoed; somebody stopped this key");
        Said.ShouldContain("solana: the key of epoch 2 is in force");
    }

    [Fact]
    public async Task Rotate_FileForOneChainOnly_SaysWhichIsMissing()
    {
        Write(File() with { Signatures = [File().Signatures[0]] });
        (await _cli.RunAsync("rotate", Path)).ShouldBe(CliApplication.Failed);
        Said.ShouldContain("not signed for chain 2");
    }

    [Theory]
    [InlineData("missing", null)]
    [InlineData("not JSON", "nonsense")]
    [InlineData("empty object", "{}")]
    public async Task Rotate_NoRotationFile_OneClearError(string what, string? text)
    {
        if (text is not null) await System.IO.File.WriteAllTextAsync(Path, text);
        (await _cli.RunAsync("rotate", Path)).ShouldBe(CliApplication.Failed, what);
        _cli.Errors.ShouldContain("rotation");
    }

    [Fact]
    public async Task Rotate_OfAnotherDeployment_IsRefusedHere()
    {
        Write(File() with { BridgeId = Keccak256.Hash("another").ToString() });
        (await _cli.RunAsync("rotate", Path)).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("another deployment");
        _cli.Evm.Rotations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotate_OneKeyForTwoChains_IsRefusedHere()
    {
        Write(File());
        (await _cli.RunAsync("rotate", Path, "--key", "x")).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("one chain only");
    }

    // Lines are broken where the table is full.
    private string Said => string.Join(' ', _cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string Path => _cli.PathOf("rotation-2.json");

    private async Task<int> RunAsync(params string[] options)
    {
        Write(File());
        return await _cli.RunAsync(["rotate", Path, .. options]);
    }

    private void Write(RotationFile file) => file.Save(Path);

    private static RotationFile File() =>
        new(Keccak256.Hash("bridge").ToString(), 1, Old.ToString(), 2, New.ToString(), [new(1, Signature(1)), new(2, Signature(2))]);

    // The chain would look at it; here it only has to arrive.
    private static string Signature(byte last) => Hex.Encode([1, .. new byte[94], last]);

    private static GroupKey Key(byte secret)
    {
        using var key = EcdsaKey.From([.. new byte[31], secret]);
        return GroupKey.From([(byte)(2 + (key.PublicKey.Span[63] & 1)), .. key.PublicKey.Span[..32]]);
    }
}
