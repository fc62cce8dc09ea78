using Bridge.Guardian.Commands;
using Bridge.Guardian.Diagnosis;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Tests;

/// <summary>Each thing that can be wrong is found, named, and comes with what to do.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly TestGroup Group = new(3, 5);

    private readonly GuardianHome _home = new();

    public DoctorTests() => _home.Add(Group);

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("home")]
    [InlineData("home/guardian.key")]
    [InlineData("passphrase")]
    public void Files_OthersMayOpenThem_ProblemWithTheCommand(string name)
    {
        var path = _home.In(name);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupRead);
        Problems(FileChecks.Run(_home.Data, _home.PassphraseFile)).ShouldHaveSingleItem().Advice!.ShouldContain($"chmod {(name == "home" ? 700 : 600)} {path}");
    }

    [Fact]
    public void Files_JournalHaltedOrDamaged_Problem()
    {
        using (var database = JournalDatabase.Open(_home.Data.Journal))
        {
            new HaltJournal(database, TimeProvider.System).Halt(ChainId.From(1), HaltReason.HashChanged, "the test says so");
            // Beside the running daemon.
            Problems(FileChecks.Run(_home.Data, _home.PassphraseFile)).ShouldHaveSingleItem().Detail.ShouldContain("the test says so");
        }

        File.WriteAllText(_home.Data.Journal, "no journal");
        Problems(FileChecks.Run(_home.Data, _home.PassphraseFile)).ShouldHaveSingleItem().Check.ShouldBe("journal");
    }

    [Fact]
    public void Files_AllWell_NoProblem()
    {
        JournalDatabase.Open(_home.Data.Journal).Dispose();
        FileChecks.Run(_home.Data, _home.PassphraseFile).ShouldAllBe(finding => finding.Level == FindingLevel.Good);
    }

    [Fact]
    public void Keys_ShareWithoutItsTrial_NotedUntilItIsHere()
    {
        Notes().ShouldContain(finding => finding.Detail.Contains("has no trial here"));
        File.WriteAllText(_home.Data.Trial(1, 0), "{}");
        Notes().ShouldNotContain(finding => finding.Detail.Contains("has no trial here"));

        IEnumerable<Finding> Notes()
        {
            using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
            return [.. KeyChecks.Run(_home.Data, _home.Options, keys, _home.Passphrase, Deployment.Load(_home.Deployment(Group)), TimeProvider.System.GetUtcNow())
                .Where(finding => finding.Level == FindingLevel.Note)];
        }
    }

    [Fact]
    public void Keys_DeploymentOfAnotherGeneration_Problem()
    {
        var refreshed = Group.Refreshed(7);
        KeyFindings(refreshed).ShouldHaveSingleItem().Detail.ShouldContain("another verifying share");
        _home.Refresh(refreshed, 1);
        KeyFindings(refreshed).ShouldBeEmpty();
    }

    [Fact]
    public void Keys_OldCopyOfTheKeyFile_Problem()
    {
        var old = File.ReadAllBytes(_home.Data.Keys);
        _home.Refresh(Group.Refreshed(7), 1);
        File.WriteAllBytes(_home.Data.Keys, old);
        KeyFindings(Group).ShouldHaveSingleItem().Detail.ShouldContain("old copy");
    }

    [Fact]
    public void Keys_AnotherGroup_Problem() => KeyFindings(new TestGroup(3, 5, seed: 2)).ShouldHaveSingleItem().Detail.ShouldContain("group key");

    [Fact]
    public async Task Processes_CopyRunsElsewhere_Problem()
    {
        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        (await ProcessAsync(keys)).Level.ShouldBe(FindingLevel.Note);
        using (ShareLock.Take(keys.Identity)) (await ProcessAsync(keys)).Detail.ShouldContain("another directory");
        using (_home.Data.Lock()) (await ProcessAsync(keys)).Level.ShouldBe(FindingLevel.Good);
    }

    [Fact]
    public async Task Network_PeerWithAnotherKeyOrDown_ProblemsAndTheRestGood()
    {
        await using var right = new TestGuardian(3);
        await using var wrong = new TestGuardian(4);
        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        var self = new HashSet<TlsPin> { TlsPin.Of(keys.Certificate) };
        await right.StartAsync(new HashSet<TlsPin>(), self);
        await wrong.StartAsync(new HashSet<TlsPin>(), self);
        var deployment = Deployment.Load(_home.Deployment(Group));
        deployment = deployment with
        {
            Guardians = deployment.Guardians with { Members = [_home.Public, right.Public, wrong.Public with { TlsPin = right.Public.TlsPin }, right.Public with { Index = 5, Url = $"https://127.0.0.1:{FreePort.Next()}" }] },
        };

        var findings = await NetworkChecks.RunAsync(_home.Options, keys, deployment, TimeProvider.System, CancellationToken.None);
        findings.Select(finding => (finding.Check, finding.Level)).ShouldBe(
        [
            ("guardian 3", FindingLevel.Good), ("guardian 4", FindingLevel.Problem), ("guardian 5", FindingLevel.Problem), ("clock", FindingLevel.Good),
        ]);
        findings[1].Detail.ShouldContain("another key");
        findings[2].Detail.ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task Chains_FinalityStands_Problem()
    {
        var chain = new FakeChain(TransferBuilder.Evm);
        chain.MineFinal();
        (await ChainsAsync(chain, Right))[0].Detail.ShouldContain("finality stands");
    }

    [Fact]
    public async Task Chains_AnotherBridge_Problem()
    {
        var chain = new FakeChain(TransferBuilder.Evm);
        chain.MineFinal();
        (await ChainsAsync(chain, Right with { Bridge = BridgeId.From(Keccak256.Hash("another")) }))[0].Detail.ShouldContain("serves bridge");
        (await ChainsAsync(chain, Right with { Key = new TestGroup(3, 5, seed: 2).Key.GroupKey }))[0].Advice!.ShouldContain("another group");
    }

    [Fact]
    public async Task Chains_SourceDown_ProblemAndTheQuorumIsNotMet()
    {
        var chain = new FakeChain(TransferBuilder.Evm) { Failure = new ChainReadException(ChainReadFailure.Unavailable, "down") };
        (await ChainsAsync(chain, Right)).Select(finding => finding.Level).ShouldBe([FindingLevel.Problem, FindingLevel.Problem]);
    }

    [Fact]
    public async Task Sentinel_CouldRaiseALevel_IsWellAndSendsNothing()
    {
        var family = new FakeChainFamily("evm", new FakeChain(TransferBuilder.Evm));
        (await SentinelAsync(family)).Level.ShouldBe(FindingLevel.Good);
        family.Risk.Papers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sentinel_WithoutTheRole_ProblemWithTheCommandThatGivesIt()
    {
        var family = new FakeChainFamily("evm", new FakeChain(TransferBuilder.Evm));
        family.Risk.Refuses = "NotSentinel";
        var finding = await SentinelAsync(family);
        (finding.Check, finding.Level).ShouldBe(("sentinel evm", FindingLevel.Problem));
        finding.Detail.ShouldContain("has not the role of a sentinel there");
        finding.Advice!.ShouldContain("bridge risk create grant-role --chain evm --account 0x");
    }

    [Fact]
    public async Task Sentinel_WithoutMoneyForFees_Problem()
    {
        var family = new FakeChainFamily("evm", new FakeChain(TransferBuilder.Evm));
        family.Accounts.Native = 0;
        var finding = await SentinelAsync(family);
        finding.Level.ShouldBe(FindingLevel.Problem);
        finding.Detail.ShouldContain("holds less than 0.01 TEST for fees");
        finding.Advice.ShouldBe("send it some");
    }

    [Fact]
    public async Task Sentinel_RefusedForAnotherReasonOrDown_ProblemWithAdvice()
    {
        var family = new FakeChainFamily("evm", new FakeChain(TransferBuilder.Evm));
        family.Risk.Refuses = "PaperExpired";
        var refused = await SentinelAsync(family);
        (refused.Level, refused.Detail.Contains("PaperExpired", StringComparison.Ordinal), refused.Advice is null).ShouldBe((FindingLevel.Problem, true, false));
        family.Risk.IsDown = true;
        var down = await SentinelAsync(family);
        (down.Level, down.Detail.Contains("the node is down", StringComparison.Ordinal), down.Advice is null).ShouldBe((FindingLevel.Problem, true, false));
    }

    [Fact]
    public async Task Doctor_NothingAnswers_EveryProblemWithAdviceAndTheExitCode()
    {
        var run = await GuardianProcess.RunAsync("doctor", "--dir", _home.Data.Path, "--deployment", _home.Deployment(Group), "--passphrase-file", _home.PassphraseFile, "--watch-seconds", "1");
        run.Code.ShouldBe(ExitCode.Unwell, run.Output);
        foreach (var text in (string[])["no relayer is pinned", "guardian 1", "evm http://127.0.0.1:9", "solana http://127.0.0.1:9", "sentinel evm", "sentinel solana", "→"]) run.Output.ShouldContain(text);
    }

    [Fact]
    public async Task Doctor_WrongPassphrase_OneProblemThatTellsNothing()
    {
        File.WriteAllText(_home.PassphraseFile, "wrong");
        var findings = await new Doctor(_home.Data, _home.PassphraseFile, _home.In("none.json"), true, TimeSpan.FromSeconds(1), TimeProvider.System).RunAsync(CancellationToken.None);
        Problems(findings).Select(finding => finding.Check).ShouldBe(["deployment", "keys"]);
        findings.ShouldAllBe(finding => !finding.Detail.Contains("wrong\n", StringComparison.Ordinal) && finding.Level != FindingLevel.Problem || finding.Advice != null);
    }

    private static GuardianKeyState Right => new(TransferBuilder.Bridge, GuardianEpoch.From(1), Group.Key.GroupKey);

    private static List<Finding> Problems(IEnumerable<Finding> findings) => [.. findings.Where(finding => finding.Level == FindingLevel.Problem)];

    private List<Finding> KeyFindings(TestGroup deployed)
    {
        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        return Problems(KeyChecks.Run(_home.Data, _home.Options, keys, _home.Passphrase, Deployment.Load(_home.Deployment(deployed)), TimeProvider.System.GetUtcNow()));
    }

    private Task<Finding> ProcessAsync(GuardianKeys keys) =>
        KeyChecks.OnlyProcessAsync(_home.Data, _home.Options, keys, Deployment.Load(_home.Deployment(Group)), TimeProvider.System, CancellationToken.None);

    private async Task<Finding> SentinelAsync(FakeChainFamily family)
    {
        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        return await SentinelChecks.RunAsync(new(family, 128), _home.Options, keys.Identity, TransferBuilder.Bridge, TimeProvider.System, CancellationToken.None);
    }

    private Task<IReadOnlyList<Finding>> ChainsAsync(FakeChain chain, GuardianKeyState key) => ChainChecks.RunAsync(
        new WatchedChain(new FakeChainFamily("evm", chain) { Key = key }, 128), _home.Options, Deployment.Load(_home.Deployment(Group)), TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
}
