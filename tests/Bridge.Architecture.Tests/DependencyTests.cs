using Shouldly;

namespace Bridge.Architecture.Tests;

/// <summary>The dependency arrows: what is not in this table is not allowed.</summary>
public class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Bridge.Protocol"] = [],
        ["Bridge.Frost"] = ["Bridge.Protocol"],
        ["Bridge.Frost.Signer"] = ["Bridge.Frost", "Bridge.Protocol"],
        ["Bridge.Risk"] = ["Bridge.Protocol"],
        ["Bridge.Chains"] = ["Bridge.Protocol"],
        ["Bridge.Observability"] = [],
        ["Bridge.Guardian"] = ["Bridge.Protocol", "Bridge.Chains", "Bridge.Frost", "Bridge.Frost.Signer", "Bridge.Risk", "Bridge.Observability"],
        ["Bridge.Relayer"] = ["Bridge.Protocol", "Bridge.Chains", "Bridge.Frost", "Bridge.Observability"],
        ["Bridge.Cli"] = ["Bridge.Protocol", "Bridge.Chains"],
        ["Bridge.Dashboard"] = ["Bridge.Protocol", "Bridge.Chains", "Bridge.Risk", "Bridge.Observability"],
        ["Bridge.Localnet"] = ["Bridge.Protocol", "Bridge.Chains"],
        ["Bridge.SolanaLinker"] = [],
    };

    private static readonly string[] Hosts = ["Bridge.Guardian", "Bridge.Relayer", "Bridge.Cli", "Bridge.Dashboard", "Bridge.Localnet"];

    private static readonly string[] SecondFoldersOfTests = ["tests"];

    private static IEnumerable<string> ProductProjects => Repository.SourceFiles("*.csproj")
        .Where(file => !SecondFoldersOfTests.Contains(Path.GetRelativePath(Repository.Root.FullName, file).Split('/')[0]))
        .Select(file => Path.GetFileNameWithoutExtension(file));

    [Fact]
    public void Projects_ReferenceOnlyWhatTheirArrowsAllow()
    {
        foreach (var project in ProductProjects)
        {
            Allowed.ShouldContainKey(project, $"{project} has no arrows in this test: add it to the design first");
            Repository.Projects[project].Except(Allowed[project]).ShouldBeEmpty($"{project} references what it may not");
        }
    }

    [Fact]
    public void Hosts_NeverReachHosts()
    {
        foreach (var host in Hosts.Where(Repository.Projects.ContainsKey)) Repository.Reach(host).Intersect(Hosts).ShouldBeEmpty(host);
    }

    // SECURITY: the relayer cannot hold a share, because the code that could is not in its process (design section 2).
    [Fact]
    public void OnlyTheGuardian_ReachesTheSigner()
    {
        foreach (var project in ProductProjects.Where(project => project is not ("Bridge.Guardian" or "Bridge.Frost.Signer")))
            Repository.Reach(project).ShouldNotContain("Bridge.Frost.Signer", project);
    }

    // SECURITY: a guardian proves every lock that it signs (M03, M05): the reader that does not is for who only carries them.
    [Fact]
    public void OnlyTheRelayer_ReadsLocksUnproved() => Repository.SourceFiles("*.cs")
        .Where(file => File.ReadAllText(file).Contains("UnprovedLockReader", StringComparison.Ordinal)).Select(file => Path.GetRelativePath(Repository.Root.FullName, file))
        .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal) && !file.StartsWith("Contracts/Bridge.Chains/", StringComparison.Ordinal))
        .ShouldAllBe(file => file.StartsWith("Relayer/Bridge.Relayer/", StringComparison.Ordinal));

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root.FullName, "Bridge.sln"));
        foreach (var project in Repository.Projects.Keys) solution.ShouldContain($"{project}.csproj");
    }
}
