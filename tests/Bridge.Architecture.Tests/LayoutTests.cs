using System.Text.RegularExpressions;
using Shouldly;

namespace Bridge.Architecture.Tests;

public class LayoutTests
{
    private static readonly string[] TopLevel =
    [
        "Relayer", "Guardians", "Contracts", "Monitoring", "tests", "localnets", "Bridge.sln", "README.md",
        "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json", "LICENSE",
    ];

    private static IEnumerable<string> Code => new[] { "*.cs", "*.sol", "*.c", "*.h", "*.mjs", "*.ts" }.SelectMany(Repository.SourceFiles);

    [Fact]
    public void TopLevel_HoldsOnlyWhatTheDesignAllows() => Repository.Root.EnumerateFileSystemInfos().Select(entry => entry.Name)
        .Where(name => !name.StartsWith('.')).Except(TopLevel).ShouldBeEmpty();

    [Fact]
    public void Packages_AreNeverPinnedOutsideTheCentralFile()
    {
        foreach (var file in Repository.SourceFiles("*.csproj")) File.ReadAllText(file).ShouldNotContain("Version=", Case.Sensitive, file);
    }

    [Fact]
    public void Folders_AreNamedForTheDomain()
    {
        string[] banned = ["Helpers", "Utils", "Managers", "Common"];
        Code.Where(file => file[Repository.Root.FullName.Length..].Split('/').Intersect(banned).Any()).ShouldBeEmpty();
    }

    [Fact]
    public void Hosts_HaveThinPrograms()
    {
        foreach (var program in Repository.SourceFiles("Program.cs").Where(file => !file.Contains("/tests/")))
            File.ReadAllLines(program).Length.ShouldBeLessThan(30, program);
    }

    [Fact]
    public void Files_AreShortEnoughToRead() =>
        Code.Where(file => File.ReadLines(file).Count() > 350).Select(file => Path.GetRelativePath(Repository.Root.FullName, file)).ShouldBeEmpty();

    [Fact]
    public void LogEvents_HaveUniqueIdsInTheirProject()
    {
        var pattern = new Regex(@"LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)", RegexOptions.None, TimeSpan.FromSeconds(5));
        foreach (var project in Repository.SourceFiles("*.csproj"))
        {
            var ids = Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
                .SelectMany(file => pattern.Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToArray();
            ids.Length.ShouldBe(ids.Distinct().Count(), project);
        }
    }
}
