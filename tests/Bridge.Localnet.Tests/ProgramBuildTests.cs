using System.Diagnostics;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests;

/// <summary><c>localnets/bridge</c> in a repository of its own, with a <c>dotnet</c> that only notes what it was asked: it is built when its sources have changed, and then only.</summary>
public sealed class ProgramBuildTests : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        echo "$1" >>"$CALLS"
        if [[ "$1" == build ]]; then
            [[ -z "${FAILS:-}" ]] || exit 1
            mkdir -p "$ROOT/Relayer/Bridge.Cli/bin/Release/net10.0" "$ROOT/Relayer/Bridge.Cli/obj"
            echo built >"$ROOT/Relayer/Bridge.Cli/bin/Release/net10.0/bridge.dll"
            echo made >"$ROOT/Relayer/Bridge.Cli/obj/made.cs"
        fi
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("localnet-scripts").FullName;

    public ProgramBuildTests()
    {
        foreach (var folder in (string[])["localnets", "tools", "Relayer/Bridge.Cli/Commands", "Contracts/Bridge.Protocol", "Contracts/Bridge.Chains"]) Directory.CreateDirectory(Path.Combine(_root, folder));
        foreach (var script in (string[])["bridge", "setup.sh"]) File.Copy(Path.Combine(RepositoryRoot.Path, "localnets", script), Path.Combine(_root, "localnets", script));
        foreach (var source in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", "Relayer/Bridge.Cli/Bridge.Cli.csproj", "Relayer/Bridge.Cli/Commands/One.cs", "Contracts/Bridge.Protocol/Two.cs", "Contracts/Bridge.Protocol/notes.md"]) Write(source);
        File.WriteAllText(Path.Combine(_root, "tools", "dotnet"), Dotnet);
        File.SetUnixFileMode(Path.Combine(_root, "tools", "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Bridge_NeverBuilt_IsBuiltAndSaysSoFirst()
    {
        var (code, errors, calls) = await RunAsync();
        (code, calls).ShouldBe((0, "build run"));
        errors.ShouldStartWith("building Relayer/Bridge.Cli");
    }

    [Fact]
    public async Task Bridge_NothingHasChanged_IsNotBuilt()
    {
        await RunAsync();
        var (_, errors, calls) = await RunAsync();
        calls.ShouldBe("run");
        errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Relayer/Bridge.Cli/Commands/One.cs")]
    [InlineData("Contracts/Bridge.Protocol/Two.cs")]
    [InlineData("Contracts/Bridge.Chains/New.cs")]
    [InlineData("Directory.Packages.props")]
    public async Task Bridge_SourceIsNewerOrNew_IsBuiltOnce(string source)
    {
        await RunAsync();
        Change(source);
        (await RunAsync()).Calls.ShouldBe("build run");
        (await RunAsync()).Calls.ShouldBe("run");
    }

    [Fact]
    public async Task Bridge_SourceHasGone_IsBuilt()
    {
        await RunAsync();
        File.Delete(Path.Combine(_root, "Contracts/Bridge.Protocol/Two.cs"));
        (await RunAsync()).Calls.ShouldBe("build run");
    }

    [Fact]
    public async Task Bridge_WhatIsNoSourceHasChanged_IsNotBuilt()
    {
        await RunAsync();
        foreach (var file in (string[])["Contracts/Bridge.Protocol/notes.md", "Relayer/Bridge.Cli/obj/made.cs"]) Change(file);
        (await RunAsync()).Calls.ShouldBe("run");
    }

    [Fact]
    public async Task Bridge_DoesNotBuild_IsNotRunAndIsBuiltNextTime()
    {
        await RunAsync();
        Change("Relayer/Bridge.Cli/Commands/One.cs");
        var (code, errors, calls) = await RunAsync(fails: true);
        (code, calls).ShouldBe((1, "build"));
        errors.ShouldContain("Relayer/Bridge.Cli does not build");
        (await RunAsync()).Calls.ShouldBe("build run");
    }

    private void Write(string source, int year = 2020)
    {
        File.WriteAllText(Path.Combine(_root, source), "source");
        File.SetLastWriteTimeUtc(Path.Combine(_root, source), new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));
    }

    // After what was built, whatever the file system's clock resolves: what was built is made older.
    private void Change(string source)
    {
        File.SetLastWriteTimeUtc(Path.Combine(_root, "Relayer/Bridge.Cli/bin/Release/net10.0/bridge.dll.sources"), new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Write(source, 2022);
    }

    private async Task<(int Code, string Errors, string Calls)> RunAsync(bool fails = false)
    {
        var calls = Path.Combine(_root, "calls");
        File.Delete(calls);
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[Path.Combine(_root, "localnets", "bridge"), "assets"]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in ((string, string)[])[("PATH", $"{Path.Combine(_root, "tools")}:{Environment.GetEnvironmentVariable("PATH")}"), ("ROOT", _root), ("CALLS", calls), ("FAILS", fails ? "1" : "")]) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors, string.Join(' ', (await File.ReadAllLinesAsync(calls)).Select(call => call == "build" ? call : "run")));
    }
}
